"""Which rules are about fairness, and problems in which they count for more or for less.

The rules of fairness are those that compare what people bear with their even share: *day-balance*
(the slots of a day with those of the person's week) and *late-fairness* (a teacher's late slots with
the proportional share). The other rules about people price a slot or a day whoever has it, and
*working-days* spreads courses, not people; they belong to the rest.
"""

from __future__ import annotations

from dataclasses import fields, replace

from engine.timetable.constraints.day_balance import DayBalance
from engine.timetable.constraints.late_fairness import LateFairness
from engine.timetable.problem import Problem
from engine.timetable.score import Score
from engine.timetable.weights import Weights

FAIRNESS_RULES = frozenset({DayBalance.name, LateFairness.name})
"""Names of the soft rules whose cost is the fairness cost."""

FAIRNESS_WEIGHTS = ("day_balance_group", "day_balance_teacher", "late_fairness")

UNPRICED = 1
"""What a unit of each rule of fairness costs where the problem prices none of them."""

MOST = 1_000_000
"""Largest weight that there can be."""

KEPT = ("late_from", "hard_capacity", "use_room_constraints")
"""Weights that price nothing, and that the rules of fairness or hard rules look at."""


def judged_for_fairness(problem: Problem) -> Problem:
    """The problem as it is, or with a price of 1 for each rule of fairness where it prices none."""
    if any(_prices(problem.weights).values()):
        return problem
    return problem.with_weights(
        replace(
            problem.weights,
            day_balance_group=UNPRICED,
            day_balance_teacher=UNPRICED,
            late_fairness=UNPRICED,
        )
    )


def reweighted(problem: Problem, *, rest: bool, fairness: int) -> Problem:
    """The problem with its prices of fairness multiplied, and all others kept or switched off."""
    names = [item.name for item in fields(Weights)] if rest else KEPT
    kept = {name: getattr(problem.weights, name) for name in names}
    prices = {name: fairness * price for name, price in _prices(problem.weights).items()}
    return problem.with_weights(Weights(**{**kept, **prices}))


def largest_factor(problem: Problem) -> int:
    """The most that the prices of fairness can be multiplied by."""
    return MOST // max(_prices(problem.weights).values())


def fairness_of(score: Score) -> int:
    """The part of a cost that is paid to the rules of fairness."""
    return sum(cost for rule, cost in score.cost_by_rule.items() if rule in FAIRNESS_RULES)


def _prices(weights: Weights) -> dict[str, int]:
    return {name: getattr(weights, name) for name in FAIRNESS_WEIGHTS}
