"""How often something happens in the cycle, counted by the referee in its own way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from math import gcd

from engine.timetable.problem import Problem


def weeks_weigher(problem: Problem) -> Callable[[int], int]:
    """Weight of a set of weeks: its number of weeks, divided by what all week patterns share.

    Odd and even weeks weigh 1 each, and every week 2; where all weeks are alike, 1.
    """
    unit = _unit(problem)
    return lambda weeks: weeks.bit_count() // unit


def pattern_weights(problem: Problem) -> dict[int, int]:
    """One week of each week pattern (numbered from 0), with the pattern's weight."""
    firsts: dict[tuple[int, ...], int] = {}
    sizes: Counter[int] = Counter()
    for week in range(problem.grid.weeks):
        held = tuple(sorted({weeks for weeks in _week_sets(problem) if weeks >> week & 1}))
        if held:
            sizes[firsts.setdefault(held, week)] += 1
    unit = _unit(problem)
    return {week: size // unit for week, size in sizes.items()}


def _week_sets(problem: Problem) -> set[int]:
    return {problem.weeks(event) for event in range(len(problem.events))}


def _unit(problem: Problem) -> int:
    sizes: Counter[tuple[int, ...]] = Counter()
    for week in range(problem.grid.weeks):
        sizes[tuple(sorted(weeks for weeks in _week_sets(problem) if weeks >> week & 1))] += 1
    used = [size for held, size in sizes.items() if held]
    return gcd(*used) if used else 1
