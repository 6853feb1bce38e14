"""One annealing chain: the kernel's arrays and the kernel that belongs to them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.timetable import constraints
from engine.timetable.constraints import hard_rules, soft_rules
from engine.timetable.kernel.codes import BEST_HARD, BEST_SOFT, HARD, LIMITS, SOFT
from engine.timetable.kernel.compose import Composition, choose, kernel_for
from engine.timetable.kernel.state import (
    Forms,
    Static,
    best_of,
    build_state,
    build_static,
    forms_of,
    kinds_of_rows,
)
from engine.timetable.layout import Layout
from engine.timetable.timetable import Timetable

QUANTILES = -np.log((np.arange(LIMITS) + 0.5) / LIMITS)
"""Quantiles of the exponential distribution, from which the kernel draws what it accepts."""

HARD_WEIGHT = 100
"""Price of one breach, in units of cost, unless a run asks for another."""


@dataclass(frozen=True)
class Engine:
    """What all chains of a problem share: its layout, its rules' forms and its compiled kernel."""

    layout: Layout
    fixed_composition: Composition | None = None

    @cached_property
    def composition(self) -> Composition:
        """The kernel to use: the one asked for, the problem's own, or one that is ready and covers it."""
        return self.fixed_composition or choose(self.own_composition)

    @cached_property
    def own_composition(self) -> Composition:
        """The kernel made of the problem's own rules and nothing else."""
        return Composition.of(self.layout, self._own_forms)

    @cached_property
    def _own_forms(self) -> Forms:
        problem = self.layout.problem
        return forms_of(self.layout, hard_rules(problem), soft_rules(problem))

    @cached_property
    def forms(self) -> Forms:
        """The rules, by the shape they take in the kernel, with those that only the kernel has."""
        problem = self.layout.problem
        if self.composition.modules == self.own_composition.modules:
            return self._own_forms
        carried = self.composition.modules
        hard = [
            rule for rule in constraints.HARD if rule.applies(problem) or type(rule).__module__ in carried
        ]
        soft = [
            rule for rule in constraints.SOFT if rule.applies(problem) or type(rule).__module__ in carried
        ]
        return forms_of(self.layout, hard, soft)

    @cached_property
    def kernel(self) -> Any:
        """The compiled module."""
        return kernel_for(self.composition)

    @cached_property
    def static(self) -> Static:
        """What the kernel reads."""
        static = build_static(self.layout, self.forms)
        grid = self.layout.problem.grid
        if not self.composition.tables:
            return static
        kinds, examples = kinds_of_rows(self.forms, len(self.layout.rows))
        prices = np.zeros((len(examples), 1 << grid.slots_per_day), np.int32)
        breaches = np.zeros_like(prices)
        self.kernel.tabulate(self.fresh_rules(), examples, prices, breaches)
        return static._replace(row_kind=kinds, day_price=prices, day_breaches=breaches)

    @cached_property
    def empty_table(self) -> NDArray[np.int32]:
        """The table of an empty week: free and closed cells."""
        return build_state(self.layout, self.forms, 0).table

    @cached_property
    def empty_clash(self) -> NDArray[np.int16]:
        """The clash counts of an empty week, which keep events within their domains."""
        return build_state(self.layout, self.forms, 0).clash

    def fresh_rules(self) -> tuple[Any, ...]:
        """The data of the rules in the kernel's order, with counters of their own."""
        forms = self.forms
        profiles = [form.data for _, form in (*forms.profiles, *forms.day_limits)]
        counters = [form.data for _, form in (*forms.counters, *forms.hard_counters)]
        return (*profiles, *map(_own, counters)) or (0,)


class Annealer:
    """A timetable under change, with the best one met.

    Not safe to share between threads; chains of one engine may run side by side.
    """

    def __init__(self, engine: Engine, *, seed: int) -> None:
        self.engine = engine
        self.state = build_state(engine.layout, engine.forms, seed)
        self.rules = engine.fresh_rules()
        self.proposals = 0
        self.accepted = 0
        self._place_fixed()

    @property
    def hard(self) -> int:
        """Breaches of the current timetable."""
        return int(self.state.totals[HARD])

    @property
    def soft(self) -> int:
        """Cost of the current timetable."""
        return int(self.state.totals[SOFT])

    @property
    def best(self) -> tuple[int, int]:
        """Breaches and cost of the best timetable met."""
        return int(self.state.totals[BEST_HARD]), int(self.state.totals[BEST_SOFT])

    def best_timetable(self) -> Timetable:
        """The best timetable met."""
        return best_of(self.state)

    def load(self, slots: NDArray[np.int32], rooms: NDArray[np.int32]) -> None:
        """Continue from given placements; the best met is kept if it is better."""
        self.engine.kernel.load(self.engine.static, self.state, self.rules, slots, rooms)
        totals = self.state.totals
        if (totals[HARD], totals[SOFT]) < self.best:
            totals[BEST_HARD], totals[BEST_SOFT] = totals[HARD], totals[SOFT]
            self.state.best_slot[:] = self.state.slot
            self.state.best_room[:] = self.state.room

    def price_places(
        self, event: int, slots: NDArray[np.int32], rooms: NDArray[np.int32]
    ) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
        """Price one event's move to each of some places, all others unmoved.

        Parameters
        ----------
        event
            Who would move.
        slots, rooms
            The places, within the domain of the event, of shape (places,).

        Returns
        -------
        tuple
            Change of breaches, change of price, and an event in the way, ``FREE`` or ``CLOSED``,
            each of shape (places,). More than three events in the way count as closed.
        """
        hard, soft, occupant = np.zeros((3, len(slots)), np.int64)
        # In one piece, as when it was compiled: for strided arrays it would be compiled anew, for seconds.
        slots, rooms = np.ascontiguousarray(slots), np.ascontiguousarray(rooms)
        self.engine.kernel.price_places(
            self.engine.static, self.state, self.rules, event, slots, rooms, hard, soft, occupant
        )
        return hard, soft, occupant

    def _place_fixed(self) -> None:
        """Place the events that have one place only, before others take it."""
        static = self.engine.static
        slots, rooms = np.full((2, len(static.bundle)), -1, np.int32)
        fixed = np.flatnonzero(static.fixed)
        bundles = static.bundle[fixed]
        slots[fixed] = static.slots[static.slots_at[bundles]]
        rooms[fixed] = static.rooms[static.rooms_at[bundles]]
        self.load(slots, rooms)

    def run(
        self,
        proposals: int,
        temperature: float,
        *,
        hard_weight: int = HARD_WEIGHT,
        mending: bool = False,
        swap_share: float = 0.3,
        sibling_share: float = 0.6,
    ) -> int:
        """Make proposals at one temperature and give the number accepted.

        Parameters
        ----------
        proposals
            How many moves to propose.
        temperature
            In units of cost.
        hard_weight
            Price of one breach of a hard rule, in the same units.
        mending
            Whether events in a breach move more often than others.
        swap_share, sibling_share
            Share of proposals that aim at another event's place; share of the others that look for
            a room among those of the same course.
        """
        limits = np.minimum(QUANTILES * temperature, 2**31 - 1).astype(np.int32)
        accepted: int = self.engine.kernel.anneal(
            self.engine.static,
            self.state,
            self.rules,
            proposals,
            limits,
            hard_weight,
            mending,
            swap_share,
            sibling_share,
        )
        self.proposals += proposals
        self.accepted += accepted
        return accepted


def _own(data: Any) -> Any:
    """A copy of a counter's named tuple, so that each chain counts for itself."""
    return type(data)(*(item.copy() if isinstance(item, np.ndarray) else item for item in data))
