"""The incumbent and the bound, shared by the stages that run side by side."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.timetable.result import OnProgress, Progress


@dataclass(frozen=True, slots=True)
class Incumbent:
    """A timetable as the kernel sees it: placements, breaches of hard rules, and cost."""

    slots: NDArray[np.int32]
    rooms: NDArray[np.int32]
    hard: int
    soft: int

    @property
    def key(self) -> tuple[int, int]:
        """Breaches first, then cost: less is better."""
        return self.hard, self.soft


class Board:
    """Where stages post what they find and read what the others found.

    Parameters
    ----------
    on_progress
        Told of every improvement, one call at a time.
    stop
        Set from outside to end the solve; the board sets :attr:`ended` when there is no more to gain.
    """

    def __init__(self, *, on_progress: OnProgress | None, stop: threading.Event) -> None:
        self.start = time.perf_counter()
        self.incumbent: Incumbent | None = None
        self.bound = 0
        self.infeasible: tuple[str, ...] = ()
        self.history: list[Progress] = []
        self.stopped: dict[str, str] = {}
        self.work: dict[str, float] = {}
        self.ended = threading.Event()
        self._stop = stop
        self._on_progress = on_progress
        self._lock = threading.RLock()

    @property
    def seconds(self) -> float:
        """Since the solve began."""
        return time.perf_counter() - self.start

    @property
    def is_over(self) -> bool:
        """Whether stages should return: nothing to gain, or told to stop."""
        return self.ended.is_set() or self._stop.is_set()

    @property
    def was_stopped(self) -> bool:
        """Whether the end came from outside."""
        return self._stop.is_set()

    @property
    def cost(self) -> int | None:
        """Cost of the incumbent; None while no timetable is feasible."""
        best = self.incumbent
        return best.soft if best is not None and best.hard == 0 else None

    def offer(self, incumbent: Incumbent, stage: str) -> bool:
        """Post a timetable; True when it is the best so far."""
        with self._lock:
            if self.incumbent is not None and incumbent.key >= self.incumbent.key:
                return False
            self.incumbent = incumbent
            self._tell(stage, record=True)
            return True

    def raise_bound(self, bound: int, stage: str) -> None:
        """Post a proved lower bound."""
        with self._lock:
            if bound > self.bound:
                self.bound = bound
                self._tell(stage, record=True)

    def prove_infeasible(self, reasons: tuple[str, ...]) -> None:
        """Post a proof that there is no timetable."""
        with self._lock:
            self.infeasible = reasons
            self.ended.set()

    def pulse(self) -> None:
        """Tell that the solve goes on, in the words of its last step."""
        with self._lock:
            self._tell(self.history[-1].stage if self.history else "start", record=False)

    def note(self, stage: str, reason: str) -> None:
        """Say why a stage ended."""
        with self._lock:
            self.stopped[stage] = reason

    def count(self, what: str, amount: float) -> None:
        """Add to the record of work done."""
        with self._lock:
            self.work[what] = self.work.get(what, 0) + amount

    def _tell(self, stage: str, *, record: bool) -> None:
        best = self.incumbent
        breaches = best.hard if best is not None else 0
        line = Progress(self.seconds, stage, self.cost, self.bound, breaches)
        if record:
            self.history.append(line)
        if self.cost is not None and self.bound >= self.cost:
            self.ended.set()
        if self._on_progress is not None:
            self._on_progress(line)
