"""Warnings of low attendance: each trainee is told, not more often than the institution wants."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, select, true
from sqlalchemy.orm import Session, joinedload

from models import (
    AbsenceForecast,
    AttendanceSession,
    AttendanceTotal,
    AttendanceWarning,
    Course,
    Enrollment,
    Term,
    User,
)
from models.session import Database, Who, now_of
from services.access import Actor, Permission, Scope, scope_of
from services.access.reach import people_of_class_groups, people_of_department
from services.attendance.notices import tell
from services.mail.composing import one_line
from services.policy import policy_of, today_of
from services.records import Page, Query, take_page

BATCH = 100
"""Trainees warned in one unit of work, so that nobody waits long."""

MAX_TITLE = 80


@dataclass(frozen=True, slots=True)
class _Low:
    """A trainee whose attendance in a course is low."""

    enrollment_id: UUID
    trainee_id: UUID
    course: str
    attended: int
    counted: int

    @property
    def percent(self) -> float:
        """Share of the sessions that count which the trainee attended."""
        return 100 * self.attended / self.counted


def warn_low_attendance(database: Database, tenant_id: UUID) -> int:
    """Warn the trainees of a tenant whose attendance over the term is low; how many were warned."""
    total = 0
    while True:
        with database.unit_of_work(Who(tenant_id)) as session:
            warned = _warn_some(session)
        total += warned
        if warned < BATCH:
            return total


def warnings_page(session: Session, *, actor: Actor, query: Query) -> Page[AttendanceWarning]:
    """A page of the warnings given to trainees whose numbers the actor may see.

    Raises
    ------
    Invalid
        If the cursor is not one of this list.
    """
    statement = (
        select(AttendanceWarning)
        .where(_within(actor), *(FILTERS[name](value) for name, value in query.filters.items()))
        .options(
            # Joined, so that whoever and whatever was deleted since is still named.
            joinedload(AttendanceWarning.trainee),
            joinedload(AttendanceWarning.enrollment).joinedload(Enrollment.course),
        )
    )
    return take_page(
        session, statement, key=AttendanceWarning.id, column=AttendanceWarning.warned_at, query=query
    )


def _warn_some(session: Session) -> int:
    low = [_Low(*row) for row in session.execute(_low_ones(session).limit(BATCH))]
    forecasts = _forecasts(session, low)
    policy, now = policy_of(session), now_of(session)
    for one in low:
        probability = forecasts.get((one.enrollment_id, one.trainee_id))
        session.add(
            AttendanceWarning(
                enrollment_id=one.enrollment_id,
                trainee_id=one.trainee_id,
                warned_at=now,
                percent=one.percent,
                limit_percent=policy.low_attendance_percent,
                absence_probability=probability,
            )
        )
        _tell(session, one, limit=policy.low_attendance_percent, probability=probability)
    return len(low)


def _low_ones(session: Session) -> Select[UUID, UUID, str, int, int]:
    """Trainees below the limit in the present term who were not warned for as long as is wanted."""
    policy, today = policy_of(session), today_of(session)
    attended = AttendanceTotal.present_count + AttendanceTotal.late_count
    counted = attended + AttendanceTotal.absent_count  # who was excused is not held to have missed anything
    lately = select(AttendanceWarning.id).where(
        AttendanceWarning.trainee_id == AttendanceTotal.trainee_id,
        AttendanceWarning.enrollment_id == AttendanceTotal.enrollment_id,
        AttendanceWarning.warned_at > now_of(session) - timedelta(days=policy.low_attendance_days),
    )
    return (
        select(AttendanceTotal.enrollment_id, AttendanceTotal.trainee_id, Course.title, attended, counted)
        .join(Enrollment, Enrollment.id == AttendanceTotal.enrollment_id)
        .join(Term, Term.id == Enrollment.term_id)
        .join(Course, Course.id == Enrollment.course_id)
        .join(User, User.id == AttendanceTotal.trainee_id)
        .where(
            Term.starts_on <= today,
            Term.ends_on >= today,
            User.is_active,
            attended * 100 < counted * policy.low_attendance_percent,
            ~lately.exists(),
        )
        .order_by(AttendanceTotal.id)
    )


def _forecasts(session: Session, low: Sequence[_Low]) -> Mapping[tuple[UUID, UUID], float]:
    """How probable it is that each of them misses the next session of the course, where that is known."""
    rows = session.execute(
        select(AttendanceSession.enrollment_id, AbsenceForecast.trainee_id, AbsenceForecast.probability)
        .join(AttendanceSession, AttendanceSession.id == AbsenceForecast.session_id)
        .where(
            AttendanceSession.enrollment_id.in_({one.enrollment_id for one in low}),
            AbsenceForecast.trainee_id.in_({one.trainee_id for one in low}),
            AttendanceSession.status == "scheduled",
            AttendanceSession.starts_at > now_of(session),
        )
        .order_by(AttendanceSession.starts_at.desc())
    )
    # The next one comes last, and stays.
    return {(enrollment_id, trainee_id): value for enrollment_id, trainee_id, value in rows}


def _tell(session: Session, one: _Low, *, limit: int, probability: float | None) -> None:
    course = one_line(one.course, most=MAX_TITLE)
    missed = one.counted - one.attended
    tell(
        session,
        people=[one.trainee_id],
        subject=f"Low attendance in {course}",
        paragraphs=[
            f"You have attended {one.attended} of {one.counted} sessions of {course} this term, which is"
            f" {one.percent:.0f} %. At least {limit} % are expected; you have missed {missed}.",
            *(
                [f"By your attendance so far, you would miss the next session with {probability:.0%}."]
                if probability is not None
                else []
            ),
            "If you had a good reason, ask to be excused and add a document. If anything keeps you from"
            " coming, talk to your trainer.",
        ],
    )


def _within(actor: Actor) -> ColumnElement[bool]:
    trainee = AttendanceWarning.trainee_id
    scope = scope_of(Permission.STATISTICS_READ, actor.role)
    if scope is Scope.TENANT:
        return true()
    if scope is Scope.DEPARTMENT:
        return trainee.in_(people_of_department(actor))
    if scope is Scope.CLASS_GROUP:
        return trainee.in_(people_of_class_groups(actor))
    return trainee == actor.user_id


FILTERS: Mapping[str, Callable[[Any], ColumnElement[bool]]] = {
    "trainee_id": lambda value: AttendanceWarning.trainee_id == value,
    "enrollment_id": lambda value: AttendanceWarning.enrollment_id == value,
    "warned_from": lambda value: AttendanceWarning.warned_at >= value,
}
"""What the list of warnings may be asked for."""
