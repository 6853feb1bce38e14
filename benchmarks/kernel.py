"""Proposals a second: the composed kernel beside one written by hand for the competition's rules."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np

from benchmarks.fused_itc2007 import anneal_fused, fuse
from engine.timetable.formats import read_problem
from engine.timetable.kernel.annealer import QUANTILES, Annealer, Engine
from engine.timetable.layout import Layout

PROPOSALS = 300_000
ROUNDS = 7


def measure_kernel(path: Path, temperature: float = 0.5) -> tuple[float, float]:
    """Millions of proposals a second of CPU time: composed, and fused by hand; the best of some rounds.

    Both kernels start from one feasible timetable, propose the same kinds of moves and are timed in
    turns. What the fused kernel claims to have gained is checked against the composed kernel's
    count of the timetable it leaves.
    """
    engine = Engine(Layout(read_problem(path)))
    annealer = Annealer(engine, seed=1)
    for melting in (10.0, 5.0, 2.0, 1.0, temperature):
        annealer.run(PROPOSALS, melting)
    while annealer.hard:
        annealer.run(PROPOSALS, 2.0)
    before = (annealer.hard, annealer.soft)
    fused = fuse(engine, annealer.state.slot, annealer.state.room, seed=7)
    limits = (QUANTILES * temperature).astype(np.int32)
    anneal_fused(fused, 1, limits)
    composed_seconds, fused_seconds = [], []
    for _ in range(ROUNDS):
        start = time.thread_time()
        anneal_fused(fused, PROPOSALS, limits)
        fused_seconds.append(time.thread_time() - start)
        start = time.thread_time()
        annealer.run(PROPOSALS, temperature)
        composed_seconds.append(time.thread_time() - start)
    judge = Annealer(engine, seed=1)
    judge.load(fused.slot, fused.room)
    if (judge.hard, judge.soft) != (before[0] + fused.totals[0], before[1] + fused.totals[1]):
        raise AssertionError("The fused kernel's count of its own timetable is wrong.")
    return PROPOSALS / min(composed_seconds) / 1e6, PROPOSALS / min(fused_seconds) / 1e6
