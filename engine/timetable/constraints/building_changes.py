"""Nobody should have to run from one building to the next."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine import cp_sat
from engine.timetable.constraints.cycle import pattern_weights, pattern_words
from engine.timetable.constraints.people import everybody
from engine.timetable.constraints.rows import row_price
from engine.timetable.constraints.rule import Cost
from engine.timetable.kernel.machine_code import machine_code
from engine.timetable.kernel.ragged import ragged
from engine.timetable.kernel.shapes import Counter
from engine.timetable.layout import Layout
from engine.timetable.model import Literal, Model
from engine.timetable.problem import Problem, TimeGrid
from engine.timetable.timetable import Timetable


class BuildingChanges:
    """Two events back to back in different buildings cost ``weights.building_change``.

    It is paid for each group and each teacher of both, in each week. A break between the two is
    time enough, and a room whose building is unknown is never far.
    """

    name = "building-changes"
    needs_rooms = True

    def applies(self, problem: Problem) -> bool:
        """Whether changes cost anything, and there are two buildings and somebody with two events."""
        buildings = {room.building for room in problem.rooms if room.building}
        return (
            problem.weights.building_change > 0
            and len(buildings) > 1
            and any(_linked(problem.grid))
            and any(len(events) > 1 for _, events in everybody(problem))
        )

    def add(self, model: Model) -> None:
        """Pay where one event ends and another starts in the next slot, in another building."""
        here = _BuildingLiterals(model)
        layout, price = model.layout, model.problem.weights.building_change
        linked = np.flatnonzero(_linked(model.problem.grid)).tolist()
        for index, row in enumerate(layout.rows):
            weight = row_price(row, group=price, teacher=price)
            bundles = model.bundles_of_row(index) if len(row.events) > 1 else []
            for pattern, often in enumerate(layout.pattern_weight.tolist()):
                held = [bundle for bundle in bundles if layout.patterns_of[bundle, pattern]]
                for slot in linked if held else ():
                    changes = here.change(held, slot, f"change_{index}_{pattern}_{slot}")
                    model.pay(weight * often, changes)

    def costs(self, problem: Problem, timetable: Timetable) -> Iterator[Cost]:
        """Find people who have to change buildings without a break."""
        words = pattern_words(problem)
        for week, often in pattern_weights(problem).items():
            for who, events in everybody(problem) if problem.weights.building_change else ():
                held = [event for event in events if problem.weeks(event) >> week & 1]
                for first, second in _changes(problem, timetable, held):
                    yield Cost(
                        self.name,
                        problem.weights.building_change * often,
                        (first, second),
                        f"{who} changes buildings between {problem.event_name(first)} "
                        f"and {problem.event_name(second)}{words[week]}",
                        whom=who,
                    )

    def kernel(self, layout: Layout) -> Counter:
        """Counters of each row's events that end before, and that start in, each slot by building."""
        problem = layout.problem
        names = sorted({room.building for room in problem.rooms} - {""})
        number = {name: index for index, name in enumerate(["", *names])}
        price = problem.weights.building_change
        rows_of = [[row for row in rows if len(layout.rows[row].events) > 1] for rows in layout.rows_of]
        rows_at, rows = ragged(rows_of)
        shape = (len(layout.rows), len(layout.patterns), layout.num_slots, 2, len(number))
        return Counter(
            _Data(
                np.array([number[room.building] for room in problem.rooms], np.int32),
                np.array([*_linked(problem.grid), False], np.uint8),
                rows_at,
                rows,
                np.array([row_price(row, group=price, teacher=price) for row in layout.rows], np.int32),
                np.zeros(shape, np.int16),
            ),
            couples=True,
        )


