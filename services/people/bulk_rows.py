"""What the rows of a workbook of people say, checked against each other and against what is stored."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute, Session

from models import ClassGroup, Department, TraineeProfile, User
from services.access import Role
from services.errors import Invalid
from services.identity.accounts import normal_email
from services.identity.login import email_index
from services.people.bulk_columns import COLUMNS
from services.people.personal import normal_personal_data
from services.people.roles import PARTS
from services.spreadsheets import Findings, Row

HEADINGS: Mapping[str, str] = {column.key: column.heading for column in COLUMNS}


def check_rows(session: Session, rows: Sequence[Row], findings: Findings) -> list[dict[str, Any]]:
    """The fields of an account from each row; whatever is wrong with them is noted.

    Profiles stand under their names, as :data:`~services.people.roles.PARTS` has them.
    """
    for row in rows:
        _normalise(session, row, findings)
        _check_role(row, findings)
    _check_addresses(session, rows, findings)
    _check_admission_numbers(session, rows, findings)
    _resolve(session, rows, findings, key="trainee.class_group_id", name=ClassGroup.name)
    _resolve(session, rows, findings, key="trainer.department_id", name=Department.code)
    return [_nested(row.values) for row in rows]


def _normalise(session: Session, row: Row, findings: Findings) -> None:
    for normal in (lambda values: normal_personal_data(session, values), _normal_address):
        try:
            row.values.update(normal(row.values))
        except Invalid as error:
            for name, message in error.fields.items():
                findings.add(row.number, HEADINGS[name], message)
    if "trainer.qualifications" in row.values:
        listed = row.values["trainer.qualifications"].split(";")
        row.values["trainer.qualifications"] = [text.strip() for text in listed if text.strip()]


def _normal_address(values: Mapping[str, Any]) -> dict[str, str]:
    return {"email": normal_email(values["email"])} if "email" in values else {}


def _check_role(row: Row, findings: Findings) -> None:
    role = row.values.get("role")
    for key in row.values:
        part = key.split(".")[0]
        if role is not None and "." in key and Role(role) not in PARTS[part].roles:
            findings.add(row.number, HEADINGS[key], f"Not for the role {role}; leave it blank.")


def _check_addresses(session: Session, rows: Iterable[Row], findings: Findings) -> None:
    def stored(wanted: Sequence[bytes]) -> set[bytes]:
        return set(session.scalars(select(User.email_index).where(User.email_index.in_(wanted))))

    _check_unique(rows, findings, key="email", mark=lambda text: email_index(session, text), stored=stored)


def _check_admission_numbers(session: Session, rows: Iterable[Row], findings: Findings) -> None:
    number = TraineeProfile.admission_number

    def stored(wanted: Sequence[str]) -> set[str | None]:
        return set(session.scalars(select(number).where(number.in_(wanted))))

    _check_unique(rows, findings, key="trainee.admission_number", mark=str, stored=stored)


def _check_unique(
    rows: Iterable[Row],
    findings: Findings,
    *,
    key: str,
    mark: Callable[[str], Any],
    stored: Callable[[Sequence[Any]], set[Any]],
) -> None:
    """Note values that another row has, or that are stored; ``mark`` is what they are told apart by."""
    marks = [(row, mark(row.values[key])) for row in rows if key in row.values]
    taken = stored([found for _, found in marks])
    first: dict[Any, int] = {}
    for row, found in marks:
        if found in taken:
            findings.add(row.number, HEADINGS[key], "Is taken by another account already.")
        elif first.setdefault(found, row.number) != row.number:
            findings.add(row.number, HEADINGS[key], f"Stands in row {first[found]} already.")


def _resolve(
    session: Session,
    rows: Iterable[Row],
    findings: Findings,
    *,
    key: str,
    name: InstrumentedAttribute[str],
) -> None:
    """Put ids in the place of names; a name that nothing has is noted."""
    model = name.class_
    ids: dict[str, UUID] = {
        text.casefold(): record_id for record_id, text in session.execute(select(model.id, name)).all()
    }
    for row in rows:
        if key not in row.values:
            continue
        record_id = ids.get(row.values[key].casefold())
        if record_id is None:
            heading = HEADINGS[key]
            findings.add(row.number, heading, f"There is no {heading.lower()} {row.values[key]!r}.")
        row.values[key] = record_id


def _nested(values: Mapping[str, Any]) -> dict[str, Any]:
    """Fields of profiles put under the names of the profiles."""
    nested: dict[str, Any] = {}
    for key, value in values.items():
        part, _, field = key.rpartition(".")
        (nested.setdefault(part, {}) if part else nested)[field] = value
    return nested
