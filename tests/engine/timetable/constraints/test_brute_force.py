"""The best of all timetables, found by trying every one, is what the CP-SAT model proves."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.timetable.constraints import HardRule, SoftRule, hard_rules, soft_rules
from engine.timetable.layout import Layout
from engine.timetable.model import Model
from engine.timetable.problem import Problem
from tests.engine.timetable.every_timetable import best_of_all
from tests.engine.timetable.fixed_model import lowest_cost
from tests.engine.timetable.problems import tiny


@settings(max_examples=15)
@given(problem=tiny(), clash_free=st.booleans())
def test_the_model_proves_the_optimum_of_all_timetables(problem: Problem, clash_free: bool) -> None:
    assert proved(problem, clash_free=clash_free) == best_of_all(problem)


def proved(problem: Problem, *, clash_free: bool) -> int | None:
    """What CP-SAT proves to be the lowest cost; None when it proves that there is no timetable."""
    model = Model(Layout(problem), with_rooms=True, clash_free=clash_free)
    rules: list[HardRule | SoftRule] = [*hard_rules(problem), *soft_rules(problem)]
    for rule in rules:
        rule.add(model)
    model.minimize()
    return lowest_cost(model)
