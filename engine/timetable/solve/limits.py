"""How long a search may take, and with what."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

from engine import cp_sat
from engine.timetable.solve.stopping import Stopper


@dataclass(frozen=True)
class Limits:
    """Until when a search may go on, and with how many threads.

    Parameters
    ----------
    deadline
        On the clock of ``time.perf_counter``.
    stop
        Set it to end early.
    """

    deadline: float
    stop: threading.Event
    workers: int
    seed: int

    @property
    def are_reached(self) -> bool:
        """Whether the search must end."""
        return self.stop.is_set() or self.seconds_left <= 0

    @property
    def seconds_left(self) -> float:
        """Time until the deadline, not below 0."""
        return max(0.0, self.deadline - time.perf_counter())

    def at_most(self, seconds: float) -> Limits:
        """The same, but for some seconds from now at most."""
        return replace(self, deadline=min(self.deadline, time.perf_counter() + seconds))

    def run(
        self, cp: cp_sat.CpModel, *, strategies: Sequence[str] = (), presolve_once: bool = False
    ) -> tuple[cp_sat.CpSolverStatus, cp_sat.CpSolver]:
        """CP-SAT's status of a model, and the solver with its answer; by some of its strategies if named.

        To presolve once, and to probe nothing, is quicker where the model is easy but for its size.
        """
        solver = cp_sat.CpSolver()
        solver.parameters.num_workers = min(self.workers, len(strategies) or self.workers)
        solver.parameters.subsolvers.extend(strategies[: self.workers])
        solver.parameters.random_seed = self.seed
        solver.parameters.catch_sigint_signal = False
        solver.parameters.max_time_in_seconds = self.seconds_left
        if presolve_once:
            solver.parameters.max_presolve_iterations = 1
            solver.parameters.cp_model_probing_level = 0
        with Stopper(solver, self.stop):
            return solver.solve(cp), solver

    def share(self, part: float) -> Limits:
        """The same, but for a part of the time that is left."""
        return self.at_most(part * self.seconds_left)

    def alone(self) -> Limits:
        """The same with one thread, which is quicker on small models and the only one to give cores."""
        return replace(self, workers=1)


def check_limits(time_limit: float, workers: int) -> None:
    """Refuse limits that make no sense.

    Raises
    ------
    ValueError
        If the time limit is negative or no number, or there is no worker.
    """
    if not 0 <= time_limit < float("inf"):
        raise ValueError(f"The time limit is {time_limit} seconds; expected 0 or more.")
    if workers < 1:
        raise ValueError(f"There are {workers} workers; expected 1 or more.")
