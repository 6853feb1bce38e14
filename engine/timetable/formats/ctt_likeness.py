"""A problem as the competition would have put it, where it can be put so at all."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TypeVar

from engine.timetable.problem import Course, Event, Group, Problem, Room, Teacher, TimeGrid

P = TypeVar("P", Teacher, Group)

_BLANKS = re.compile(r"\s+")


def ctt_likeness(problem: Problem) -> Problem:
    """The same problem without what the competition's formats have no words for and nothing depends on.

    Left out are names, times of day and limits that cannot bind. Closed slots of a course's people
    become its own, and rooms that lack what its events need become unsuitable ones. The same
    placements are feasible before and after. Whatever else the formats cannot carry stays, so that
    writing the result refuses it by name.
    """
    return _Likeness(problem).build()


class _Likeness:
    """A problem on its way into the competition's words."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        # The format numbers teachers as its courses name them, and has none without a course.
        named = dict.fromkeys(teacher for course in problem.courses for teacher in course.teachers)
        self.teachers = list(named)
        self.teacher_index = {teacher: index for index, teacher in enumerate(self.teachers)}

    def build(self) -> Problem:
        problem = self.problem
        return Problem(
            name=_word(problem.name),
            grid=self._grid(),
            rooms=tuple(map(self._room, problem.rooms)),
            teachers=tuple(
                self._person(problem.teachers[index], problem.events_of_teacher[index])
                for index in self.teachers
            ),
            groups=tuple(
                replace(self._person(group, events), size=0)
                for group, events in zip(problem.groups, problem.events_of_group, strict=True)
            ),
            courses=tuple(self._course(index) for index in range(len(problem.courses))),
            events=tuple(map(self._event, problem.events)),
            weights=problem.weights,
        )

    def _grid(self) -> TimeGrid:
        grid = self.problem.grid
        if all(not event.weeks for event in self.problem.events):
            grid = replace(grid, weeks=1)
        if all(event.duration == 1 for event in self.problem.events):
            grid = TimeGrid(grid.days, grid.slots_per_day, weeks=grid.weeks)
        return grid

    def _room(self, room: Room) -> Room:
        limit = room.max_bookings
        if limit is not None and limit >= self.problem.grid.slots_per_day:
            limit = None
        return Room(
            _word(room.id),
            room.capacity,
            building=_word(room.building),
            unavailable=room.unavailable,
            max_bookings=limit,
        )

    def _person(self, person: P, events: Sequence[int]) -> P:
        slots = sum(self.problem.events[event].duration for event in events)
        return replace(
            person,
            id=_word(person.id),
            name="",
            unavailable=frozenset(),
            disliked=frozenset(),
            max_day=_binding(person.max_day, min(slots, self.problem.grid.slots_per_day)),
            max_week=_binding(person.max_week, slots),
        )

    def _course(self, index: int) -> Course:
        problem, course = self.problem, self.problem.courses[index]
        people: list[Teacher | Group] = [
            *(problem.teachers[teacher] for teacher in course.teachers),
            *(problem.groups[group] for group in course.groups),
        ]
        return Course(
            _word(course.id),
            teachers=tuple(self.teacher_index[teacher] for teacher in course.teachers),
            groups=course.groups,
            students=course.students,
            min_days=course.min_days,
            unavailable=course.unavailable.union(*(person.unavailable for person in people)),
            unsuitable_rooms=course.unsuitable_rooms | self._lacking(index),
        )

    def _lacking(self, course: int) -> frozenset[int]:
        """Rooms that lack what the course's events need; none where the events need different things."""
        problem = self.problem
        events = [problem.events[event] for event in problem.events_of_course[course]]
        if not _is_one_need(events):
            return frozenset()
        return frozenset(
            index
            for index, room in enumerate(problem.rooms)
            if any(not _serves(room, index, event) for event in events)
        )

    def _event(self, event: Event) -> Event:
        siblings = [self.problem.events[index] for index in self.problem.events_of_course[event.course]]
        if not _is_one_need(siblings):
            return event
        return replace(event, kind="", features=frozenset(), rooms=None)


def _is_one_need(events: Iterable[Event]) -> bool:
    return len({(event.kind, event.features, event.rooms) for event in events}) <= 1


def _serves(room: Room, index: int, event: Event) -> bool:
    return (
        (not event.kind or event.kind == room.kind)
        and event.features <= room.features
        and (event.rooms is None or index in event.rooms)
    )


def _binding(limit: int | None, most: int) -> int | None:
    """A limit, unless no timetable can reach it."""
    return None if limit is None or limit >= most else limit


def _word(text: str) -> str:
    """A text without blanks, which end a word in the competition's files."""
    return _BLANKS.sub("_", text.strip())
