"""The week that an institution's timetables are planned on."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from zoneinfo import ZoneInfo

from engine.timetable.problem import TimeGrid
from services.policy import Policy
from services.policy.grid import minutes_of

LATE_MIN = 16 * 60
"""From this minute of the day on a slot counts as late."""


@dataclass(frozen=True)
class Week:
    """Slots of the week by the institution's clock, as its policy has them."""

    policy: Policy

    @cached_property
    def grid(self) -> TimeGrid:
        """Days from Monday to the last teaching day, a slot a period, the weeks of the cycle."""
        periods = self.policy.periods
        return TimeGrid(
            days=max(self.policy.teaching_days) + 1,
            slots_per_day=len(periods),
            weeks=self.policy.cycle_weeks,
            starts=tuple(minutes_of(period.starts_at) for period in periods),
            slot_minutes=periods[0].minutes,
        )

    @property
    def zone(self) -> ZoneInfo:
        """The zone of the institution's clock."""
        return ZoneInfo(self.policy.time_zone)

    @property
    def closed(self) -> frozenset[int]:
        """Slots of days between the first and the last teaching day on which nothing is taught."""
        grid = self.grid
        return frozenset(
            slot for slot in range(grid.num_slots) if grid.day(slot) not in self.policy.teaching_days
        )

    @property
    def late_from(self) -> int:
        """First slot of the day that counts as late; beyond the last where none does."""
        starts = self.grid.starts
        return next((slot for slot, start in enumerate(starts) if start >= LATE_MIN), len(starts))

    def slots(self, hours: int) -> int:
        """How many slots go into hours of teaching."""
        return hours * 60 // self.grid.slot_minutes
