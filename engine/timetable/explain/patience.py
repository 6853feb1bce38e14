"""How long an explanation may take, and with what."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, replace

from ortools.sat.python import cp_model

from engine.timetable.solve.stopping import Stopper


@dataclass(frozen=True)
class Patience:
    """How long to go on, and with how many threads.

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
    def is_over(self) -> bool:
        """Whether to give up."""
        return self.stop.is_set() or time.perf_counter() >= self.deadline

    def at_most(self, seconds: float) -> Patience:
        """The same, but for some seconds from now at most."""
        return replace(self, deadline=min(self.deadline, time.perf_counter() + seconds))

    def run(
        self, cp: cp_model.CpModel, *, workers: int | None = None, subsolver: str | None = None
    ) -> tuple[cp_model.CpSolverStatus, cp_model.CpSolver]:
        """CP-SAT's status of a model, and the solver with its answer; one strategy of it if named."""
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1 if subsolver else workers or self.workers
        if subsolver:
            solver.parameters.subsolvers.append(subsolver)
        solver.parameters.random_seed = self.seed
        solver.parameters.catch_sigint_signal = False
        solver.parameters.max_time_in_seconds = max(0.0, self.deadline - time.perf_counter())
        with Stopper(solver, self.stop):
            return solver.solve(cp), solver
