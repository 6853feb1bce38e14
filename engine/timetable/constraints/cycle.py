"""How often something happens in the cycle, counted by the referee in its own way."""

from __future__ import annotations

from collections.abc import Callable
from math import gcd

from engine.timetable.problem import Problem


def weeks_weigher(problem: Problem) -> Callable[[int], int]:
    """Weight of a set of weeks: its number of weeks, divided by what all week patterns share.

    Odd and even weeks weigh 1 each, and every week 2; where all weeks are alike, 1.
    """
    unit = _unit(_alike(problem))
    return lambda weeks: weeks.bit_count() // unit


def pattern_weights(problem: Problem) -> dict[int, int]:
    """First week of each week pattern (numbered from 0), with the pattern's weight."""
    patterns = _alike(problem)
    unit = _unit(patterns)
    return {weeks[0]: len(weeks) // unit for weeks in patterns}


def pattern_words(problem: Problem) -> dict[int, str]:
    """First week of each week pattern, with words for all its weeks: " in weeks 1, 3"."""
    patterns = _alike(problem)
    if len(patterns) < 2:
        return {weeks[0]: "" for weeks in patterns}
    return {
        weeks[0]: f" in week{'s'[: len(weeks) - 1]} {', '.join(str(week + 1) for week in weeks)}"
        for weeks in patterns
    }


def _alike(problem: Problem) -> list[list[int]]:
    """Weeks with the same events, but for those without any."""
    sets = sorted({problem.weeks(event) for event in range(len(problem.events))})
    by_events: dict[tuple[int, ...], list[int]] = {}
    for week in range(problem.grid.weeks):
        by_events.setdefault(tuple(s for s in sets if s >> week & 1), []).append(week)
    by_events.pop((), None)
    return list(by_events.values())


def _unit(patterns: list[list[int]]) -> int:
    return gcd(*map(len, patterns)) or 1
