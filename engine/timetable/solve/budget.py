"""How much a thread of a solve may still do: seconds of the clock, or a fixed amount of work."""

from __future__ import annotations

import time
from typing import Protocol


class Budget(Protocol):
    """What a stage may spend while it runs."""

    @property
    def is_work(self) -> bool:
        """Whether it counts work, not time, so that what is done must not depend on the clock."""

    def spent(self) -> float:
        """Share used up, from 0; 1 or more when there is nothing left."""

    def charge(self, proposals: int = 0, cp_sat_time: float = 0.0) -> None:
        """Count work that was done: the kernel's proposals, and CP-SAT's deterministic time."""

    def cp_sat_limit(self, share: float = 1.0) -> tuple[str, float]:
        """Name and value of the CP-SAT parameter that limits a solve to a share of what is left."""


class Seconds:
    """Time from now on the clock."""

    is_work = False

    def __init__(self, seconds: float) -> None:
        self._start = time.perf_counter()
        self._seconds = max(seconds, 1e-3)

    def spent(self) -> float:
        """Share of the seconds that has passed."""
        return (time.perf_counter() - self._start) / self._seconds

    def charge(self, proposals: int = 0, cp_sat_time: float = 0.0) -> None:
        """Nothing to count: time passes by itself."""

    def cp_sat_limit(self, share: float = 1.0) -> tuple[str, float]:
        """Seconds."""
        return "max_time_in_seconds", max(0.0, share * (1 - self.spent()) * self._seconds)


class Work:
    """Work that is the same on every machine, in nominal seconds.

    A nominal second is two million proposals, or one unit of CP-SAT's deterministic time.
    """

    PROPOSALS = 2_000_000
    is_work = True

    def __init__(self, seconds: float) -> None:
        self._seconds = max(seconds, 1e-3)
        self._done = 0.0

    def spent(self) -> float:
        """Share of the nominal seconds that has been worked."""
        return self._done / self._seconds

    def charge(self, proposals: int = 0, cp_sat_time: float = 0.0) -> None:
        """Count proposals and deterministic time."""
        self._done += proposals / self.PROPOSALS + cp_sat_time

    def cp_sat_limit(self, share: float = 1.0) -> tuple[str, float]:
        """Deterministic time."""
        return "max_deterministic_time", max(0.0, share * (self._seconds - self._done))


class Part:
    """A share of what another budget has left, from now on."""

    def __init__(self, whole: Budget, share: float) -> None:
        self._whole = whole
        self._start = whole.spent()
        self._size = max(share * (1 - self._start), 1e-9)

    @property
    def is_work(self) -> bool:
        """Whether the whole counts work."""
        return self._whole.is_work

    def spent(self) -> float:
        """Share of the part that is used up; all of it once the whole is."""
        whole = self._whole.spent()
        return 1.0 if whole >= 1 else (whole - self._start) / self._size

    def charge(self, proposals: int = 0, cp_sat_time: float = 0.0) -> None:
        """Count work against the whole."""
        self._whole.charge(proposals, cp_sat_time)

    def cp_sat_limit(self, share: float = 1.0) -> tuple[str, float]:
        """The whole's limit, scaled to what the part has left of it."""
        left = 1 - self._whole.spent()
        mine = max(0.0, (1 - self.spent()) * self._size)
        return self._whole.cp_sat_limit(share * min(1.0, mine / left) if left > 0 else 0.0)
