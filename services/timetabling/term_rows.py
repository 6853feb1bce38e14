"""What the tables hold of a term, read with as many queries however many rows there are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, joinedload

from models import (
    ClassGroup,
    Course,
    Enrollment,
    EnrollmentTrainer,
    Holiday,
    ProgrammeCourse,
    Room,
    RoomMaintenance,
    School,
    Term,
    TraineeProfile,
    TrainerAvailability,
    TrainerProfile,
    User,
)
from models.curriculum import OPEN_STATUSES
from services.access import Role
from services.errors import NotFound


class Enrolled(NamedTuple):
    """An enrolment to plan, with what it joins."""

    enrollment: Enrollment
    course: Course
    class_group: ClassGroup


class TrainerRow(NamedTuple):
    """A trainer, and the load that the profile allows in hours."""

    id: UUID
    first_name: str
    last_name: str
    department_id: UUID | None
    weekly_load_hours: int | None
    daily_load_hours: int | None


@dataclass(frozen=True, kw_only=True)
class TermRows:
    """Everything that the timetable of one term is made from, each in a fixed order.

    Parameters
    ----------
    trainers_of
        Trainers of each enrolment, the leading one first.
    curriculum
        How a programme teaches a course, by their ids.
    trainees
        Active trainees of each class group that has any.
    """

    school: str
    term: Term
    holidays: Sequence[tuple[date, date]]
    rooms: Sequence[Room]
    maintenances: Mapping[UUID, Sequence[RoomMaintenance]]
    enrolled: Sequence[Enrolled]
    trainers_of: Mapping[UUID, Sequence[UUID]]
    curriculum: Mapping[tuple[UUID, UUID], ProgrammeCourse]
    trainees: Mapping[UUID, int]
    trainers: Sequence[TrainerRow]
    availabilities: Mapping[UUID, Sequence[TrainerAvailability]]

    def teaching(self, item: Enrolled) -> list[UUID]:
        """Those who teach an enrolment and have an open account, the leading one first."""
        known = self._known_trainers
        return [trainer for trainer in self.trainers_of.get(item.enrollment.id, ()) if trainer in known]

    def mapping(self, item: Enrolled) -> ProgrammeCourse:
        """How the curriculum of the class group's programme teaches the course.

        Raises
        ------
        KeyError
            If the course is not in it.
        """
        return self.curriculum[item.class_group.programme_id, item.course.id]

    def size(self, group: ClassGroup) -> int:
        """Trainees of a class group: those there are, or else those planned; 0 if neither is known."""
        return self.trainees.get(group.id) or group.planned_size or 0

    @cached_property
    def _known_trainers(self) -> frozenset[UUID]:
        return frozenset(trainer.id for trainer in self.trainers)


def read_term(session: Session, *, term_id: UUID) -> TermRows:
    """Everything that the timetable of a term is made from.

    Raises
    ------
    NotFound
        If there is no such term.
    """
    term = session.scalar(select(Term).where(Term.id == term_id).options(joinedload(Term.academic_year)))
    if term is None:
        raise NotFound(f"There is no term {term_id}.")
    return TermRows(
        school=session.scalar(select(School.name)) or "",
        term=term,
        holidays=holidays_of(session, term),
        rooms=session.scalars(select(Room).where(Room.is_available).order_by(Room.code)).all(),
        maintenances=maintenances_of(session, term),
        enrolled=_enrolled(session, term),
        trainers_of=_trainers_of(session, term),
        curriculum=_curriculum(session, term),
        trainees=_trainees(session),
        trainers=_trainers(session, term),
        availabilities=_availabilities(session, term),
    )


def holidays_of(session: Session, term: Term) -> list[tuple[date, date]]:
    """The first and last days of a term's holidays."""
    found = session.execute(
        select(Holiday.starts_on, Holiday.ends_on).where(
            Holiday.starts_on <= term.ends_on, Holiday.ends_on >= term.starts_on
        )
    )
    return [(starts_on, ends_on) for starts_on, ends_on in found]


