"""Annealing legs: one chain, cooled over a budget, that gives and takes incumbents."""

from __future__ import annotations

from engine.timetable.kernel.annealer import HARD_WEIGHT, Annealer
from engine.timetable.solve.board import Board, Incumbent
from engine.timetable.solve.budget import Budget

CALL_SECONDS = 0.01
"""Length of one kernel call, aimed at: short enough to cancel and to follow the cooling."""


MAX_STEP = 10_000_000
"""Most proposals in one call, should the clock not have moved."""


class Chain:
    """An annealer that reports to the board.

    Parameters
    ----------
    name
        Stage under which its finds are posted.
    """

    def __init__(self, annealer: Annealer, board: Board, name: str = "anneal") -> None:
        self.annealer = annealer
        self.board = board
        self.name = name
        self._step = 2_000
        self._posted: tuple[int, int] | None = None

    @property
    def is_feasible(self) -> bool:
        """Whether this chain has met a timetable that breaks no hard rule."""
        return self.annealer.best[0] == 0

    def find(self, start: float, end: float, budget: Budget, *, hard_weight: int) -> None:
        """Look for a timetable that breaks no hard rule; its cost hardly matters.

        Parameters
        ----------
        start, end
            Temperatures, in units of cost.
        budget
            What the search may take; it ends at the first such timetable of this chain.
        hard_weight
            Price of one breach, in units of cost.
        """
        self._cool(start, end, budget, hard_weight, until_feasible=True)

    def cool(self, start: float, end: float, budget: Budget) -> None:
        """Anneal from one temperature down to another, geometrically over the budget.

        Parameters
        ----------
        start, end
            Temperatures, in units of cost.
        budget
            What the cooling may take.
        """
        self._cool(start, end, budget, HARD_WEIGHT)

    def _cool(
        self, start: float, end: float, budget: Budget, hard_weight: int, *, until_feasible: bool = False
    ) -> None:
        while (spent := budget.spent()) < 1 and not self.board.is_over:
            if until_feasible and self.is_feasible:
                return
            temperature = start * (end / start) ** spent
            before = self.board.seconds
            self.annealer.run(self._step, temperature, hard_weight=hard_weight, mending=until_feasible)
            budget.charge(proposals=self._step)
            self.board.count("proposals", self._step)
            self._post()
            if not budget.is_work:
                took = self.board.seconds - before
                wanted = max(500.0, self._step * CALL_SECONDS / max(took, 1e-5))
                self._step = int(min(wanted, 2 * self._step, MAX_STEP))

    def adopt(self) -> None:
        """Continue from the board's incumbent."""
        best = self.board.incumbent
        if best is not None:
            self.annealer.load(best.slots, best.rooms)

    def _post(self) -> None:
        key = self.annealer.best
        if self._posted is None or key < self._posted:
            self._posted = key
            state = self.annealer.state
            self.board.offer(Incumbent(state.best_slot.copy(), state.best_room.copy(), *key), self.name)
