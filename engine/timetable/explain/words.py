"""Slots and names as explanations word them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from engine.timetable.problem import DAY_NAMES, TimeGrid

NAMED = 6
"""Names in a sentence before the rest are counted."""


def slots_words(grid: TimeGrid, slots: Iterable[int]) -> str:
    """Slots in words, runs of them joined: ``Monday, Tuesday 08:00-10:00 and 14:00-15:00``."""
    by_day: dict[int, list[int]] = {}
    for slot in sorted(set(slots)):
        by_day.setdefault(grid.day(slot), []).append(grid.slot_of_day(slot))
    return ", ".join(_day_words(grid, day, of_day) for day, of_day in by_day.items()) or "no slot"


def names_words(names: Sequence[str]) -> str:
    """Names joined, the last by *and*, those beyond the first few counted."""
    shown = list(names[:NAMED])
    if len(names) > NAMED:
        shown.append(f"{len(names) - NAMED} more")
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}" if shown else "nobody"


def counted(amount: int, noun: str) -> str:
    """An amount with its noun: ``1 slot``, ``3 slots``."""
    return f"{amount} {noun}{'s' * (amount != 1)}"


def _day_words(grid: TimeGrid, day: int, slots: list[int]) -> str:
    if len(slots) == grid.slots_per_day:
        return DAY_NAMES[day]
    runs: list[list[int]] = []
    for slot in slots:
        if runs and slot == runs[-1][-1] + 1:
            runs[-1].append(slot)
        else:
            runs.append([slot])
    return f"{DAY_NAMES[day]} " + " and ".join(
        f"{_clock(grid.starts[run[0]])}-{_clock(grid.starts[run[-1]] + grid.slot_minutes)}" for run in runs
    )


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
