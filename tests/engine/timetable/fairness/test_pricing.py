"""Which costs are those of fairness, and how problems are given other prices of it."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.timetable.constraints import SOFT
from engine.timetable.fairness import FAIRNESS_RULES, fairness_of, judged_for_fairness, reweighted
from engine.timetable.problem import Problem
from engine.timetable.score import evaluate
from engine.timetable.weights import Weights
from tests.engine.timetable.problems import timetables, tiny
from tests.engine.timetable.school import school


def test_the_rules_of_fairness_are_soft_rules() -> None:
    assert {rule.name for rule in SOFT} >= FAIRNESS_RULES


def test_a_problem_that_prices_fairness_is_judged_by_its_own_prices() -> None:
    problem = school(weights=Weights(late_fairness=7))

    assert judged_for_fairness(problem) is problem


def test_a_problem_that_prices_no_fairness_is_judged_at_one_a_unit() -> None:
    weights = Weights.preset("itc2007")

    judged = judged_for_fairness(school(weights=weights))

    assert judged.weights == replace(weights, day_balance_group=1, day_balance_teacher=1, late_fairness=1)


@settings(max_examples=15, deadline=None)
@given(data=st.data(), problem=tiny(), rest=st.booleans(), factor=st.sampled_from((0, 1, 5)))
def test_a_reweighted_cost_is_the_weighted_sum_of_both_parts(
    data: st.DataObject, problem: Problem, rest: bool, factor: int
) -> None:
    timetable = data.draw(timetables(problem))
    score = evaluate(problem, timetable)
    fairness = fairness_of(score)

    other = evaluate(reweighted(problem, rest=rest, fairness=factor), timetable)

    assert other.cost == rest * (score.cost - fairness) + factor * fairness
    assert other.violations == score.violations
