"""CP-SAT stages: the period model for the bound, and the whole model where it is small enough."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine import cp_sat
from engine.timetable.solve.board import Board
from engine.timetable.solve.budget import Budget


@dataclass(frozen=True, slots=True)
class CpAnswer:
    """What a CP-SAT solve found.

    Parameters
    ----------
    status
        ``optimal``, ``feasible``, ``infeasible`` or ``unknown``.
    values
        Value of each variable in the best solution.
    """

    status: str
    cost: int
    values: NDArray[np.int64] | None


def run(
    cp: cp_sat.CpModel,
    board: Board,
    budget: Budget,
    *,
    stage: str,
    subsolver: str,
    seed: int,
    patience: float,
) -> CpAnswer:
    """Solve a model in one thread, posting its bound as it rises.

    Parameters
    ----------
    cp
        To be solved as it is.
    board
        Told of the bound; ends the stage when the solve is over.
    budget
        How long to go on.
    stage
        Name under which the bound is posted.
    seed
        Of the solver's random choices.
    subsolver
        CP-SAT's strategy. ``core`` raises the bound from unsatisfiable cores, which settles a
        period model in seconds where the default portfolio takes minutes (measured on ITC-2007).
    patience
        Seconds without a better bound after which the stage gives up; of the processor where the
        system tells them, so that a busy machine does not pass for a bound that does not move.
    """
    solver = cp_sat.CpSolver()
    parameters = solver.parameters
    parameters.num_workers = 1
    parameters.random_seed = seed
    parameters.catch_sigint_signal = False
    parameters.subsolvers.append(subsolver)
    setattr(parameters, *budget.cp_sat_limit())
    watch = _Watch(solver, board, stage, patience)
    with watch:
        status = solver.solve(cp)
    spent = solver.response_proto.deterministic_time
    budget.charge(cp_sat_time=spent)
    board.count("cp_sat_deterministic_time", spent)
    if status == cp_sat.INFEASIBLE:
        return CpAnswer("infeasible", 0, None)
    if status not in (cp_sat.OPTIMAL, cp_sat.FEASIBLE):
        return CpAnswer("unknown", 0, None)
    word = "optimal" if status == cp_sat.OPTIMAL else "feasible"
    board.raise_bound(math.ceil(solver.best_objective_bound - 1e-6), stage)
    values = np.array(solver.response_proto.solution, np.int64)
    return CpAnswer(word, round(solver.objective_value), values)


class _Watch:
    """Posts bounds, and stops the solver when the solve is over or nothing moves any more."""

    def __init__(self, solver: cp_sat.CpSolver, board: Board, stage: str, patience: float) -> None:
        self._solver = solver
        self._board = board
        self._stage = stage
        self._patience = patience
        self._clock = _clock_of_this_thread()
        self._moved = self._clock()
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._wait, daemon=True)
        solver.best_bound_callback = self._bound

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._thread.join()

    def _bound(self, bound: float) -> None:
        value = math.ceil(bound - 1e-6)
        if value > self._board.bound:
            self._moved = self._clock()
            self._board.raise_bound(value, self._stage)

    def _wait(self) -> None:
        # A stop asked for before the search has begun is lost, so it is asked for again.
        while not self._done.wait(0.05):
            idle = self._clock() - self._moved > self._patience
            if self._board.is_over or idle:
                self._solver.stop_search()


def _clock_of_this_thread() -> Callable[[], float]:
    """Seconds that the processor has spent on the calling thread, which any thread may ask for."""
    if not hasattr(time, "pthread_getcpuclockid"):
        return time.monotonic
    clock = time.pthread_getcpuclockid(threading.get_ident())
    return lambda: time.clock_gettime(clock)
