"""From a JSON document that keeps to its schema to a problem: ids become indices."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any, TypeVar

from engine.timetable.formats.errors import quote
from engine.timetable.formats.event_ids import event_ids
from engine.timetable.formats.json_text import Document, JsonPath
from engine.timetable.problem import (
    Course,
    Event,
    Group,
    Placement,
    Problem,
    Room,
    Teacher,
    TimeGrid,
)
from engine.timetable.weights import Weights

DEFAULT_PRESET = "campus"
"""Weights of a document that names none: the product's own."""

Item = TypeVar("Item")
Convert = Callable[[Any, JsonPath], Any]


class ProblemDecoder:
    """Reads one document, whose ids it knows.

    Raises
    ------
    FormatError
        From every method, when an id is unknown or used twice, or a number is outside the grid.
    """

    def __init__(self, document: Document) -> None:
        self.document = document
        self.grid = self._grid()
        self.index = {
            kind: self._index(kind, [item["id"] for item in document.data[kind]])
            for kind in ("rooms", "teachers", "groups", "courses")
        }
        self.index["events"] = self._event_index()
        # By the name of a member, which means the same wherever it occurs.
        self.converters: dict[str, Convert] = {
            "features": lambda value, _: frozenset(value),
            "unavailable": self._slots,
            "disliked": self._slots,
            "teachers": partial(self._members, "teachers"),
            "substitutes": partial(self._members, "teachers"),
            "groups": partial(self._members, "groups"),
            "unsuitable_rooms": partial(self._set, "rooms"),
            "rooms": partial(self._set, "rooms"),
            "course": partial(self._find, "courses"),
            "weeks": self._weeks,
            "after": partial(self._members, "events"),
            "pin_slot": self._slot,
            "pin_room": partial(self._find, "rooms"),
            "previous": self._placement,
        }

    def problem(self, weights: Weights | None = None) -> Problem:
        """The document's problem.

        Parameters
        ----------
        weights
            Take the place of the document's own unless None.

        Raises
        ------
        InvalidProblem
            If the document contradicts itself in a way that no single id or slot shows.
        """
        return Problem(
            name=self.document.data["name"],
            grid=self.grid,
            rooms=self._items(Room, "rooms"),
            teachers=self._items(Teacher, "teachers"),
            groups=self._items(Group, "groups"),
            courses=self._items(Course, "courses"),
            events=self._items(Event, "events", without="id"),
            weights=self._weights() if weights is None else weights,
        )

    def _grid(self) -> TimeGrid:
        members = dict(self.document.data["grid"])
        starts = tuple(_minutes(time) for time in members.pop("starts", ()))
        return TimeGrid(**members, starts=starts)

    def _weights(self) -> Weights:
        found = self.document.data.get("weights", DEFAULT_PRESET)
        if isinstance(found, str):
            return Weights.preset(found)
        return weights_on_preset(found)

    def _items(self, build: Callable[..., Item], kind: str, *, without: str = "") -> tuple[Item, ...]:
        items = self.document.data[kind]
        return tuple(build(**self._convert(item, (kind, index), without)) for index, item in enumerate(items))

    def _convert(self, item: Mapping[str, Any], path: JsonPath, without: str) -> dict[str, Any]:
        return {
            name: self.converters[name](value, (*path, name)) if name in self.converters else value
            for name, value in item.items()
            if name != without
        }

    def _index(self, kind: str, ids: list[str]) -> dict[str, int]:
        index: dict[str, int] = {}
        for position, name in enumerate(ids):
            if name in index:
                self.document.fail(f"{quote(name)} is used twice", (kind, position, "id"))
            index[name] = position
        return index

    def _event_index(self) -> dict[str, int]:
        items = self.document.data["events"]
        courses = [
            self._find("courses", item["course"], ("events", index, "course"))
            for index, item in enumerate(items)
        ]
        ids = event_ids(list(self.index["courses"]), tuple(map(Event, courses)))
        for index, (item, name) in enumerate(zip(items, ids, strict=True)):
            if item.get("id", name) != name:
                reason = f"expected {quote(name)}, found {quote(item['id'])}"
                self.document.fail(reason, ("events", index, "id"))
        return self._index("events", ids)

    def _find(self, kind: str, name: str, path: JsonPath) -> int:
        if name not in self.index[kind]:
            self.document.fail(f"expected an id from {quote(kind)}, found {quote(name)}", path)
        return self.index[kind][name]

    def _members(self, kind: str, names: list[str], path: JsonPath) -> tuple[int, ...]:
        found: dict[int, None] = {}
        for at, name in enumerate(names):
            index = self._find(kind, name, (*path, at))
            if index in found:
                self.document.fail(f"{quote(name)} is named twice", (*path, at))
            found[index] = None
        return tuple(found)

    def _set(self, kind: str, names: list[str], path: JsonPath) -> frozenset[int]:
        return frozenset(self._members(kind, names, path))

    def _slot(self, pair: list[int], path: JsonPath) -> int:
        day, slot = pair
        if day >= self.grid.days or slot >= self.grid.slots_per_day:
            last = f"[{self.grid.days - 1}, {self.grid.slots_per_day - 1}]"
            self.document.fail(f"expected [day, slot] up to {last}, found {pair}", path)
        return day * self.grid.slots_per_day + slot

    def _slots(self, pairs: list[list[int]], path: JsonPath) -> frozenset[int]:
        return frozenset(self._slot(pair, (*path, at)) for at, pair in enumerate(pairs))

    def _placement(self, place: Mapping[str, Any], path: JsonPath) -> Placement:
        return Placement(
            self._slot(place["slot"], (*path, "slot")),
            self._find("rooms", place["room"], (*path, "room")),
        )

    def _weeks(self, weeks: str | list[int], path: JsonPath) -> int:
        if weeks == "all":
            return 0
        if isinstance(weeks, str):
            weeks = list(range(1 if weeks == "odd" else 2, self.grid.weeks + 1, 2))
        if not weeks or max(weeks) > self.grid.weeks:
            self.document.fail(f"the cycle has {self.grid.weeks} weeks, numbered from 1", path)
        return sum(1 << (week - 1) for week in set(weeks))


def weights_on_preset(members: Mapping[str, Any]) -> Weights:
    """Weights of a ``preset``, with the other members in the place of its own."""
    overrides = {name: value for name, value in members.items() if name != "preset"}
    return replace(Weights.preset(members.get("preset", DEFAULT_PRESET)), **overrides)


def _minutes(time: str) -> int:
    hours, minutes = time.split(":")
    return int(hours) * 60 + int(minutes)
