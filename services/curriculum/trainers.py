"""Who teaches an enrolled class group: trainers with room in their week."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Course, Enrollment, EnrollmentTrainer, Term, TrainerProfile, User
from services.curriculum.holding import hold
from services.curriculum.teaching_load import WeeklySlots, hours_of, slots_free, slots_taught
from services.errors import Conflict, Invalid
from services.facilities.availabilities import TEACHING_ROLES
from services.policy import policy_of

MAX_TRAINERS = 10


class TrainerOverloaded(Conflict):
    """A trainer would teach more hours a week than agreed."""

    code = "trainer_overloaded"


class TrainerUnavailable(Conflict):
    """A trainer is away, or free for fewer slots a week than would have to be taught."""

    code = "trainer_unavailable"


@dataclass(frozen=True, slots=True)
class _Teacher:
    user: User
    weekly_hours: int


def assign(session: Session, enrollment: Enrollment, trainer_ids: Sequence[UUID]) -> None:
    """Say anew who teaches an enrolment; the first one leads.

    Raises
    ------
    Invalid
        If somebody is not there, or does not teach.
    TrainerUnavailable, TrainerOverloaded
        If somebody has no room for it.
    """
    if trainer_ids:
        check_trainers(session, enrollment, trainer_ids)
    stored = {row.trainer_id: row for row in _rows_of(session, enrollment.id)}
    for trainer_id in stored.keys() - set(trainer_ids):
        session.delete(stored[trainer_id])
    for position, trainer_id in enumerate(trainer_ids, start=1):
        if trainer_id in stored:
            stored[trainer_id].position = position
        else:
            session.add(
                EnrollmentTrainer(enrollment_id=enrollment.id, trainer_id=trainer_id, position=position)
            )
    session.flush()
    session.expire(enrollment, ["trainers"])


def trainers_of(session: Session, enrollment_id: UUID) -> list[UUID]:
    """Accounts of those who teach an enrolment, the leading one first."""
    return [row.trainer_id for row in _rows_of(session, enrollment_id)]


def dismiss(session: Session, enrollment_id: UUID) -> None:
    """Take all trainers off an enrolment."""
    for row in _rows_of(session, enrollment_id):
        session.delete(row)
    session.flush()


def check_trainers(session: Session, enrollment: Enrollment, trainer_ids: Sequence[UUID]) -> None:
    """Refuse trainers of an enrolment who do not teach or have no room for it.

    Raises
    ------
    Invalid, TrainerUnavailable, TrainerOverloaded
        As for :func:`assign`.
    """
    # Of two enrolments of one trainer at the same moment the second sees the load of the first.
    hold(session, User, trainer_ids)
    teachers = _teachers(session, trainer_ids)
    course = session.get_one(Course, enrollment.course_id)
    taught = slots_taught(session, trainer_ids=trainer_ids, term_id=enrollment.term_id, but=enrollment.id)
    free = slots_free(session, trainer_ids=trainer_ids, term_id=enrollment.term_id)
    for teacher in teachers:
        user_id = teacher.user.id
        slots = (taught.get(user_id, WeeklySlots()) + WeeklySlots.of(course)).most
        _refuse_overload(session, teacher, slots, course)
        _refuse_unavailable(session, teacher, slots, free[user_id], enrollment)


def _teachers(session: Session, trainer_ids: Sequence[UUID]) -> list[_Teacher]:
    usual = policy_of(session).weekly_load_hours
    found = session.execute(
        select(User, TrainerProfile.weekly_load_hours)
        .outerjoin(TrainerProfile, TrainerProfile.user_id == User.id)
        .where(User.id.in_(trainer_ids))
    )
    teachers = {user.id: _Teacher(user, usual if hours is None else hours) for user, hours in found}
    for trainer_id in trainer_ids:
        teacher = teachers.get(trainer_id)
        if teacher is None:
            raise _not_a_trainer(f"There is no account {trainer_id}.")
        if teacher.user.role not in TEACHING_ROLES:
            raise _not_a_trainer(
                f"{teacher.user.full_name} is a {teacher.user.role}; trainers and heads of department teach."
            )
        if not teacher.user.is_active:
            raise TrainerUnavailable(f"The account of {teacher.user.full_name} is closed.")
    return [teachers[trainer_id] for trainer_id in trainer_ids]


def _not_a_trainer(message: str) -> Invalid:
    return Invalid(message, fields={"trainer_ids": "Accounts of trainers or heads of department."})


def _refuse_overload(session: Session, teacher: _Teacher, slots: int, course: Course) -> None:
    hours = hours_of(session, slots)
    if hours > teacher.weekly_hours:
        raise TrainerOverloaded(
            f"With {course.code}, {teacher.user.full_name} would teach {hours:g} hours a week, at most"
            f" {teacher.weekly_hours} are agreed."
        )


def _refuse_unavailable(
    session: Session, teacher: _Teacher, slots: int, free: int, enrollment: Enrollment
) -> None:
    if slots > free:
        term = session.get_one(Term, enrollment.term_id)
        raise TrainerUnavailable(
            f"{teacher.user.full_name} is available for {free} slots a week in {term.name} and would have to"
            f" teach {slots}."
        )


def _rows_of(session: Session, enrollment_id: UUID) -> list[EnrollmentTrainer]:
    of_it = select(EnrollmentTrainer).where(EnrollmentTrainer.enrollment_id == enrollment_id)
    return list(session.scalars(of_it.order_by(EnrollmentTrainer.position)))
