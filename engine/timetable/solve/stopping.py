"""Ending a CP-SAT search early, when somebody asks."""

from __future__ import annotations

import threading

from engine import cp_sat


class Stopper:
    """While a solver runs, a thread that stops it when somebody asks."""

    def __init__(self, solver: cp_sat.CpSolver, stop: threading.Event) -> None:
        self._solver = solver
        self._stop = stop
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._wait, daemon=True)

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._thread.join()

    def _wait(self) -> None:
        # A stop asked for before the search has begun is lost, so it is asked for again.
        while not self._done.wait(0.05):
            if self._stop.is_set():
                self._solver.stop_search()
