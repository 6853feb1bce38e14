"""What can happen to a timetable after it was made, as plain data.

A change takes a problem and its timetable and gives both as they are then. Events keep their places,
however impossible; mending is another matter.

Changes with `weeks` can happen in some weeks of the cycle only. Of these a *closure* is a passing one:
slots of a problem are closed in every week, so that only a repair can apply it, to those weeks alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Protocol, TypeVar

from engine.timetable.problem import Event, Group, Problem, Room, Teacher
from engine.timetable.problem_parts import only_events
from engine.timetable.repair.parts import check_index, exchanged
from engine.timetable.repair.week_parts import check_weeks, parts_of, split_off, week_words
from engine.timetable.timetable import Timetable

Closable = TypeVar("Closable", Room, Teacher, Group)
Scene = tuple[Problem, Timetable]


class Change(Protocol):
    """Something that happened."""

    def apply(self, problem: Problem, timetable: Timetable) -> Scene:
        """The problem and the timetable once it has happened.

        Raises
        ------
        ValueError
            If it names somebody or something that the problem does not have.
        """


@dataclass(frozen=True, slots=True)
class TeacherAway:
    """A teacher cannot teach: in some slots, or in some weeks, or at all.

    Parameters
    ----------
    teacher
        Index of the teacher.
    slots
        When; None for the whole week.
    weeks
        Bit set of the weeks in which; 0 for every week.
    """

    teacher: int
    slots: frozenset[int] | None = None
    weeks: int = 0

    def apply(self, problem: Problem, timetable: Timetable) -> Scene:
        """Close the teacher's slots."""
        teachers = _closed(problem, "teacher", problem.teachers, self.teacher, self)
        return replace(problem, teachers=teachers), timetable


@dataclass(frozen=True, slots=True)
class GroupAway:
    """A group cannot attend: in some slots, or in some weeks, or at all; as for teachers."""

    group: int
    slots: frozenset[int] | None = None
    weeks: int = 0

    def apply(self, problem: Problem, timetable: Timetable) -> Scene:
        """Close the group's slots."""
        groups = _closed(problem, "group", problem.groups, self.group, self)
        return replace(problem, groups=groups), timetable


@dataclass(frozen=True, slots=True)
class RoomClosed:
    """A room cannot be used: in some slots, or in some weeks, or at all; as for teachers."""

    room: int
    slots: frozenset[int] | None = None
    weeks: int = 0

    def apply(self, problem: Problem, timetable: Timetable) -> Scene:
        """Close the room's slots."""
        rooms = _closed(problem, "room", problem.rooms, self.room, self)
        return replace(problem, rooms=rooms), timetable


@dataclass(frozen=True, slots=True)
class SeatsChanged:
    """A room has another number of seats."""

    room: int
    capacity: int

    def apply(self, problem: Problem, timetable: Timetable) -> Scene:
        """Change the capacity."""
        check_index("room", self.room, problem.rooms)
        room = replace(problem.rooms[self.room], capacity=self.capacity)
        return replace(problem, rooms=exchanged(problem.rooms, self.room, room)), timetable


@dataclass(frozen=True, slots=True)
class Cancelled:
    """Events are not held any more, or not in some weeks.

    Parameters
    ----------
    events
        Their indices.
    weeks
        Bit set of the weeks in which they are not held; 0 for all.
    """

    events: frozenset[int]
    weeks: int = 0

    def apply(self, problem: Problem, timetable: Timetable) -> Scene:
        """Take the events out; those that had to follow them no longer do."""
        for event in self.events:
            check_index("event", event, problem.events)
        gone = self.events
        if self.weeks:
            parts = parts_of(problem, sorted(self.events), self.weeks)
            problem, timetable, indices = split_off(problem, timetable, parts)
            gone = frozenset(indices)
        kept = [event for event in range(len(problem.events)) if event not in gone]
        return only_events(problem, kept), Timetable(tuple(timetable[event] for event in kept))


@dataclass(frozen=True, slots=True)
class EventsAdded:
    """A course has more events, which have no place yet.

    They are like another event of the course: they need the same room, are held in the same weeks and
    follow the same events. Neither its pins nor its previous place are theirs. They come last, so that
    all other events keep their index.

    Parameters
    ----------
    course
        Index of the course.
    count
        How many more, up to as many as the weeks of the cycle have slots: events of a course never
        overlap.
    duration
        Slots that each lasts; None for as many as the one they are like.
    like
        Index of the event they are like; None for the first of the course. Those of a course without
        events need no particular room, last one slot unless told otherwise, and are held every week.
    weeks
        Bit set of the weeks in which they are held; 0 for those of the one they are like.
    """

    course: int
    count: int = 1
    duration: int | None = None
    like: int | None = None
    weeks: int = 0

    def apply(self, problem: Problem, timetable: Timetable) -> Scene:
        """Put the events at the end."""
        check_index("course", self.course, problem.courses)
        check_weeks(problem, self.weeks)
        most = problem.grid.num_slots * problem.grid.weeks
        if not 1 <= self.count <= most:
            course = problem.courses[self.course]
            raise ValueError(f"Course {course} gets {self.count} more events; expected 1 to {most}.")
        model = self._model(problem)
        duration = model.duration if self.duration is None else self.duration
        event = replace(
            model,
            duration=duration,
            weeks=self.weeks or model.weeks,
            pin_slot=None,
            pin_room=None,
            previous=None,
        )
        events = (*problem.events, *(event,) * self.count)
        placements = (*timetable.placements, *(None,) * self.count)
        return replace(problem, events=events), Timetable(placements)

    def _model(self, problem: Problem) -> Event:
        siblings = problem.events_of_course[self.course]
        if self.like is None:
            return problem.events[siblings[0]] if siblings else Event(self.course)
        check_index("event", self.like, problem.events)
        if self.like not in siblings:
            raise ValueError(
                f"Event {self.like} is {problem.event_name(self.like)}; "
                f"expected an event of course {problem.courses[self.course]}."
            )
        return problem.events[self.like]


Closure = TeacherAway | GroupAway | RoomClosed
"""Somebody who is away, or something that is closed."""


def is_passing(problem: Problem, change: Change) -> bool:
    """Whether a change is a closure in some weeks of the cycle only."""
    return isinstance(change, Closure) and change.weeks not in (0, problem.grid.all_weeks)


def apply_changes(problem: Problem, timetable: Timetable, changes: Iterable[Change]) -> Scene:
    """Let several things happen one after the other; indices are those after the one before.

    Raises
    ------
    ValueError
        If a change names somebody or something that the problem does not have, or is a passing one.
    """
    for change in changes:
        problem, timetable = change.apply(problem, timetable)
    return problem, timetable


def _closed(
    problem: Problem, kind: str, items: tuple[Closable, ...], index: int, closure: Closure
) -> tuple[Closable, ...]:
    check_index(kind, index, items)
    check_weeks(problem, closure.weeks)
    item = items[index]
    if is_passing(problem, closure):
        raise ValueError(
            f"The {kind} {item} is closed in {week_words(closure.weeks)} only, which no problem can say; "
            "expected every week, or a repair."
        )
    closed = frozenset(range(problem.grid.num_slots)) if closure.slots is None else closure.slots
    return exchanged(items, index, replace(item, unavailable=item.unavailable | closed))
