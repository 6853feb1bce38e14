"""From a problem to a JSON document: indices become ids, defaults are left out."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import MISSING, fields
from typing import Any

from engine.timetable.formats.errors import FormatError
from engine.timetable.formats.event_ids import event_ids
from engine.timetable.formats.schemas import VERSION, format_name
from engine.timetable.problem import Course, Event, Group, Placement, Problem, Room, Teacher, TimeGrid
from engine.timetable.weights import PRESETS, Weights

MAX_MINUTE = 99 * 60 + 59
"""Latest start that ``hh:mm`` can say; hours beyond 23 run into the night."""


def encode_problem(problem: Problem, file: str) -> dict[str, Any]:
    """The document of a problem; ``file`` is its name in messages.

    Raises
    ------
    FormatError
        If a slot starts at no time of day.
    """
    encode = _Encoder(problem).item
    names = event_ids([course.id for course in problem.courses], problem.events)
    return {
        "format": format_name("problem"),
        "version": VERSION,
        "name": problem.name,
        "grid": _grid(problem.grid, file),
        "weights": _weights(problem.weights),
        "rooms": [encode(room) for room in problem.rooms],
        "teachers": [encode(teacher) for teacher in problem.teachers],
        "groups": [encode(group) for group in problem.groups],
        "courses": [encode(course) for course in problem.courses],
        "events": [{"id": name, **encode(event)} for name, event in zip(names, problem.events, strict=True)],
    }


class _Encoder:
    """Knows how each member of the problem's parts is spelt."""

    def __init__(self, problem: Problem) -> None:
        self.grid = problem.grid
        rooms = [room.id for room in problem.rooms]
        teachers = [teacher.id for teacher in problem.teachers]
        courses = [course.id for course in problem.courses]
        self.rooms = rooms
        self.converters: dict[str, Callable[[Any], Any]] = {
            "features": sorted,
            "unavailable": self._slots,
            "disliked": self._slots,
            "teachers": _names(teachers),
            "substitutes": _names(teachers),
            "groups": _names([group.id for group in problem.groups]),
            "unsuitable_rooms": lambda value: _names(rooms)(sorted(value)),
            "rooms": lambda value: _names(rooms)(sorted(value)),
            "course": courses.__getitem__,
            "weeks": self._weeks,
            "after": _names(event_ids(courses, problem.events)),
            "pin_slot": self.slot,
            "pin_room": rooms.__getitem__,
            "previous": self._placement,
        }

    def item(self, item: Room | Teacher | Group | Course | Event) -> dict[str, Any]:
        return {
            name: self.converters[name](value) if name in self.converters else value
            for name, value in _differing(item).items()
        }

    def slot(self, slot: int) -> list[int]:
        return [self.grid.day(slot), self.grid.slot_of_day(slot)]

    def _slots(self, slots: frozenset[int]) -> list[list[int]]:
        return [self.slot(slot) for slot in sorted(slots)]

    def _placement(self, place: Placement) -> dict[str, Any]:
        return {"slot": self.slot(place.slot), "room": self.rooms[place.room]}

    def _weeks(self, weeks: int) -> str | list[int]:
        numbers = [week for week in range(1, self.grid.weeks + 1) if weeks >> (week - 1) & 1]
        for word, first in (("odd", 1), ("even", 2)):
            if self.grid.weeks > 1 and numbers == list(range(first, self.grid.weeks + 1, 2)):
                return word
        return numbers


def _names(ids: list[str]) -> Callable[[Iterable[int]], list[str]]:
    return lambda indices: [ids[index] for index in indices]


def _differing(item: Any) -> dict[str, Any]:
    """Members that have no default, or differ from it."""
    values = ((field, getattr(item, field.name)) for field in fields(item))
    return {
        field.name: value for field, value in values if field.default is MISSING or value != field.default
    }


def _grid(grid: TimeGrid, file: str) -> dict[str, Any]:
    members = _differing(grid)
    hourly = TimeGrid(grid.days, grid.slots_per_day, slot_minutes=grid.slot_minutes)
    if grid.starts == hourly.starts:
        del members["starts"]
        return members
    for minute in grid.starts:
        if not 0 <= minute <= MAX_MINUTE:
            raise FormatError(file, f"a slot starts at minute {minute}; expected 0 to {MAX_MINUTE}")
    members["starts"] = [f"{minute // 60:02d}:{minute % 60:02d}" for minute in grid.starts]
    return members


def _weights(weights: Weights) -> str | dict[str, Any]:
    """The preset's name, or the preset that is nearest with what differs from it."""
    overrides = {
        name: {
            field.name: getattr(weights, field.name)
            for field in fields(Weights)
            if getattr(weights, field.name) != getattr(preset, field.name)
        }
        for name, preset in PRESETS.items()
    }
    nearest = min(overrides, key=lambda name: len(overrides[name]))
    return {"preset": nearest, **overrides[nearest]} if overrides[nearest] else nearest
