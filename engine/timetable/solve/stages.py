"""What the threads of a solve do, stage by stage."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from engine.timetable.kernel.annealer import Annealer, Engine
from engine.timetable.model import Model
from engine.timetable.solve.annealing import Chain
from engine.timetable.solve.board import Board, Incumbent
from engine.timetable.solve.budget import Budget, Part
from engine.timetable.solve.cp_stages import CpAnswer, run
from engine.timetable.solve.period_model import hint, period_model, rooms_in, slots_in, whole_model
from engine.timetable.solve.rooms import assign_rooms

# Temperatures in units of cost, measured on ITC-2007: see docs/decisions/0005.
HOT, COLD = 10.0, 0.15
"""A full annealing."""

MELTING, SETTLED = 50.0, 1.0
"""The search for a first timetable, where clashes must be free to come and go."""

WARM = 0.35
"""Polishing, which should not lose what it starts from."""

REHEAT, REHEAT_COLD = 1.0, 0.12
"""Cooling again from the best known."""

REHEAT_SHARE = 0.34
"""Length of one reheat, as a share of the time there is for all of them."""

PATIENCE_SECONDS = 8.0
"""A CP-SAT stage whose bound has not moved for so long leaves its thread to annealing."""

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
        self._reheat(chain, self.seconds - self.board.seconds)

    def alone(self) -> None:
        """All of it in one thread."""
        chain = self._chain(0)
        self._first(chain)
        self._prove(chain, 0.3 * self.seconds)
        chain.cool(HOT, COLD, self.make_budget(0.5 * self.seconds))
        self._reheat(chain, 0.1 * self.seconds)

    def _first(self, chain: Chain) -> None:
        """A first feasible timetable as soon as can be, then a good one quickly."""
        seconds = 0.01 * self.seconds
        chain.cool(HOT, COLD, self.make_budget(seconds), until_feasible=True)
        while not (chain.is_feasible or self.board.is_over or seconds > self.seconds):
            seconds *= 2
            chain.cool(MELTING, SETTLED, self.make_budget(seconds), until_feasible=True)
        chain.cool(HOT, COLD, self.make_budget(min(2.0, 0.05 * self.seconds)))

    def _prove(self, chain: Chain, seconds: float) -> None:
        layout = self.engine.layout
        places = layout.num_bundles * layout.num_slots
        if places > PERIOD_LITERALS:
            self.board.note("periods", "left out: the problem is too large for the period model")
            return
        model = period_model(self.engine, self.board)
        if model is None:
            return
        best = self.board.incumbent
        if best is not None and best.hard == 0:
            hint(model, best.slots, seed=self.seed)
        answer = self._run(model, "periods", seconds)
        if answer.values is not None and (self.board.cost is None or answer.cost < self.board.cost):
            slots = slots_in(model, answer.values)
            chain.annealer.load(slots, assign_rooms(self.engine, slots))
            chain.name = "polish"
            chain.cool(WARM, REHEAT_COLD, self.make_budget(0.1 * self.seconds))
            chain.name = "anneal"
        if places * len(layout.problem.rooms) <= WHOLE_LITERALS and not self.board.is_over:
            self._prove_whole(seconds)

    def _prove_whole(self, seconds: float) -> None:
        model = whole_model(self.engine, self.board)
        if model is None:
            return
        answer = self._run(model, "whole", seconds)
        if answer.values is not None:
            slots = slots_in(model, answer.values)
            rooms = rooms_in(model, answer.values, slots)
            self.board.offer(Incumbent(slots, rooms, 0, answer.cost), "whole")

    def _run(self, model: Model, stage: str, seconds: float) -> CpAnswer:
        budget = self.make_budget(seconds)
        patience = math.inf if budget.is_work else PATIENCE_SECONDS
        answer = run(
            model, self.board, budget, stage=stage, subsolver="core", seed=self.seed, patience=patience
        )
        self.board.note(stage, answer.status)
        if answer.status == "infeasible":
            what = "slots" if stage == "periods" else "slots and rooms"
            self.board.prove_infeasible((f"No choice of {what} satisfies all hard rules (proved).",))
        return answer

    def _reheat(self, chain: Chain, seconds: float) -> None:
        """Cool again and again from a moderate temperature, each time from the best known."""
        budget = self.make_budget(seconds)
        while budget.spent() < 1 and not self.board.is_over:
            chain.adopt()
            chain.cool(REHEAT, REHEAT_COLD, Part(budget, REHEAT_SHARE))

    def _chain(self, number: int) -> Chain:
        return Chain(Annealer(self.engine, seed=1_000 * self.seed + number), self.board)
