"""Week sets in words."""

from __future__ import annotations


def week_label(weeks: int, num_weeks: int) -> str:
    """A set of weeks as people say it: ``odd weeks``, ``weeks 1-3, 7``; empty when it is every week.

    Parameters
    ----------
    weeks
        Bit set; the lowest bit is week 1.
    num_weeks
        Weeks of the cycle.
    """
    held = weeks_of(weeks)
    cycle = range(1, num_weeks + 1)
    if held == list(cycle):
        return ""
    for name, first in (("odd weeks", 1), ("even weeks", 2)):
        if held == list(cycle[first - 1 :: 2]):
            return name
    return f"week{'s' if len(held) > 1 else ''} {', '.join(_runs(held))}"


def weeks_of(weeks: int) -> list[int]:
    """Numbers of the weeks in a bit set, from 1, ascending."""
    return [number + 1 for number in range(weeks.bit_length()) if weeks >> number & 1]


def _runs(numbers: list[int]) -> list[str]:
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return [str(run[0]) if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in runs]
