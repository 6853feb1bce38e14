"""The referee: what a timetable breaks and what it costs, without the solver."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from engine.timetable.constraints import Cost, Violation, hard_rules, soft_rules
from engine.timetable.problem import Problem
from engine.timetable.timetable import Timetable


@dataclass(frozen=True)
class Score:
    """A referee's verdict.

    Parameters
    ----------
    violations
        Hard rules broken, in words.
    costs
        What is paid to soft rules, where, in words.
    cost_by_rule
        Sum of the costs of each soft rule that the problem has, 0 included.
    """

    violations: tuple[Violation, ...]
    costs: tuple[Cost, ...]
    cost_by_rule: dict[str, int]

    @property
    def cost(self) -> int:
        """Sum of all costs."""
        return sum(self.cost_by_rule.values())

    @property
    def is_feasible(self) -> bool:
        """Whether no hard rule is broken."""
        return not self.violations


def evaluate(problem: Problem, timetable: Timetable) -> Score:
    """Judge a timetable by every rule of the problem.

    Raises
    ------
    ValueError
        If the timetable has another number of events, or names slots or rooms that do not exist.
    """
    check_fit(problem, timetable)
    violations = [v for rule in hard_rules(problem) for v in rule.violations(problem, timetable)]
    soft = soft_rules(problem)
    costs = [cost for rule in soft for cost in rule.costs(problem, timetable)]
    totals = Counter({rule.name: 0 for rule in soft})
    for cost in costs:
        totals[cost.rule] += cost.amount
    return Score(tuple(violations), tuple(costs), dict(totals))


def check_fit(problem: Problem, timetable: Timetable) -> None:
    """Make sure that a timetable is one of the problem, whatever rules it breaks.

    Raises
    ------
    ValueError
        If it has another number of events, or names slots or rooms that do not exist.
    """
    if len(timetable) != len(problem.events):
        raise ValueError(f"The timetable has {len(timetable)} events, the problem {len(problem.events)}.")
    for event, place in timetable.placed():
        last = place.slot + problem.events[event].duration
        if not (place.slot >= 0 and last <= problem.grid.num_slots and 0 <= place.room < len(problem.rooms)):
            raise ValueError(
                f"Event {event} is placed at slot {place.slot} in room {place.room}: no such place."
            )
