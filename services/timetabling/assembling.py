"""The engine's problem, put together from the tables of a term."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from uuid import UUID

from sqlalchemy.orm import Session

from engine.timetable.problem import Course, Event, Group, Problem, Room, Teacher
from engine.timetable.weights import Weights
from models import ClassGroup
from models import Room as RoomRow
from services.policy import policy_of
from services.statistics.slots import avoided_slots
from services.timetabling.closures import TeachingDates, closed_slots, trainer_slots
from services.timetabling.readiness import check_ready
from services.timetabling.term_rows import Enrolled, TermRows, TrainerRow, read_term
from services.timetabling.week import Week

MOST_DAYS = 3
"""Days over which a course's sessions should be spread, where it has as many sessions."""

FIRST_WEEK = {"odd": 0, "even": 1}
"""Of the weeks with practicals every other week, the first, counted from 0."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProblemIds:
    """Which rows the parts of a problem stand for, each by the part's index.

    Parameters
    ----------
    enrollments
        By course: a course of the problem is an enrolment of the tables.
    practicals
        By event: whether it is a practical of its enrolment, or else theory.
    """

    term: UUID
    rooms: tuple[UUID, ...]
    trainers: tuple[UUID, ...]
    class_groups: tuple[UUID, ...]
    enrollments: tuple[UUID, ...]
    practicals: tuple[bool, ...]


def assemble(session: Session, *, term_id: UUID) -> tuple[Problem, ProblemIds]:
    """The problem of a term's weekly timetable, and the rows that its parts stand for.

    Enrolments that are scheduled or in progress become courses and their sessions events; practicals
    come after the week's first theory session. Class groups with an enrolment, rooms that may be
    planned with, and all active trainers take part. A class group is as large as it has active
    trainees, or as it is planned to be where it has none yet; a trainer without a weekly load in the
    profile has the institution's. Trainers of a course's department may stand in for its own. Class groups
    dislike times at which many were absent, where the institution wants that.

    The same rows give the same problem, with as many queries for many rows as for few.

    Raises
    ------
    NotFound
        If there is no such term.
    NothingToPlan, NoTrainer, NotInCurriculum, NoPracticalRoom, NoSize, SessionTooLong
        If something is missing that no timetable can do without; those at fault are named.
    """
    week = Week(policy_of(session))
    rows = read_term(session, term_id=term_id)
    check_ready(rows, week.grid)
    avoided = avoided_slots(session, rows.term, week.grid) if week.policy.avoid_absent_slots else frozenset()
    return _Assembly(rows, week, avoided).build()


class _Assembly:
    """Rows of a term on their way into a problem."""

    def __init__(self, rows: TermRows, week: Week, avoided: frozenset[int]) -> None:
        self.rows = rows
        self.week = week
        self.avoided = avoided
        self.class_groups = list({item.class_group.id: item.class_group for item in rows.enrolled}.values())
        self.group_index = {group.id: index for index, group in enumerate(self.class_groups)}
        self.trainer_index = {trainer.id: index for index, trainer in enumerate(rows.trainers)}
        self.trainers_of: defaultdict[UUID | None, list[int]] = defaultdict(list)
        """Indices of the trainers of each department."""
        for index, trainer in enumerate(rows.trainers):
            self.trainers_of[trainer.department_id].append(index)

    def build(self) -> tuple[Problem, ProblemIds]:
        """The problem and its ids."""
        sessions = list(self._sessions())
        term = self.rows.term
        problem = Problem(
            name=f"{self.rows.school}, {term.name} {term.academic_year.name}",
            grid=self.week.grid,
            rooms=self._rooms(),
            teachers=tuple(self._teacher(trainer) for trainer in self.rows.trainers),
            groups=tuple(self._group(group) for group in self.class_groups),
            courses=tuple(self._course(item) for item in self.rows.enrolled),
            events=tuple(event for event, _ in sessions),
            weights=replace(Weights.preset("campus"), late_from=self.week.late_from),
        )
        ids = ProblemIds(
            term=term.id,
            rooms=tuple(room.id for room in self.rows.rooms),
            trainers=tuple(trainer.id for trainer in self.rows.trainers),
            class_groups=tuple(group.id for group in self.class_groups),
            enrollments=tuple(item.enrollment.id for item in self.rows.enrolled),
            practicals=tuple(practical for _, practical in sessions),
        )
        return problem, ids

    def _rooms(self) -> tuple[Room, ...]:
        term = self.rows.term
        teaching = TeachingDates.of(
            term.starts_on,
            term.ends_on,
            weekdays=self.week.policy.teaching_days,
            holidays=self.rows.holidays,
            zone=self.week.zone,
        )
        return tuple(self._room(room, teaching) for room in self.rows.rooms)

    def _room(self, room: RoomRow, teaching: TeachingDates) -> Room:
        return Room(
            id=room.code,
            capacity=room.capacity,
            name=f"{room.name} ({room.building})" if room.building else room.name,
            kind=room.room_type,
            features=frozenset(room.facilities),
            building=room.building or "",
            unavailable=closed_slots(self.week.grid, teaching, self.rows.maintenances.get(room.id, ())),
            max_bookings=room.daily_booking_limit,
        )

    def _teacher(self, trainer: TrainerRow) -> Teacher:
        closed, disliked = trainer_slots(self.week.grid, self.rows.availabilities.get(trainer.id, ()))
        weekly = trainer.weekly_load_hours
        return Teacher(
            id=str(trainer.id),
            name=f"{trainer.first_name} {trainer.last_name}",
            unavailable=closed,
            disliked=disliked,
            max_day=self._slots(trainer.daily_load_hours),
            max_week=self._slots(self.week.policy.weekly_load_hours if weekly is None else weekly),
        )

    def _group(self, group: ClassGroup) -> Group:
        return Group(
            id=group.name,
            size=self.rows.size(group),
            disliked=self.avoided,
            max_day=self._slots(group.daily_load_hours),
        )

    def _slots(self, hours: int | None) -> int | None:
        return None if hours is None else self.week.slots(hours)

    def _course(self, item: Enrolled) -> Course:
        course = item.course
        own = tuple(self.trainer_index[trainer] for trainer in self.rows.teaching(item))
        return Course(
            id=f"{course.code} {item.class_group.name}",
            teachers=own,
            groups=(self.group_index[item.class_group.id],),
            students=self.rows.size(item.class_group),
            name=course.title,
            unavailable=self.week.closed,
            min_days=min(MOST_DAYS, course.theory_sessions + course.practical_sessions),
            substitutes=tuple(index for index in self.trainers_of[course.department_id] if index not in own),
        )

    def _sessions(self) -> Iterator[tuple[Event, bool]]:
        """Events by course, theory before practicals, each with whether it is a practical."""
        first = 0
        for index, item in enumerate(self.rows.enrolled):
            course, mapping = item.course, self.rows.mapping(item)
            theory = Event(
                course=index,
                duration=course.theory_slots,
                kind=mapping.theory_room_type,
                features=frozenset(mapping.theory_facilities),
            )
            practical = Event(
                course=index,
                duration=course.practical_slots,
                kind=mapping.practical_room_type or "",
                features=frozenset(mapping.practical_facilities),
                weeks=self._weeks(course.practical_weeks),
                after=(first,) if course.theory_sessions else (),
            )
            yield from [(theory, False)] * course.theory_sessions
            yield from [(practical, True)] * course.practical_sessions
            first += course.theory_sessions + course.practical_sessions

    def _weeks(self, word: str) -> int:
        """The cycle's weeks that a word stands for, as bits; 0 for all, as where each week is alike."""
        weeks = self.week.grid.weeks
        if word == "all" or weeks == 1:
            return 0
        return sum(1 << week for week in range(FIRST_WEEK[word], weeks, 2))
