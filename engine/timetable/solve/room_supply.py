"""What rooms allow in a model of slots alone: counts that every room assignment keeps.

Both forms are relaxations: whatever rooms an assignment picks, it satisfies them, so the period
model's optimum stays a bound for the whole problem.
"""

from __future__ import annotations

from collections import defaultdict

import numpy as np
from numpy.typing import NDArray

from engine.timetable.model import Literal, Model


def add_room_counts(model: Model) -> None:
    """In each slot, no more events than rooms, for every set of rooms that bounds some bundle.

    For a set A of rooms, the events whose admissible rooms all lie in A need as many rooms of A
    (Hall's condition, for the sets that are somebody's admissible rooms, and for all rooms).
    """
    layout = model.layout
    sets = {tuple(np.flatnonzero(row).tolist()) for row in model.rooms_ok}
    sets.add(tuple(range(len(model.problem.rooms))))
    for rooms in sorted(sets):
        inside = np.zeros(len(model.problem.rooms), bool)
        inside[list(rooms)] = True
        bundles = np.flatnonzero(~(model.rooms_ok & ~inside).any(1)).tolist()
        supply = model.cells_ok[inside].sum(0)
        for pattern in range(len(layout.patterns)):
            held = [bundle for bundle in bundles if layout.patterns_of[bundle, pattern]]
            for slot in range(layout.num_slots):
                running = [var for bundle in held for var in model.running(bundle, slot)]
                if len(running) > supply[slot]:
                    model.cp.add(sum(running) <= int(supply[slot]))


def add_room_shortage(model: Model) -> None:
    """Price the seats that are missing in each slot, level by level of room capacity.

    A course of n students in a room of s seats pays n - s, which is the sum, over the capacities
    c >= s below n, of min(n, next capacity) - c. At level c, no more events than there are rooms
    above c escape the payment.
    """
    weight = model.problem.weights.room_capacity
    if not weight:
        return
    capacities = np.array([room.capacity for room in model.problem.rooms])
    levels = sorted(set(capacities.tolist()))
    for level, above in zip(levels, [*levels[1:], None], strict=True):
        _add_level(model, weight, level, above, capacities > level)


def _add_level(model: Model, weight: int, level: int, above: int | None, larger: NDArray[np.bool_]) -> None:
    layout, problem = model.layout, model.problem
    supply = model.cells_ok[larger].sum(0)
    students = np.array([course.students for course in problem.courses])[layout.course]
    bundles = np.flatnonzero(students > level).tolist()
    short: dict[tuple[int, int], Literal] = {}
    escaping: defaultdict[tuple[int, int], list[Literal]] = defaultdict(list)
    paying: defaultdict[tuple[int, int], list[Literal]] = defaultdict(list)
    tight = _crowded_slots(model, bundles, supply)
    for bundle in bundles:
        missing = (students[bundle] if above is None else min(students[bundle], above)) - level
        for slot, start in model.starts[bundle].items():
            slots = [t for t in range(slot, slot + int(layout.duration[bundle])) if t in tight]
            if not slots:
                continue
            var = model.cp.new_bool_var(f"short_{level}_{bundle}_{slot}")
            model.cp.add_implication(var, start)
            model.pay(weight * int(missing) * int(layout.week_weight[bundle]), var)
            short[bundle, slot] = var
            for t in slots:
                for pattern in np.flatnonzero(layout.patterns_of[bundle]).tolist():
                    escaping[pattern, t].append(start)
                    paying[pattern, t].append(var)
    for (pattern, t), starts in escaping.items():
        model.cp.add(sum(starts) - sum(paying[pattern, t]) <= int(supply[t]))


def _crowded_slots(model: Model, bundles: list[int], supply: NDArray[np.int64]) -> set[int]:
    """Slots in which more of the bundles could run than there are rooms."""
    return {
        slot
        for slot in range(model.layout.num_slots)
        if sum(1 for bundle in bundles if model.running(bundle, slot)) > supply[slot]
    }