class _BuildingLiterals:
    """Whether an event of a bundle starts in a slot, in a building; made when asked for."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._duration = model.layout.duration.tolist()
        self._rooms: defaultdict[tuple[int, int], dict[str, list[Literal]]] = defaultdict(dict)
        for bundle, places in enumerate(model.places):
            for (slot, room), var in places.items():
                if building := model.problem.rooms[room].building:
                    self._rooms[bundle, slot].setdefault(building, []).append(var)
        self._made: dict[tuple[int, int], dict[str, Literal]] = {}

    def change(self, bundles: Sequence[int], slot: int, name: str) -> cp_sat.LinearExpr | int:
        """Whether somebody with these bundles changes buildings on entering a slot; to be paid.

        At most one event ends and one starts, when none clash. For each building in which one
        ends: starting in any other is a change. That is one row of the relaxation for each
        building, where pairs of buildings would be quadratic and weaker.
        """
        ending = self._together(bundles, [slot - self._duration[bundle] for bundle in bundles], slot)
        starting = self._together(bundles, [slot] * len(bundles), slot)
        change = None
        for building, ends in ending.items():
            starts = [var for other, several in starting.items() if other != building for var in several]
            if starts:
                change = self._model.cp.new_bool_var(name) if change is None else change
                self._model.cp.add(self._once(ends) + self._once(starts) - 1 <= change)
        return 0 if change is None else change

    def _together(self, bundles: Sequence[int], slots: Sequence[int], slot: int) -> dict[str, list[Literal]]:
        day = self._model.problem.grid.day
        found: defaultdict[str, list[Literal]] = defaultdict(list)
        for bundle, start in zip(bundles, slots, strict=True):
            if start >= 0 and day(start) == day(slot):
                for building, literal in self._of(bundle, start).items():
                    found[building].append(literal)
        return found

    def _of(self, bundle: int, slot: int) -> dict[str, Literal]:
        key = bundle, slot
        if key not in self._made:
            self._made[key] = {
                building: self._sum(literals, f"in_{bundle}_{slot}_{building}")
                for building, literals in self._rooms[key].items()
            }
        return self._made[key]

    def _sum(self, literals: list[Literal], name: str) -> Literal:
        """One literal for rooms of which an event takes at most one."""
        if len(literals) == 1:
            return literals[0]
        var = self._model.cp.new_bool_var(name)
        self._model.cp.add(sum(literals) == var)
        return var

    def _once(self, literals: list[Literal]) -> cp_sat.LinearExpr | int:
        if self._model.clash_free:
            return sum(literals)
        return self._model.any_of(literals, "any_building")


class _Data(NamedTuple):
    building: NDArray[np.int32]  # (rooms,): 0 where unknown
    linked: NDArray[np.uint8]  # (slots + 1,): whether the slot before is the same day's, without a break
    rows_at: NDArray[np.int32]  # (bundles + 1,)
    rows: NDArray[np.int32]
    weight: NDArray[np.int32]  # (rows,)
    # (rows, patterns, slots, 2, buildings): events that end before a slot, and that start in it;
    # under building 0 those of all known buildings together.
    near: NDArray[np.int16]


# Left to LLVM to inline: as fast, and the kernel compiles in two thirds of the time.
@machine_code(_nrt=False)
def changes_at(data: Any, row: int, pattern: int, slot: int, end: int, building: int) -> Any:
    """Changes that an event of a row makes, were it to run from a slot to an end in a building."""
    number = 0
    if data.linked[slot]:
        number += data.near[row, pattern, slot, 0, 0] - data.near[row, pattern, slot, 0, building]
    if data.linked[end]:
        number += data.near[row, pattern, end, 1, 0] - data.near[row, pattern, end, 1, building]
    return number


@machine_code(inline="always")
def delta(data: Any, static: Any, state: Any, event: int, s0: int, r0: int, s1: int, r1: int) -> Any:
    """Change of the building changes, weighted."""
    b0 = data.building[r0] if s0 >= 0 else 0
    b1 = data.building[r1] if s1 >= 0 else 0
    if b0 == b1 and (s0 == s1 or b0 == 0):
        return 0
    bundle = static.bundle[event]
    duration = static.duration[bundle]
    # The event, still counted in its old place, must not be its own neighbour in the new one.
    itself = np.int64(0)
    if b0 != b1 and b0 > 0 and b1 > 0:
        if s1 == s0 + duration:
            itself = np.int64(data.linked[s1])
        elif s0 == s1 + duration:
            itself = np.int64(data.linked[s0])
    change = 0
    for i in range(data.rows_at[bundle], data.rows_at[bundle + 1]):
        row = data.rows[i]
        for j in range(static.patterns_at[bundle], static.patterns_at[bundle + 1]):
            pattern = static.patterns[j]
            more = -itself
            if b1 > 0:
                more += changes_at(data, row, pattern, s1, s1 + duration, b1)
            if b0 > 0:
                more -= changes_at(data, row, pattern, s0, s0 + duration, b0)
            change += data.weight[row] * static.pattern_weight[pattern] * more
    return change


@machine_code(_nrt=False)
def count(data: Any, static: Any, event: int, slot: int, building: int, sign: int) -> None:
    """Enter an event in, or strike it from, the counters."""
    bundle = static.bundle[event]
    end = slot + static.duration[bundle]
    for i in range(data.rows_at[bundle], data.rows_at[bundle + 1]):
        row = data.rows[i]
        for j in range(static.patterns_at[bundle], static.patterns_at[bundle + 1]):
            pattern = static.patterns[j]
            if data.linked[slot]:
                data.near[row, pattern, slot, 1, 0] += sign
                data.near[row, pattern, slot, 1, building] += sign
            if data.linked[end]:
                data.near[row, pattern, end, 0, 0] += sign
                data.near[row, pattern, end, 0, building] += sign


@machine_code(_nrt=False)
def update(data: Any, static: Any, state: Any, event: int, s0: int, r0: int, s1: int, r1: int) -> None:
    """Count the move."""
    b0 = data.building[r0] if s0 >= 0 else 0
    b1 = data.building[r1] if s1 >= 0 else 0
    if b0 == b1 and s0 == s1:
        return
    if b0 > 0:
        count(data, static, event, s0, b0, -1)
    if b1 > 0:
        count(data, static, event, s1, b1, 1)


def _linked(grid: TimeGrid) -> list[bool]:
    """Whether each slot follows upon the one before it, on the same day and without a break."""
    in_day = [i > 0 and i - 1 not in grid.breaks for i in range(grid.slots_per_day)]
    return in_day * grid.days


def _changes(problem: Problem, timetable: Timetable, held: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Pairs of events back to back, without a break, in different buildings that are known."""
    starting: defaultdict[int, list[int]] = defaultdict(list)
    places = {event: place for event in held if (place := timetable[event])}
    for event, place in places.items():
        starting[place.slot].append(event)
    for first, place in places.items():
        end = place.slot + problem.events[first].duration
        here = problem.rooms[place.room].building
        for second in starting[end] if problem.grid.fits(end - 1, 2) else ():
            there = problem.rooms[places[second].room].building
            if here and there and here != there:
                yield first, second
