"""The week of a generated college, and sets of its slots as bits of one integer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from engine.timetable.problem import TimeGrid

GRID = TimeGrid(
    days=5,
    slots_per_day=9,
    weeks=2,
    # Tea from 10:00 to 10:20, lunch from 13:20 to 14:00.
    starts=(480, 540, 620, 680, 740, 840, 900, 960, 1020),
)
"""Five days of nine hours in blocks of 2, 3 and 4, over odd and even weeks."""

LATE_FROM = next(i for i, start in enumerate(GRID.starts) if start >= 16 * 60)
"""First slot of the day at 16:00 or later."""

_LUNCH = next(i for i, start in enumerate(GRID.starts) if start >= 14 * 60)


def morning(day: int) -> range:
    """Slots of a day before lunch."""
    return range(day * GRID.slots_per_day, day * GRID.slots_per_day + _LUNCH)


def afternoon(day: int) -> range:
    """Slots of a day after lunch."""
    return range(day * GRID.slots_per_day + _LUNCH, (day + 1) * GRID.slots_per_day)


def whole_day(day: int) -> range:
    """All slots of a day."""
    return range(day * GRID.slots_per_day, (day + 1) * GRID.slots_per_day)


def mask_of(slots: Iterable[int]) -> int:
    """Slots as bits."""
    mask = 0
    for slot in slots:
        mask |= 1 << slot
    return mask


def slots_in(mask: int) -> Iterator[int]:
    """Slots whose bits are set, ascending."""
    while mask:
        lowest = mask & -mask
        yield lowest.bit_length() - 1
        mask ^= lowest


def starts_of_runs(mask: int, duration: int) -> int:
    """Slots from which ``duration`` bits in a row are set."""
    starts = mask
    for shift in range(1, duration):
        starts &= mask >> shift
    return starts


def _starts_that_fit(duration: int) -> int:
    return mask_of(slot for slot in range(GRID.num_slots) if GRID.fits(slot, duration))


def _is_tidy(slot: int, duration: int) -> bool:
    """Whether what is left of the block on both sides can be filled by sessions as long."""
    before = after = 0
    while GRID.slot_of_day(slot) > before and GRID.fits(slot - before - 1, duration + before + 1):
        before += 1
    while GRID.fits(slot, duration + after + 1):
        after += 1
    return GRID.fits(slot, duration) and before % duration == after % duration == 0


DAYS = tuple(mask_of(whole_day(day)) for day in range(GRID.days))
"""The slots of each day as bits."""

FITTING = tuple(_starts_that_fit(duration) for duration in range(GRID.slots_per_day + 1))
"""By duration, the slots from which a session crosses no break."""

TIDY = tuple(
    mask_of(slot for slot in range(GRID.num_slots) if duration and _is_tidy(slot, duration))
    for duration in range(GRID.slots_per_day + 1)
)
"""By duration, the slots from which a session leaves no odd slot of its block unusable."""
