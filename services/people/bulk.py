"""Registering many people at once, from an Excel workbook: all of them, or none and a report."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from models import TenantRow, User
from services.access import Actor, Role
from services.errors import Conflict
from services.identity.accounts import ROLE_PROFILES, new_account, new_profiles
from services.identity.registration import invite_all
from services.people.activity import note
from services.people.bulk_columns import COLUMNS
from services.people.bulk_rows import check_rows
from services.people.roles import PARTS
from services.spreadsheets import Findings, read_rows, write_template


@dataclass(frozen=True, slots=True)
class Registered:
    """An account that a row has become."""

    row: int
    id: UUID
    email: str


@dataclass(frozen=True, slots=True)
class Registration:
    """What an upload has made."""

    users: tuple[Registered, ...]

    @property
    def created(self) -> int:
        """How many accounts were opened."""
        return len(self.users)


def registration_template() -> bytes:
    """The workbook to fill in."""
    return write_template(COLUMNS, title="Users")


def register_rows(session: Session, *, actor: Actor, data: bytes, base_url: str) -> Registration:
    """Open an account for every row, and invite its owner; where any row is wrong, open none.

    Raises
    ------
    BadSpreadsheet
        If the file is no such workbook.
    RowsRefused
        With everything that is wrong, row by row.
    """
    rows = read_rows(data, COLUMNS)
    findings = Findings()
    findings.take(rows)
    values = check_rows(session, rows, findings)
    findings.raise_if_any()
    users = _open(session, values, base_url)
    if actor.role is not Role.OPERATOR:  # who may have no account in this tenant
        note(session, actor.user_id, "users_registered", created=len(users))
    return Registration(
        tuple(Registered(row.number, user.id, user.email) for row, user in zip(rows, users, strict=True))
    )


def _open(session: Session, rows: Sequence[dict[str, Any]], base_url: str) -> list[User]:
    """Open the accounts table by table, which takes a third of the time of one by one."""
    users: list[User] = []
    profiles: list[TenantRow] = []
    for values in rows:
        parts = {name: values.pop(name) for name in PARTS if name in values}
        role = Role(values.pop("role"))
        user = new_account(session, role=role, **values)
        users.append(user)
        own = next((name for name in parts if PARTS[name].kind.model is ROLE_PROFILES.get(role)), None)
        profiles += new_profiles(user, None if own is None else parts.pop(own))
        profiles += [PARTS[name].kind.model(user_id=user.id, **fields) for name, fields in parts.items()]
    try:
        for new in (users, profiles):
            session.add_all(new)
            session.flush()
    except IntegrityError as error:
        raise Conflict("Somebody registered one of these people just now. Send the file again.") from error
    invite_all(session, base_url=base_url, users=users)
    return users
