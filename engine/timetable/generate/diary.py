"""What one room, trainer or class group does in the hidden timetable."""

from __future__ import annotations

from collections.abc import Iterable

from engine.timetable.generate.week import DAYS, FITTING, GRID, mask_of, starts_of_runs


class Diary:
    """Bookings of one resource in each week of the cycle, with its closed slots and load limits.

    Slots are bits of one integer, so that looking for a free place costs a few operations however
    full the week is; this is what makes a college of 20,000 events a matter of seconds.

    Parameters
    ----------
    closed
        Slots in which nothing may be booked.
    max_day, max_week
        Booked slots a day and a week at most; no limit when None.
    """

    __slots__ = ("busy", "closed", "max_day", "max_week")

    def __init__(
        self,
        closed: Iterable[int] = (),
        *,
        max_day: int | None = None,
        max_week: int | None = None,
    ) -> None:
        self.closed = mask_of(closed)
        self.max_day = GRID.slots_per_day if max_day is None else max_day
        self.max_week = GRID.num_slots if max_week is None else max_week
        self.busy = [0] * GRID.weeks

    @property
    def load(self) -> int:
        """Booked slots of all weeks of the cycle."""
        return sum(week.bit_count() for week in self.busy)

    @property
    def fullness(self) -> float:
        """Share of the weekly limit that is booked, 0 to 1."""
        return self.load / (self.max_week * GRID.weeks)

    @property
    def ever_busy(self) -> int:
        """Slots booked in some week, as bits."""
        union = 0
        for week in self.busy:
            union |= week
        return union

    def starts(self, duration: int, weeks: int) -> int:
        """Slots, as bits, where a session of these weeks could start within every limit."""
        taken = self.closed
        full = 0
        for week in self._in(weeks):
            if week.bit_count() + duration > self.max_week:
                return 0
            taken |= week
            full |= self._full_days(week, duration)
        return starts_of_runs(~taken, duration) & FITTING[duration] & ~full

    def paired(self, duration: int, weeks: int) -> int:
        """Slots, as bits, from which the cycle's other weeks are booked throughout."""
        others = (1 << GRID.num_slots) - 1
        for week in self._in(GRID.all_weeks & ~weeks):
            others &= week
        return starts_of_runs(others, duration)

    def book(self, slot: int, duration: int, weeks: int) -> None:
        """Book a session; booking it again cancels it."""
        session = ((1 << duration) - 1) << slot
        for index in range(GRID.weeks):
            if weeks >> index & 1:
                self.busy[index] ^= session

    def _in(self, weeks: int) -> list[int]:
        return [week for index, week in enumerate(self.busy) if weeks >> index & 1]

    def _full_days(self, week: int, duration: int) -> int:
        if self.max_day >= GRID.slots_per_day:
            return 0
        return sum(day for day in DAYS if (week & day).bit_count() + duration > self.max_day)
