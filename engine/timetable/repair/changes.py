"""What can happen to a timetable after it was made, as plain data.

A change takes a problem and its timetable and gives both as they are then. Events keep their places,
however impossible; mending is another matter.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol, TypeVar

from engine.timetable.problem import Event, Group, Problem, Room, Teacher
from engine.timetable.timetable import Timetable

Closable = TypeVar("Closable", Room, Teacher, Group)
Item = TypeVar("Item")
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
    """A teacher cannot teach: in some slots of every week, or at all.

    Parameters
    ----------
    teacher
        Index of the teacher.
    slots
        When; None for the whole week.
    """

    teacher: int
    slots: frozenset[int] | None = None

    def apply(self, problem: Problem, timetable: Timetable) -> Scene:
        """Close the teacher's slots."""
        teachers = _closed(problem, "teacher", problem.teachers, self.teacher, self.slots)
        return replace(problem, teachers=teachers), timetable


@dataclass(frozen=True, slots=True)
class GroupAway:
    """A group cannot attend: in some slots of every week, or at all."""

    group: int
    slots: frozenset[int] | None = None

    def apply(self, problem: Problem, timetable: Timetable) -> Scene:
        """Close the group's slots."""
        groups = _closed(problem, "group", problem.groups, self.group, self.slots)
        return replace(problem, groups=groups), timetable


@dataclass(frozen=True, slots=True)
class RoomClosed:
    """A room cannot be used: in some slots of every week, or at all."""

    room: int
    slots: frozenset[int] | None = None

    def apply(self, problem: Problem, timetable: Timetable) -> Scene:
        """Close the room's slots."""
        rooms = _closed(problem, "room", problem.rooms, self.room, self.slots)
        return replace(problem, rooms=rooms), timetable


@dataclass(frozen=True, slots=True)
class SeatsChanged:
    """A room has another number of seats."""

    room: int
    capacity: int

    def apply(self, problem: Problem, timetable: Timetable) -> Scene:
        """Change the capacity."""
        _check("room", self.room, problem.rooms)
        room = replace(problem.rooms[self.room], capacity=self.capacity)
        return replace(problem, rooms=_with(problem.rooms, self.room, room)), timetable


@dataclass(frozen=True, slots=True)
class Cancelled:
    """Events are not held any more."""

    events: frozenset[int]

    def apply(self, problem: Problem, timetable: Timetable) -> Scene:
        """Take the events out; those that had to follow them no longer do."""
        for event in self.events:
            _check("event", event, problem.events)
        kept = [event for event in range(len(problem.events)) if event not in self.events]
        number = {event: index for index, event in enumerate(kept)}
        events = tuple(_renumbered(problem.events[event], number) for event in kept)
        return replace(problem, events=events), Timetable(tuple(timetable[event] for event in kept))


def apply_changes(problem: Problem, timetable: Timetable, changes: Iterable[Change]) -> Scene:
    """Let several things happen one after the other; indices are those after the one before.

    Raises
    ------
    ValueError
        If a change names somebody or something that the problem does not have.
    """
    for change in changes:
        problem, timetable = change.apply(problem, timetable)
    return problem, timetable


def _closed(
    problem: Problem, kind: str, items: tuple[Closable, ...], index: int, slots: frozenset[int] | None
) -> tuple[Closable, ...]:
    _check(kind, index, items)
    closed = frozenset(range(problem.grid.num_slots)) if slots is None else slots
    item = items[index]
    return _with(items, index, replace(item, unavailable=item.unavailable | closed))


def _with(items: tuple[Item, ...], index: int, item: Item) -> tuple[Item, ...]:
    return (*items[:index], item, *items[index + 1 :])


def _renumbered(event: Event, number: dict[int, int]) -> Event:
    return replace(event, after=tuple(number[earlier] for earlier in event.after if earlier in number))


def _check(kind: str, index: int, items: Sequence[object]) -> None:
    if not 0 <= index < len(items):
        raise ValueError(f"There is no {kind} {index}; there are {len(items)}, numbered from 0.")
