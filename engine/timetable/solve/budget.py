"""How much a stage may still do: seconds of the clock, or a fixed amount of work."""

from __future__ import annotations

import time
from typing import Protocol


class Budget(Protocol):
    """A share of the solve, spent while a stage runs."""

    @property
    def is_work(self) -> bool:
        """Whether it counts work, not time, so that what is done must not depend on the clock."""

    def spent(self) -> float:
        """Share used up, from 0; 1 or more when there is nothing left."""

    def charge(self, proposals: int) -> None:
        """Count work that was done."""

    @property
    def cp_sat_limits(self) -> dict[str, float]:
        """Limits for one CP-SAT solve, as its parameters."""


class Seconds:
    """Time from now on the clock."""

    is_work = False

    def __init__(self, seconds: float) -> None:
        self._start = time.perf_counter()
        self._seconds = max(seconds, 1e-3)

    def spent(self) -> float:
        """Share of the seconds that has passed."""
        return (time.perf_counter() - self._start) / self._seconds

    def charge(self, proposals: int) -> None:
        """Nothing to count: time passes by itself."""

    @property
    def cp_sat_limits(self) -> dict[str, float]:
        """The seconds that are left."""
        return {"max_time_in_seconds": max(0.0, (1 - self.spent()) * self._seconds)}


class Work:
    """Work that is the same on every machine, in nominal seconds.

    A nominal second is two million proposals, or one unit of CP-SAT's deterministic time.
    """

    PROPOSALS = 2_000_000
    is_work = True

    def __init__(self, seconds: float) -> None:
        self._limit = max(1, int(seconds * self.PROPOSALS))
        self._done = 0

    def spent(self) -> float:
        """Share of the proposals that has been made."""
        return self._done / self._limit

    def charge(self, proposals: int) -> None:
        """Count proposals."""
        self._done += proposals

    @property
    def cp_sat_limits(self) -> dict[str, float]:
        """What is left, as deterministic time."""
        return {"max_deterministic_time": max(0.0, (1 - self.spent()) * self._limit / self.PROPOSALS)}


class Part:
    """A share of another budget, from now on."""

    def __init__(self, whole: Budget, share: float) -> None:
        self._whole = whole
        self._start = whole.spent()
        self._share = share

    @property
    def is_work(self) -> bool:
        """Whether the whole counts work."""
        return self._whole.is_work

    def spent(self) -> float:
        """Share of the part that is used up; all of it once the whole is."""
        whole = self._whole.spent()
        return 1.0 if whole >= 1 else (whole - self._start) / self._share

    def charge(self, proposals: int) -> None:
        """Count work against the whole."""
        self._whole.charge(proposals)

    @property
    def cp_sat_limits(self) -> dict[str, float]:
        """Limits of the whole."""
        return self._whole.cp_sat_limits
