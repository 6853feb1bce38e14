"""The week that timetables are made for: teaching days, periods of a day, weeks of the cycle."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import time
from typing import Any, Self

MAX_PERIODS = 20
MAX_CYCLE_WEEKS = 30
MIN_PERIOD_MINUTES = 10


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A stretch of a teaching day by the institution's clock, to the minute."""

    starts_at: time
    ends_at: time

    @classmethod
    def from_plain(cls, plain: Mapping[str, str]) -> Self:
        """Read it back from how it is kept."""
        return cls(time.fromisoformat(plain["starts_at"]), time.fromisoformat(plain["ends_at"]))

    @property
    def plain(self) -> dict[str, str]:
        """How it is kept and shown."""
        return {"starts_at": f"{self.starts_at:%H:%M}", "ends_at": f"{self.ends_at:%H:%M}"}

    @property
    def minutes(self) -> int:
        """How long it is; not positive where it ends before it starts."""
        return minutes_of(self.ends_at) - minutes_of(self.starts_at)

    def __str__(self) -> str:
        return f"{self.starts_at:%H:%M} to {self.ends_at:%H:%M}"


def minutes_of(moment: time) -> int:
    """Minutes after midnight."""
    return moment.hour * 60 + moment.minute


def periods_of(*starts: str, minutes: int) -> tuple[Period, ...]:
    """Periods of one length from their starts, such as ``08:00``."""
    begun = [time.fromisoformat(start) for start in starts]
    ends = [divmod(minutes_of(start) + minutes, 60) for start in begun]
    return tuple(Period(start, time(*end)) for start, end in zip(begun, ends, strict=True))


def breaks_between(periods: Sequence[Period]) -> tuple[Period, ...]:
    """The gaps between periods of a day, over which no session runs."""
    return tuple(
        Period(earlier.ends_at, later.starts_at)
        for earlier, later in itertools.pairwise(periods)
        if earlier.ends_at < later.starts_at
    )


def fault_of_periods(periods: Sequence[Period]) -> str | None:
    """What is wrong with the periods of a day, in a sentence; nothing if they will do."""
    if not 1 <= len(periods) <= MAX_PERIODS:
        return f"A day has 1 to {MAX_PERIODS} periods, not {len(periods)}."
    for period in periods:
        if period.minutes < MIN_PERIOD_MINUTES:
            return f"The period {period} is shorter than {MIN_PERIOD_MINUTES} minutes, or runs past midnight."
    for earlier, later in itertools.pairwise(periods):
        if later.starts_at < earlier.ends_at:
            return f"The period {later} begins before the one before it, {earlier}, has ended."
    # Sessions last a number of periods, wherever in the day they are placed.
    odd = next((period for period in periods if period.minutes != periods[0].minutes), None)
    if odd is not None:
        return f"Periods are equally long, but {odd} takes {odd.minutes} minutes, not {periods[0].minutes}."
    return None


def fault_of_days(days: Sequence[Any]) -> str | None:
    """What is wrong with the teaching days; nothing if they will do."""
    if not days or list(days) != sorted(set(days)) or not 0 <= days[0] <= days[-1] <= 6:
        return "Weekdays in order, each once, from 0 (Monday) to 6 (Sunday); at least one."
    return None
