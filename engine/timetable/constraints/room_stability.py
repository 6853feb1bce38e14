"""A course should stay in one room."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine.timetable.constraints.rule import Cost
from engine.timetable.kernel.machine_code import machine_code
from engine.timetable.kernel.shapes import Counter
from engine.timetable.layout import Layout
from engine.timetable.model import Literal, Model
from engine.timetable.problem import Problem
from engine.timetable.timetable import Timetable


class RoomStability:
    """Each room of a course above the first costs ``weights.room_stability`` (ITC-2007).

    Events of one course that need rooms of different kinds are counted apart: theory and
    practicals cannot share a room.
    """

    name = "room-stability"
    needs_rooms = True

    def applies(self, problem: Problem) -> bool:
        """Whether further rooms cost anything and some course has two events."""
        return problem.weights.room_stability > 0 and any(len(e) > 1 for e in problem.events_of_course)

    def add(self, model: Model) -> None:
        """Pay for each room in use, and take the first back."""
        for units in _bundles_by_unit(model.layout):
            by_room: dict[int, list[Literal]] = {}
            for bundle in units:
                for (_, room), var in model.places[bundle].items():
                    by_room.setdefault(room, []).append(var)
            used = [model.any_of(variables, f"uses_{units[0]}_{room}") for room, variables in by_room.items()]
            weight = model.problem.weights.room_stability
            model.pay(weight, sum(used) - 1)

    def costs(self, problem: Problem, timetable: Timetable) -> Iterator[Cost]:
        """Find courses with more than one room."""
        for course, events in zip(problem.courses, problem.events_of_course, strict=True):
            for kind in sorted({problem.events[event].kind for event in events}):
                of_kind = tuple(event for event in events if problem.events[event].kind == kind)
                rooms = {place.room for event in of_kind if (place := timetable[event])}
                if len(rooms) > 1:
                    names = ", ".join(str(problem.rooms[room]) for room in sorted(rooms))
                    yield Cost(
                        self.name,
                        (len(rooms) - 1) * problem.weights.room_stability,
                        of_kind,
                        f"{course} is held in {len(rooms)} rooms: {names}",
                    )

    def kernel(self, layout: Layout) -> Counter:
        """Counters of the events of each course and kind in each room."""
        units = _bundles_by_unit(layout)
        unit = np.zeros(layout.num_bundles, np.int32)
        for index, bundles in enumerate(units):
            unit[bundles] = index
        events = np.zeros((len(units), len(layout.problem.rooms)), np.int32)
        rooms = np.zeros(len(units), np.int32)
        return Counter(_Data(layout.problem.weights.room_stability, unit, events, rooms))


class _Data(NamedTuple):
    weight: int
    unit: NDArray[np.int32]  # (bundles,): course and kind
    events: NDArray[np.int32]  # (units, rooms)
    rooms: NDArray[np.int32]  # (units,): rooms in use


@machine_code(inline="always")
def delta(data: Any, static: Any, state: Any, event: int, s0: int, r0: int, s1: int, r1: int) -> Any:
    """Change of the further rooms, weighted."""
    if r0 == r1:
        return 0
    unit = data.unit[static.bundle[event]]
    change = 0
    if s0 >= 0 and data.events[unit, r0] == 1:
        change -= 1
    if s1 >= 0 and data.events[unit, r1] == 0:
        change += 1
    if s0 < 0 or s1 < 0:
        # The first room is free of charge.
        rooms = data.rooms[unit]
        return data.weight * (max(0, rooms + change - 1) - max(0, rooms - 1))
    return data.weight * change


@machine_code(inline="always")
def update(data: Any, static: Any, state: Any, event: int, s0: int, r0: int, s1: int, r1: int) -> None:
    """Count the move."""
    unit = data.unit[static.bundle[event]]
    if s0 >= 0:
        data.events[unit, r0] -= 1
        if data.events[unit, r0] == 0:
            data.rooms[unit] -= 1
    if s1 >= 0:
        data.events[unit, r1] += 1
        if data.events[unit, r1] == 1:
            data.rooms[unit] += 1


def _bundles_by_unit(layout: Layout) -> list[list[int]]:
    units: dict[tuple[int, str], list[int]] = {}
    for bundle, events in enumerate(layout.bundles):
        key = (int(layout.course[bundle]), layout.problem.events[events[0]].kind)
        units.setdefault(key, []).append(bundle)
    return list(units.values())
