"""The CP-SAT model that rules post themselves to.

Variables are booleans for a bundle and its first slot, ``start(bundle, slot)``; with rooms also
for bundle, slot and room, ``placed(bundle, slot, room)``. Without rooms the model is the *period
model*: a relaxation whose optimum bounds the whole problem's from below.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from engine import cp_sat
from engine.timetable.layout import Layout
from engine.timetable.problem import Problem

Literal: TypeAlias = "cp_sat.IntVar"


class Model:
    """Variables of a problem, and what the rules have posted about them.

    Parameters
    ----------
    layout
        The problem, regrouped.
    with_rooms
        Whether rooms are decided too.
    slots_ok, rooms_ok, cells_ok
        Domains, as :func:`engine.timetable.kernel.state.domain_of` gives them; variables outside
        are not made. All places are open when None.
    complete
        Whether every event must have a place; otherwise no more events than there are may have one.
    clash_free
        Whether the rules posted forbid that two events of a group or teacher meet at once. Then
        "in use" is a plain sum, which propagates better than a maximum.
    """

    def __init__(
        self,
        layout: Layout,
        *,
        with_rooms: bool,
        slots_ok: NDArray[np.bool_] | None = None,
        rooms_ok: NDArray[np.bool_] | None = None,
        cells_ok: NDArray[np.bool_] | None = None,
        complete: bool = True,
        clash_free: bool = True,
    ) -> None:
        self.cp = cp_sat.CpModel()
        self.layout = layout
        self.with_rooms = with_rooms
        self.complete = complete
        self.clash_free = clash_free
        self.objective: list[cp_sat.LinearExprT] = []
        self.zero = self.cp.new_constant(0)
        self.rooms_ok = (
            rooms_ok if rooms_ok is not None else _open(layout.num_bundles, len(self.problem.rooms))
        )
        self.slots_ok = slots_ok if slots_ok is not None else _open(layout.num_bundles, layout.num_slots)
        self.cells_ok = cells_ok if cells_ok is not None else _open(len(self.problem.rooms), layout.num_slots)
        self.starts: list[dict[int, Literal]] = []
        self.places: list[dict[tuple[int, int], Literal]] = []
        self._running: list[dict[int, list[Literal]]] = []
        self._busy: dict[tuple[int, int, int], Literal] = {}
        for bundle in range(layout.num_bundles):
            self._add_bundle(bundle)

    @property
    def problem(self) -> Problem:
        """The problem."""
        return self.layout.problem

    def start(self, bundle: int, slot: int) -> Literal:
        """Whether an event of the bundle starts in the slot."""
        return self.starts[bundle].get(slot, self.zero)

    def placed(self, bundle: int, slot: int, room: int) -> Literal:
        """Whether an event of the bundle starts in the slot, in the room; only with rooms."""
        return self.places[bundle].get((slot, room), self.zero)

    def running(self, bundle: int, slot: int) -> Sequence[Literal]:
        """Starts of the bundle's events that are still running in a slot; at most one is true."""
        return self._running[bundle].get(slot, ())

    def running_slots(self, bundle: int) -> Iterable[tuple[int, Sequence[Literal]]]:
        """Slots in which an event of the bundle can be running, each with what :meth:`running` says."""
        return self._running[bundle].items()

    def running_in(self, bundle: int, slot: int, room: int) -> list[Literal]:
        """Placements of the bundle's events that hold a room in a slot; only with rooms."""
        earliest = slot - int(self.layout.duration[bundle]) + 1
        earliest = max(earliest, slot - self.problem.grid.slot_of_day(slot))
        keys = ((s, room) for s in range(earliest, slot + 1))
        return [self.places[bundle][key] for key in keys if key in self.places[bundle]]

    def busy(self, row: int, pattern: int, slot: int) -> Literal:
        """Whether a group or teacher, by row of the layout, has an event in a slot of a week pattern."""
        key = (row, pattern, slot)
        if key not in self._busy:
            bundles = self.bundles_of_row(row)
            held = self.layout.patterns_of
            running = [var for b in bundles if held[b, pattern] for var in self.running(b, slot)]
            self._busy[key] = self._any(running, f"busy_{row}_{pattern}_{slot}")
        return self._busy[key]

    def bundles_of_row(self, row: int) -> list[int]:
        """Bundles of a row of the layout, ascending."""
        return sorted(set(self.layout.bundle_of[list(self.layout.rows[row].events)].tolist()))

    def any_of(self, literals: Iterable[Literal], name: str) -> Literal:
        """A literal that is true exactly when one of the literals is."""
        terms = list(literals)
        if not terms:
            return self.zero
        if len(terms) == 1:
            return terms[0]
        var = self.cp.new_bool_var(name)
        self.cp.add_max_equality(var, terms)
        return var

    def excess(self, amount: cp_sat.LinearExprT, most: int, name: str) -> cp_sat.IntVar:
        """A variable for ``max(0, amount)``, which is never above ``most``; to be paid, not rewarded."""
        var = self.cp.new_int_var(0, max(0, most), name)
        self.cp.add(var >= amount)
        return var

    def pay(self, weight: int, what: cp_sat.LinearExprT) -> None:
        """Add to the objective."""
        if weight:
            self.objective.append(weight * what)

    def minimize(self) -> None:
        """Make the sum of all that is paid the objective."""
        self.cp.minimize(sum(self.objective) if self.objective else 0)

    def _add_bundle(self, bundle: int) -> None:
        layout, cp = self.layout, self.cp
        last = layout.problem.grid.slots_per_day - int(layout.duration[bundle])
        slots = [
            slot
            for slot in np.flatnonzero(self.slots_ok[bundle]).tolist()
            if layout.problem.grid.slot_of_day(slot) <= last
        ]
        starts = {slot: cp.new_bool_var(f"start_{bundle}_{slot}") for slot in slots}
        self.starts.append(starts)
        running: dict[int, list[Literal]] = {}
        for slot, var in starts.items():
            for held in range(slot, slot + int(layout.duration[bundle])):
                running.setdefault(held, []).append(var)
        self._running.append(running)
        placed, events = sum(starts.values()), len(layout.bundles[bundle])
        cp.add(placed == events if self.complete else placed <= events)
        self.places.append({})
        if self.with_rooms:
            self._add_rooms(bundle, starts)

    def _add_rooms(self, bundle: int, starts: dict[int, Literal]) -> None:
        rooms = np.flatnonzero(self.rooms_ok[bundle]).tolist()
        duration = int(self.layout.duration[bundle])
        for slot, start in starts.items():
            here = {
                (slot, room): self.cp.new_bool_var(f"placed_{bundle}_{slot}_{room}")
                for room in rooms
                if self.cells_ok[room, slot : slot + duration].all()
            }
            self.places[bundle].update(here)
            self.cp.add(sum(here.values()) == start)

    def _any(self, literals: list[Literal], name: str) -> Literal:
        if not self.clash_free or len(literals) < 2:
            return self.any_of(literals, name)
        var = self.cp.new_bool_var(name)
        self.cp.add(sum(literals) == var)
        return var


@cache
def _open(rows: int, columns: int) -> NDArray[np.bool_]:
    return np.ones((rows, columns), bool)