def maintenances_of(session: Session, term: Term) -> Mapping[UUID, list[RoomMaintenance]]:
    """The maintenances of each room that touch a term."""
    by_room: dict[UUID, list[RoomMaintenance]] = defaultdict(list)
    # A day more on each side, so that it does not matter when the institution's day begins in UTC.
    first = datetime.combine(term.starts_on, time.min, UTC) - timedelta(days=1)
    last = datetime.combine(term.ends_on, time.max, UTC) + timedelta(days=1)
    for item in session.scalars(
        select(RoomMaintenance).where(RoomMaintenance.starts_at < last, RoomMaintenance.ends_at > first)
    ):
        by_room[item.room_id].append(item)
    return by_room


def _enrolled(session: Session, term: Term) -> list[Enrolled]:
    found = session.execute(
        select(Enrollment, Course, ClassGroup)
        .join(Course, Course.id == Enrollment.course_id)
        .join(ClassGroup, ClassGroup.id == Enrollment.class_group_id)
        .where(Enrollment.term_id == term.id, Enrollment.status.in_(OPEN_STATUSES))
        .order_by(ClassGroup.name, Course.code)
    )
    return [Enrolled(*row) for row in found]


def _trainers_of(session: Session, term: Term) -> Mapping[UUID, list[UUID]]:
    by_enrollment: dict[UUID, list[UUID]] = defaultdict(list)
    found = session.execute(
        select(EnrollmentTrainer.enrollment_id, EnrollmentTrainer.trainer_id)
        .join(Enrollment, Enrollment.id == EnrollmentTrainer.enrollment_id)
        .where(Enrollment.term_id == term.id)
        .order_by(EnrollmentTrainer.position, EnrollmentTrainer.id)
    )
    for enrollment_id, trainer_id in found:
        by_enrollment[enrollment_id].append(trainer_id)
    return by_enrollment


def _curriculum(session: Session, term: Term) -> Mapping[tuple[UUID, UUID], ProgrammeCourse]:
    enrolled = select(Enrollment.course_id).where(Enrollment.term_id == term.id)
    mappings = session.scalars(select(ProgrammeCourse).where(ProgrammeCourse.course_id.in_(enrolled)))
    return {(item.programme_id, item.course_id): item for item in mappings}


def _trainees(session: Session) -> Mapping[UUID, int]:
    found = session.execute(
        select(TraineeProfile.class_group_id, func.count())
        .join(User, User.id == TraineeProfile.user_id)
        .where(TraineeProfile.status == "active", TraineeProfile.class_group_id.is_not(None))
        .group_by(TraineeProfile.class_group_id)
    )
    return {class_group_id: number for class_group_id, number in found if class_group_id is not None}


def _trainers(session: Session, term: Term) -> list[TrainerRow]:
    """Open accounts of trainers, and of heads of department who teach in the term."""
    teaching = (
        select(EnrollmentTrainer.trainer_id)
        .join(Enrollment, Enrollment.id == EnrollmentTrainer.enrollment_id)
        .where(Enrollment.term_id == term.id)
    )
    found = session.execute(
        select(
            User.id,
            User.first_name,
            User.last_name,
            TrainerProfile.department_id,
            TrainerProfile.weekly_load_hours,
            TrainerProfile.daily_load_hours,
        )
        .outerjoin(TrainerProfile, TrainerProfile.user_id == User.id)
        .where(User.is_active, or_(User.role == Role.TRAINER, User.id.in_(teaching)))
    )
    # Names are stored encrypted, so they cannot be sorted before they are read.
    return sorted(
        (TrainerRow(*row) for row in found), key=lambda row: (row.last_name, row.first_name, row.id)
    )


def _availabilities(session: Session, term: Term) -> Mapping[UUID, list[TrainerAvailability]]:
    by_trainer: dict[UUID, list[TrainerAvailability]] = defaultdict(list)
    for item in session.scalars(select(TrainerAvailability).where(TrainerAvailability.term_id == term.id)):
        by_trainer[item.trainer_id].append(item)
    return by_trainer
