"""What statistics are asked for: which sessions, of which time, and divided by what."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, select, true
from sqlalchemy.orm import Session

from models import AttendanceSession, ClassGroup, Enrollment, Programme
from services.errors import Invalid
from services.policy import policy_of
from services.records.paging import DEFAULT_PAGE

GROUPINGS = (
    "enrollment", "course", "class_group", "programme", "department", "trainer", "trainee", "term",
    "session_type", "week", "weekday", "hour",
)  # fmt: skip
"""What figures may be divided by."""

TIMES = ("week", "weekday", "hour")
"""Those that are read from the clock on the institution's wall."""


class UnknownDivision(Invalid):
    """Figures of this kind cannot be divided by that."""

    code = "unknown_division"


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Which sessions are meant, and what the figures are divided by.

    Parameters
    ----------
    first_date, last_date
        Both included, by the institution's clock.
    by
        One of :data:`GROUPINGS`; none for one figure of all.
    cursor, limit
        The page of the parts that the figures are divided into.
    """

    department_id: UUID | None = None
    programme_id: UUID | None = None
    class_group_id: UUID | None = None
    course_id: UUID | None = None
    enrollment_id: UUID | None = None
    term_id: UUID | None = None
    trainer_id: UUID | None = None
    trainee_id: UUID | None = None
    session_type: str | None = None
    first_date: date | None = None
    last_date: date | None = None
    by: str | None = None
    cursor: str | None = None
    limit: int = DEFAULT_PAGE

    @property
    def is_of_trainees(self) -> bool:
        """Whether single trainees are told apart."""
        return self.trainee_id is not None or self.by == "trainee"

    @property
    def is_of_whole_enrollments(self) -> bool:
        """Whether no session of an enrolment is told from its others."""
        told_apart = (self.trainer_id, self.session_type, self.first_date, self.last_date)
        return all(value is None for value in told_apart) and self.by not in (
            "trainer", "session_type", *TIMES,
        )  # fmt: skip


def of_enrollments(question: Question) -> Iterator[ColumnElement[bool]]:
    """Conditions on the enrolment."""
    yield true()
    for name in ("class_group_id", "course_id", "term_id"):
        if (value := getattr(question, name)) is not None:
            yield getattr(Enrollment, name) == value
    if question.enrollment_id is not None:
        yield Enrollment.id == question.enrollment_id
    if question.programme_id is not None:
        yield Enrollment.class_group_id.in_(_groups(Programme.id == question.programme_id))
    if question.department_id is not None:
        yield Enrollment.class_group_id.in_(_groups(Programme.department_id == question.department_id))


def of_sessions(session: Session, question: Question) -> Iterator[ColumnElement[bool]]:
    """Conditions on the session.

    Raises
    ------
    Invalid
        If the time ends before it begins.
    """
    if question.trainer_id is not None:
        yield AttendanceSession.trainer_id == question.trainer_id
    if question.session_type is not None:
        yield AttendanceSession.session_type == question.session_type
    first, last = question.first_date, question.last_date
    if first is not None and last is not None and last < first:
        raise Invalid(
            f"The time ends on {last}, before it begins on {first}.",
            fields={"last_date": "Not before first_date."},
        )
    zone = ZoneInfo(policy_of(session).time_zone)
    if first is not None:
        yield AttendanceSession.starts_at >= _midnight(first, zone)
    if last is not None and last < date.max:
        yield AttendanceSession.starts_at < _midnight(last + timedelta(days=1), zone)


def _groups(condition: ColumnElement[bool]) -> Any:
    return select(ClassGroup.id).join(Programme, Programme.id == ClassGroup.programme_id).where(condition)


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    # The first and the last day that there are have no moment in all zones; a day further in they do.
    day = min(max(day, date.min + timedelta(days=2)), date.max - timedelta(days=2))
    return datetime.combine(day, time.min, zone)
