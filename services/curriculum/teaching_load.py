"""How much trainers teach in a week of a term, and how much they may."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Self
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Course, Enrollment, EnrollmentTrainer, TrainerAvailability
from models.curriculum import OPEN_STATUSES
from services.policy import Policy, policy_of
from services.policy.grid import minutes_of


@dataclass(frozen=True, slots=True)
class WeeklySlots:
    """Slots in an odd and in an even week; practicals may be held every other week."""

    odd: int = 0
    even: int = 0

    @classmethod
    def of(cls, course: Course) -> Self:
        """What one class group takes of a course."""
        theory = course.theory_sessions * course.theory_slots
        practical = course.practical_sessions * course.practical_slots
        return cls(
            theory + practical * (course.practical_weeks != "even"),
            theory + practical * (course.practical_weeks != "odd"),
        )

    def __add__(self, other: WeeklySlots) -> WeeklySlots:
        return WeeklySlots(self.odd + other.odd, self.even + other.even)

    @property
    def most(self) -> int:
        """Slots in the fuller of the two weeks."""
        return max(self.odd, self.even)


def slots_taught(
    session: Session, *, trainer_ids: Collection[UUID], term_id: UUID, but: UUID
) -> dict[UUID, WeeklySlots]:
    """What each trainer teaches in a term already, leaving out one enrolment.

    Where several teach together, all sessions count for each of them.
    """
    rows = session.execute(
        select(EnrollmentTrainer.trainer_id, Course)
        .join(Enrollment, Enrollment.id == EnrollmentTrainer.enrollment_id)
        .join(Course, Course.id == Enrollment.course_id)
        .where(
            EnrollmentTrainer.trainer_id.in_(trainer_ids),
            Enrollment.term_id == term_id,
            Enrollment.status.in_(OPEN_STATUSES),
            Enrollment.id != but,
        )
    )
    taught: defaultdict[UUID, WeeklySlots] = defaultdict(WeeklySlots)
    for trainer_id, course in rows:
        taught[trainer_id] += WeeklySlots.of(course)
    return dict(taught)


def slots_free(session: Session, *, trainer_ids: Collection[UUID], term_id: UUID) -> dict[UUID, int]:
    """Slots a week in which each trainer may be scheduled, by what was said of their availability."""
    said: defaultdict[UUID, list[TrainerAvailability]] = defaultdict(list)
    for row in session.scalars(
        select(TrainerAvailability).where(
            TrainerAvailability.trainer_id.in_(trainer_ids), TrainerAvailability.term_id == term_id
        )
    ):
        said[row.trainer_id].append(row)
    return {trainer_id: count_free(policy_of(session), said[trainer_id]) for trainer_id in trainer_ids}


def count_free(policy: Policy, said: Iterable[TrainerAvailability]) -> int:
    """Periods of the teaching week that a trainer can take.

    Where times are said to be available, a period counts that lies within these and the disliked
    ones, which are possible too; else every period counts that no unavailable time touches.
    """
    by_day: defaultdict[int, list[TrainerAvailability]] = defaultdict(list)
    only_said = False
    for row in said:
        by_day[row.weekday].append(row)
        only_said |= row.kind == "available"
    count = 0
    for day in policy.teaching_days:
        busy = [row for row in by_day[day] if row.kind == "unavailable"]
        open_minutes = {
            minute
            for row in by_day[day]
            if row.kind != "unavailable"
            for minute in range(minutes_of(row.starts_at), minutes_of(row.ends_at))
        }
        for period in policy.periods:
            touched = any(row.starts_at < period.ends_at and row.ends_at > period.starts_at for row in busy)
            inside = open_minutes.issuperset(range(minutes_of(period.starts_at), minutes_of(period.ends_at)))
            count += not touched and (inside or not only_said)
    return count


def hours_of(session: Session, slots: int) -> float:
    """How many hours a number of slots takes."""
    return slots * policy_of(session).periods[0].minutes / 60
