"""A solve that goes on from a timetable, which need not have been made for the same weights."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from dataclasses import dataclass
from functools import partial

import numpy as np

from engine.timetable.fairness.proof import prove
from engine.timetable.kernel.annealer import Annealer, Engine
from engine.timetable.kernel.compose import Composition
from engine.timetable.layout import Layout
from engine.timetable.problem import Problem
from engine.timetable.result import OnProgress
from engine.timetable.solve.board import Board, Incumbent
from engine.timetable.solve.budget import Budget, Part, Seconds
from engine.timetable.timetable import Timetable

HOT, COLD = 1.0, 0.12
"""Temperatures of a cooling, in units of cost. Hotter is better only with more time (measured on a
college of 900 events: 10 million proposals prefer 0.7, 40 million 2.0)."""

COOLINGS = 2
"""Coolings that share the time, each from the best timetable known."""

PROOF_SHARE = 0.7
"""Of the first thread's time, for the bound."""

STEP = 50_000
"""Proposals between two looks at the clock."""


@dataclass(frozen=True, slots=True)
class Resumed:
    """What a resumed solve has reached: its best timetable and cost, and a proved bound."""

    timetable: Timetable
    cost: int
    bound: int


def resume(
    problem: Problem,
    start: Timetable,
    cost: int,
    *,
    composition: Composition,
    seconds: float,
    workers: int,
    seed: int,
    hard_weight: int,
    proved: int,
    proving: bool,
    on_progress: OnProgress,
    stop: threading.Event,
) -> Resumed:
    """Improve a feasible timetable and, if wanted, prove a bound beside that.

    Parameters
    ----------
    problem
        With the weights to go on by.
    start, cost
        A feasible timetable and its cost, by these weights.
    composition
        The kernel to use, which has all rules of the problem: no solve waits for another to be compiled.
    seconds
        How long to go on at most.
    workers
        Threads to use.
    seed
        Of all random choices.
    hard_weight
        Price of a breach of a hard rule: far above what the move of an event can gain, lest the
        coolings leave what is feasible.
    proved
        What no timetable costs less than, by these weights, as far as is known.
    proving
        Whether the first thread spends most of its time on the bound.
    on_progress
        Told of every improvement.
    stop
        Set it to end early and keep the best.
    """
    board = Board(on_progress=on_progress, stop=stop)
    begun = _incumbent(start, cost)
    board.offer(begun, "start")
    board.raise_bound(proved, "start")
    engine = Engine(Layout(problem), composition)
    chains = [
        _Chain(Annealer(engine, seed=1_000 * seed + number), board, hard_weight) for number in range(workers)
    ]

    def prove_and_cool() -> None:
        budget = Seconds(seconds)
        if proving:
            prove(engine, board, Part(budget, PROOF_SHARE), seed=seed)
        chains[0].run(Part(budget, 1.0))

    _run([prove_and_cool, *(partial(chain.run, Seconds(seconds)) for chain in chains[1:])], board, seconds)
    best = board.incumbent or begun
    return Resumed(_timetable(best), best.soft, board.bound)


@dataclass(frozen=True)
class _Chain:
    """An annealer that cools again and again from the board's best."""

    annealer: Annealer
    board: Board
    hard_weight: int

    def run(self, budget: Budget) -> None:
        for remaining in range(COOLINGS, 0, -1):
            self._cool(Part(budget, 1 / remaining))

    def _cool(self, budget: Budget) -> None:
        best = self.board.incumbent
        if best is not None:
            self.annealer.load(best.slots, best.rooms)
        while (spent := budget.spent()) < 1 and not self.board.is_over:
            temperature = HOT * (COLD / HOT) ** spent
            self.annealer.run(STEP, temperature, hard_weight=self.hard_weight)
            state = self.annealer.state
            self.board.offer(
                Incumbent(state.best_slot.copy(), state.best_room.copy(), *self.annealer.best), "anneal"
            )


def _run(programs: Sequence[Callable[[], None]], board: Board, seconds: float) -> None:
    """Run the programs in threads until all have ended, the time is up, or one has failed."""
    with ThreadPoolExecutor(max_workers=len(programs)) as pool:
        running = [pool.submit(program) for program in programs]
        wait(running, timeout=seconds, return_when=FIRST_EXCEPTION)
        board.ended.set()
    for one in running:
        one.result()


def _incumbent(timetable: Timetable, cost: int) -> Incumbent:
    slots, rooms = np.array([tuple(place) for _, place in timetable.placed()], np.int32).reshape(-1, 2).T
    return Incumbent(slots.copy(), rooms.copy(), 0, cost)


def _timetable(incumbent: Incumbent) -> Timetable:
    return Timetable.of(list(zip(incumbent.slots.tolist(), incumbent.rooms.tolist(), strict=True)))
