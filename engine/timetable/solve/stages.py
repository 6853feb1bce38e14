"""What the threads of a solve do, stage by stage."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from engine.timetable.kernel.annealer import Annealer, Engine
from engine.timetable.solve import cp_stages
from engine.timetable.solve.annealing import Chain
from engine.timetable.solve.board import Board, Incumbent
from engine.timetable.solve.budget import Budget
from engine.timetable.solve.period_model import hint, period_model, rooms_in, slots_in, whole_model
from engine.timetable.solve.rooms import assign_rooms

HOT, COLD = 10.0, 0.15
"""Temperatures of a full annealing, in units of cost (measured on ITC-2007, see docs/decisions)."""

MELTING = 50.0
"""Where annealing starts while no timetable is feasible: half the price of a breach."""

WARM = 0.35
"""Where annealing starts that only polishes."""

REHEAT, REHEAT_COLD = 1.0, 0.12

PERIOD_LITERALS = 400_000
"""Largest period model to build: bundles times slots."""

WHOLE_LITERALS = 20_000
"""Largest model with rooms to build: bundles times slots times rooms."""


@dataclass
class Stages:
    """The stages of one solve and what they share."""

    engine: Engine
    board: Board
    seed: int
    seconds: float
    make_budget: Callable[[float], Budget]

    def anneal(self, number: int) -> None:
        """A quick annealing for a first timetable, a long one, then reheats until the end."""
        chain = self._chain(number)
        self._first(chain)
        chain.cool(HOT, COLD, self.make_budget(0.75 * self.seconds))
        self._reheat(chain, 0.25 * self.seconds)

    def prove_and_polish(self) -> None:
        """The period model, its slots polished, the whole model where small; then anneal."""
        chain = self._chain(1)
        self._first(chain)
        self._prove(chain, 0.4 * self.seconds)
        while not self.board.is_over and self.seconds > self.board.seconds:
            left = self.seconds - self.board.seconds
            self._reheat(chain, left)

    def alone(self) -> None:
        """All of it in one thread."""
        chain = self._chain(0)
        self._first(chain)
        self._prove(chain, 0.3 * self.seconds)
        chain.cool(HOT, COLD, self.make_budget(0.5 * self.seconds))
        self._reheat(chain, 0.1 * self.seconds)

    def _first(self, chain: Chain) -> None:
        """Short annealings, each twice as long, until some timetable is feasible."""
        seconds = min(2.0, 0.05 * self.seconds)
        while not self.board.is_over:
            chain.cool(MELTING, COLD, self.make_budget(seconds))
            if self.board.cost is not None:
                return
            seconds *= 2

    def _prove(self, chain: Chain, seconds: float) -> None:
        layout = self.engine.layout
        if layout.num_bundles * layout.num_slots > PERIOD_LITERALS:
            self.board.note("periods", "the problem is too large for the period model")
            return
        model = period_model(self.engine)
        best = self.board.incumbent
        if best is not None and best.hard == 0:
            hint(model, best.slots, seed=self.seed)
        budget = self.make_budget(seconds)
        answer = cp_stages.run(
            model, self.board, budget, stage="periods", subsolver="core", seed=self.seed, patience=8.0
        )
        self.board.note("periods", answer.status)
        if answer.status == "infeasible":
            self.board.prove_infeasible(("No choice of slots satisfies all hard rules (proved).",))
            return
        if answer.values is not None and (self.board.cost is None or answer.cost < self.board.cost):
            slots = slots_in(model, answer.values)
            chain.annealer.load(slots, assign_rooms(self.engine, slots))
            chain.name = "polish"
            chain.cool(WARM, REHEAT_COLD, self.make_budget(0.1 * self.seconds))
            chain.name = "anneal"
        if layout.num_bundles * layout.num_slots * len(layout.problem.rooms) <= WHOLE_LITERALS:
            self._prove_whole(seconds)

    def _prove_whole(self, seconds: float) -> None:
        model = whole_model(self.engine)
        budget = self.make_budget(seconds)
        answer = cp_stages.run(
            model, self.board, budget, stage="whole", subsolver="core", seed=self.seed, patience=8.0
        )
        self.board.note("whole", answer.status)
        if answer.status == "infeasible":
            self.board.prove_infeasible(("No choice of slots and rooms satisfies all hard rules (proved).",))
        elif answer.values is not None:
            slots = slots_in(model, answer.values)
            self.board.offer(Incumbent(slots, rooms_in(model, answer.values, slots), 0, answer.cost), "whole")

    def _reheat(self, chain: Chain, seconds: float) -> None:
        """Cool again and again from a moderate temperature, each time from the best known."""
        budget = self.make_budget(seconds)
        while budget.spent() < 1 and not self.board.is_over:
            chain.adopt()
            chain.cool(REHEAT, REHEAT_COLD, _Part(budget, 0.34))

    def _chain(self, number: int) -> Chain:
        return Chain(Annealer(self.engine, seed=1_000 * self.seed + number), self.board)


class _Part:
    """A share of another budget, from now on."""

    def __init__(self, whole: Budget, share: float) -> None:
        self._whole = whole
        self._start = whole.spent()
        self._share = share

    def spent(self) -> float:
        """Share of the part that is used up; all of it once the whole is."""
        whole = self._whole.spent()
        return 1.0 if whole >= 1 else (whole - self._start) / self._share

    def charge(self, proposals: int) -> None:
        """Count work against the whole."""
        self._whole.charge(proposals)

    @property
    def cp_sat_limits(self) -> dict[str, float]:
        """Limits of the whole."""
        return self._whole.cp_sat_limits
