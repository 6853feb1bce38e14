"""Numbers of a solve as people read them."""

from __future__ import annotations

from collections.abc import Sequence

from engine.timetable.problem import Problem
from engine.timetable.result import Progress


def number(value: int | None) -> str:
    """A number with its thousands apart; a dash where there is none."""
    return "-" if value is None else f"{value:,}"


def signed(value: int) -> str:
    """A difference with its sign: ``+3``, ``-2``, ``0``."""
    return f"{value:+,}" if value else "0"


def share(value: float | None) -> str:
    """A share in percent; a dash where there is none."""
    return "-" if value is None else f"{100 * value:.1f} %"


def week_words(numbers: Sequence[int]) -> str:
    """Weeks of the cycle by their numbers: ``week 2``, ``weeks 2, 4``."""
    return f"week{'s' * (len(numbers) != 1)} {', '.join(map(str, numbers))}"


def step_words(step: Progress) -> str:
    """What a step of a solve has reached: ``cost 120  bound 90  gap 25.0 %  anneal``."""
    if step.cost is None:
        broken = f"no timetable yet, {number(step.unplaced)} broken" if step.unplaced else "no timetable yet"
        return f"{broken}  bound {number(step.bound)}  {step.stage}"
    return f"cost {number(step.cost)}  bound {number(step.bound)}  gap {share(step.gap)}  {step.stage}"


def size_words(problem: Problem) -> str:
    """How big a problem is."""
    counts = {
        "events": len(problem.events),
        "courses": len(problem.courses),
        "groups": len(problem.groups),
        "trainers": len(problem.teachers),
        "rooms": len(problem.rooms),
        "slots": problem.grid.num_slots,
    }
    return ", ".join(f"{number(count)} {noun}" for noun, count in counts.items())
