"""Removes kept weekly schedules in the transaction that changes anything they show.

Every unit of work is watched, so that no service has to think of it: what is stored through a
session is compared with :data:`SHOWN`, and just before the commit the schedules concerned go.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, delete, func, inspect, or_, select
from sqlalchemy.orm import ORMExecuteState, Session

from models.base import Base
from models.curriculum import Course, Enrollment, EnrollmentTrainer
from models.facility import Room
from models.structure import AcademicYear, ClassGroup, Term
from models.tenant import Tenant
from models.timetable import Timetable, TimetableEntry, WeeklySchedule
from models.user import User

SHOWN: Mapping[type[Base], frozenset[str]] = {
    Timetable: frozenset({"status", "number", "name", "published_at"}),
    TimetableEntry: frozenset(
        {
            "timetable_id",
            "enrollment_id",
            "session_type",
            "ordinal",
            "weekday",
            "starts_at",
            "ends_at",
            "room_id",
            "substitute_id",
            "held_on",
        }
    ),
    EnrollmentTrainer: frozenset({"enrollment_id", "trainer_id", "position"}),
    Enrollment: frozenset({"class_group_id", "course_id", "term_id", "status"}),
    Term: frozenset({"name", "starts_on", "ends_on", "academic_year_id"}),
    AcademicYear: frozenset({"name"}),
    Course: frozenset({"code", "title", "practical_weeks"}),
    ClassGroup: frozenset({"name", "deleted_at"}),
    Room: frozenset({"code", "name", "building", "deleted_at"}),
    User: frozenset({"first_name", "last_name", "role", "deleted_at"}),
    Tenant: frozenset({"policy"}),
}
"""The columns that schedules are made from."""

COME_AND_GO = (Timetable, TimetableEntry, EnrollmentTrainer)
"""Tables whose new and deleted rows change schedules; rows of the others are not shown before a change
of one of these."""

UNSEEN_ROLES = frozenset({"trainee", "staff", "device"})
"""Of people whom no schedule names."""

LOCK = 0x5C4ED01E
"""Names the lock on PostgreSQL under which schedules are kept (shared) and removed (alone)."""

_KEY = "outdated_schedules"


@dataclass
class Outdated:
    """What a unit of work has changed so far."""

    everything: bool = False
    terms: set[UUID] = field(default_factory=set)
    timetables: set[UUID] = field(default_factory=set)
    enrollments: set[UUID] = field(default_factory=set)

    def add(self, row: Base) -> None:
        """Take a changed row in."""
        if isinstance(row, Timetable):
            self.terms.add(row.term_id)
        elif isinstance(row, TimetableEntry):
            self.timetables.add(row.timetable_id)
        elif isinstance(row, EnrollmentTrainer):
            self.enrollments.add(row.enrollment_id)
        elif isinstance(row, Enrollment):
            self.enrollments.add(row.id)
        elif isinstance(row, Term):
            self.terms.add(row.id)
        else:
            self.everything = True

    def condition(self) -> ColumnElement[bool] | None:
        """Which schedules go, besides those of everything."""
        of_timetables = select(Timetable.term_id).where(
            Timetable.id.in_(self.timetables), Timetable.status == "published"
        )
        of_enrollments = select(Enrollment.term_id).where(Enrollment.id.in_(self.enrollments))
        conditions = [
            WeeklySchedule.term_id.in_(terms)
            for terms, named in (
                (self.terms, self.terms),
                (of_timetables, self.timetables),
                (of_enrollments, self.enrollments),
            )
            if named
        ]
        return or_(*conditions) if conditions else None


def note_changes(session: Session, _context: object, _instances: object) -> None:
    """Note which schedules the rows to be flushed are shown in."""
    for row in [*session.new, *session.deleted]:
        if isinstance(row, COME_AND_GO) and _is_seen(row):
            _outdated(session).add(row)
    for row in session.dirty:
        names = SHOWN.get(type(row))
        if names is not None and _is_seen(row) and _has_changed(row, names):
            _outdated(session).add(row)


def note_statement(state: ORMExecuteState) -> None:
    """Note what a statement changes past the session's rows."""
    if not (state.is_insert or state.is_update or state.is_delete) or state.bind_mapper is None:
        return
    model = state.bind_mapper.class_
    if model not in SHOWN or (not state.is_update and model not in COME_AND_GO):
        return
    if state.is_insert and model is TimetableEntry and isinstance(state.parameters, list):
        _outdated(state.session).timetables.update(row["timetable_id"] for row in state.parameters)
    elif not state.is_update or SHOWN[model] & _columns_of(state.statement):
        _outdated(state.session).everything = True


def remove_outdated(session: Session) -> None:
    """Remove what the unit of work has outdated, as the last thing before its commit.

    Whoever keeps a schedule meanwhile reads under the same lock, so that nothing is kept that was read
    before this commit and stored after it. The lock comes last: its holder waits for nobody.
    """
    if session.in_nested_transaction():
        return
    session.flush()
    outdated: Outdated | None = session.info.pop(_KEY, None)
    if outdated is None or session.info["who"].tenant_id is None:
        return
    lock_schedules(session, alone=True)
    statement = delete(WeeklySchedule).execution_options(synchronize_session=False)
    if not outdated.everything:
        condition = outdated.condition()
        assert condition is not None  # noqa: S101 - there is none only where nothing was noted
        statement = statement.where(condition)
    session.execute(statement)


def lock_schedules(session: Session, *, alone: bool) -> None:
    """Hold the tenant's kept schedules until the unit of work ends; SQLite has one writer anyway."""
    if session.get_bind().dialect.name != "postgresql":
        return
    tenant_id: UUID = session.info["who"].tenant_id
    lock = func.pg_advisory_xact_lock if alone else func.pg_advisory_xact_lock_shared
    session.execute(select(lock(LOCK, int.from_bytes(tenant_id.bytes[-4:], signed=True))))


def _outdated(session: Session) -> Outdated:
    found: Outdated = session.info.setdefault(_KEY, Outdated())
    return found


def _is_seen(row: Base) -> bool:
    """Whether a schedule may show a row, or may have shown it before its change."""
    if isinstance(row, User):
        return not {row.role, *inspect(row).attrs.role.history.deleted} <= UNSEEN_ROLES
    if isinstance(row, Timetable):
        return "published" in {row.status, *inspect(row).attrs.status.history.deleted}
    return True


def _has_changed(row: Base, names: Iterable[str]) -> bool:
    attributes = inspect(row).attrs
    return any(attributes[name].history.has_changes() for name in names)


def _columns_of(statement: Any) -> frozenset[str]:
    """Names of the columns that an UPDATE sets; of one by lists of values, any there are."""
    values = statement._values  # which SQLAlchemy tells in no other way
    return frozenset(column.key for column in (values or statement.table.columns))
