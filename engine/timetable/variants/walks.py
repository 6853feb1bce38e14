"""Walks of an annealer away from the first timetable, at a temperature that keeps it good."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from engine.timetable.kernel.annealer import Annealer, Engine
from engine.timetable.timetable import Timetable
from engine.timetable.variants.kept import Kept

STEP = 20_000
"""Proposals between two looks at the clock."""

COLD = 0.12
"""Temperature at the end of a walk, in units of cost."""

MILD, TEPID, HOT = 0.5, 0.2, 10.0
"""Where a walk begins: at first, at the least, and at the most."""

SHORT, LONG = 20, 5_000
"""Steps of a walk: at first, and at the most."""

HEATING, CALMING = 1.5, 0.8
"""What becomes of the temperature after a walk that stayed too near, or ended too dear."""


def walk(engine: Engine, kept: Kept, *, share: float, workers: int, seed: int) -> None:
    """Look for variants in some threads at once, until there are enough or a share of the time is up."""
    deadline = time.perf_counter() + share * kept.seconds_left
    with ThreadPoolExecutor(max_workers=workers) as pool:
        walkers = [
            pool.submit(_Walker(Annealer(engine, seed=1_000 * seed + number), kept, deadline).run)
            for number in range(workers)
        ]
    for one in walkers:
        one.result()


@dataclass
class _Walker:
    """One chain, which learns how warm and how long its walks must be."""

    annealer: Annealer
    kept: Kept
    deadline: float
    heat: float = MILD
    steps: int = SHORT

    def run(self) -> None:
        """Walk from the first timetable; on from where a walk ended while that is good, but too near."""
        self._start()
        while self._walk():
            if self.annealer.hard or self.annealer.soft > self.kept.limit:
                self.heat = max(TEPID, CALMING * self.heat)
                self.steps = min(LONG, 2 * self.steps)
                self._start()
            elif self.kept.add(self._timetable(), self.annealer.soft):
                self._start()
            else:
                self.heat = min(HOT, HEATING * self.heat)

    def _walk(self) -> bool:
        """Cool once; False when there was no time for all of it, or nothing left to find."""
        for step in range(self.steps):
            if self.kept.is_over or time.perf_counter() >= self.deadline:
                return False
            self.annealer.run(STEP, self.heat * (COLD / self.heat) ** (step / self.steps))
        return True

    def _start(self) -> None:
        placements = self.kept.first.timetable.placements
        slots, rooms = np.array([tuple(place or (-1, -1)) for place in placements], np.int32).T
        self.annealer.load(slots.copy(), rooms.copy())

    def _timetable(self) -> Timetable:
        state = self.annealer.state
        return Timetable.of(list(zip(state.slot.tolist(), state.room.tolist(), strict=True)))
