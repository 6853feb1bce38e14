"""What the threads of a solve do, stage by stage."""

from __future__ import annotations

import math
from dataclasses import dataclass

from engine.timetable.kernel.annealer import Annealer, Engine
from engine.timetable.model import Model
from engine.timetable.solve import crowding
from engine.timetable.solve.annealing import Chain
from engine.timetable.solve.board import Board, Incumbent
from engine.timetable.solve.budget import Budget, Part
from engine.timetable.solve.cp_stages import CpAnswer, run
from engine.timetable.solve.period_model import (
    hint,
    is_worth_asking,
    period_model,
    rooms_in,
    slots_in,
    strategy_for,
    whole_model,
)
from engine.timetable.solve.rooms import assign_rooms

# Temperatures in units of cost, measured on ITC-2007: see docs/decisions/0005.
HOT, COLD = 10.0, 0.15
"""A full annealing."""

SEARCH_WEIGHT, LIVELY, CALMER = 1_000, 150.0, 60.0
"""The search for a first timetable: a breach is dear, so that the cost hardly hinders its mending,
and hot, so that breaches still come and go. Measured on colleges of 900 and 20,000 sessions."""

WARM = 0.35
"""Polishing, which should not lose what it starts from."""

REHEAT, REHEAT_COLD = 1.0, 0.12
"""Cooling again from the best known."""

REHEATS = 4
"""How many reheats share the time there is for all of them."""

CROWDING_SHARE = 0.5
"""The first bound, of the time of the proof at most."""

POLISH_SHARE = 0.5
"""Polishing, of what the proof has left of its time."""

POLISHED = 0.7
"""Where the bound is this near to the cost, only reheats can still gain."""

PATIENCE_SECONDS = 8.0
"""A CP-SAT stage whose bound has not moved for so long leaves its thread to annealing."""

WHOLE_LITERALS = 20_000
"""Largest model with rooms to build: bundles times slots times rooms."""


@dataclass
class Stages:
    """The stages of one solve and what they share.

    Each public method is the program of one thread, which spends one budget of its own; shares are
    of what the budget has left.
    """

    engine: Engine
    board: Board
    seed: int

    def anneal(self, number: int, budget: Budget) -> None:
        """A quick annealing for a first timetable, a long one, then reheats until the end."""
        chain = self._chain(number)
        self._first(chain, budget)
        chain.cool(HOT, COLD, Part(budget, 0.5))
        self._reheat(chain, budget)

    def prove_and_polish(self, budget: Budget) -> None:
        """The period model, its slots polished, the whole model where small; then anneal."""
        chain = self._chain(1)
        self._first(chain, budget)
        self._prove(chain, Part(budget, 0.45))
        if self.board.cost is None or self.board.bound < POLISHED * self.board.cost:
            chain.cool(HOT, COLD, Part(budget, 0.5))
        self._reheat(chain, budget)

    def alone(self, budget: Budget) -> None:
        """All of it in one thread."""
        chain = self._chain(0)
        self._first(chain, budget)
        self._prove(chain, Part(budget, 0.35))
        chain.cool(HOT, COLD, Part(budget, 0.5))
        self._reheat(chain, budget)

    def _first(self, chain: Chain, budget: Budget) -> None:
        """A first feasible timetable as soon as can be, then a good one quickly."""
        chain.find(LIVELY, CALMER, Part(budget, 0.6), hard_weight=SEARCH_WEIGHT)
        chain.cool(HOT, COLD, Part(budget, 0.04))

    def _prove(self, chain: Chain, budget: Budget) -> None:
        self._bound_by_crowding(budget)
        if not is_worth_asking(self.engine, self.board):
            self.board.note("periods", "left out: the period model is so large that its bound would not rise")
            return
        model = period_model(self.engine, self.board)
        if model is None:
            return
        best = self.board.incumbent
        if best is not None and best.hard == 0:
            hint(model, best.slots, seed=self.seed)
        answer = self._run(model, "periods", budget, strategy_for(self.board))
        if answer.values is not None and (self.board.cost is None or answer.cost < self.board.cost):
            slots = slots_in(model, answer.values)
            chain.annealer.load(slots, assign_rooms(self.engine, slots))
            chain.name = "polish"
            chain.cool(WARM, REHEAT_COLD, Part(budget, POLISH_SHARE))
            chain.name = "anneal"
        layout = self.engine.layout
        places = layout.num_bundles * layout.num_slots * len(layout.problem.rooms)
        if places <= WHOLE_LITERALS and not self.board.is_over:
            self._prove_whole(budget)

    def _bound_by_crowding(self, budget: Budget) -> None:
        part = Part(budget, CROWDING_SHARE)
        status = crowding.bound_by_crowding(
            self.engine, self.board, part, seed=self.seed, patience=self._patience(budget)
        )
        if status is not None:
            self.board.note(crowding.STAGE, status)
        if status == "infeasible":
            self.board.prove_infeasible(("Rooms are too few for the events that need them (proved).",))

    def _prove_whole(self, budget: Budget) -> None:
        model = whole_model(self.engine, self.board)
        if model is None:
            return
        answer = self._run(model, "whole", budget, "core")
        if answer.values is not None:
            slots = slots_in(model, answer.values)
            rooms = rooms_in(model, answer.values, slots)
            self.board.offer(Incumbent(slots, rooms, 0, answer.cost), "whole")

    def _run(self, model: Model, stage: str, budget: Budget, subsolver: str) -> CpAnswer:
        answer = run(
            model.cp,
            self.board,
            budget,
            stage=stage,
            subsolver=subsolver,
            seed=self.seed,
            patience=self._patience(budget),
        )
        self.board.note(stage, answer.status)
        if answer.status == "infeasible":
            what = "slots" if stage == "periods" else "slots and rooms"
            self.board.prove_infeasible((f"No choice of {what} satisfies all hard rules (proved).",))
        return answer

    def _patience(self, budget: Budget) -> float:
        return math.inf if budget.is_work else PATIENCE_SECONDS

    def _reheat(self, chain: Chain, budget: Budget) -> None:
        """Cool again and again from a moderate temperature, each time from the best known."""
        for remaining in range(REHEATS, 0, -1):
            chain.adopt()
            chain.cool(REHEAT, REHEAT_COLD, Part(budget, 1 / remaining))

    def _chain(self, number: int) -> Chain:
        return Chain(Annealer(self.engine, seed=1_000 * self.seed + number), self.board)
