"""The best of all timetables, found by trying every one, is what the CP-SAT model proves."""

from __future__ import annotations

from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.timetable.constraints import HardRule, SoftRule, hard_rules, soft_rules
from engine.timetable.layout import Layout
from engine.timetable.model import Model
from engine.timetable.problem import Problem
from engine.timetable.score import evaluate
from engine.timetable.timetable import Timetable
from tests.engine.timetable.fixed_model import lowest_cost
from tests.engine.timetable.problems import all_places, tiny


@settings(max_examples=15)
@given(problem=tiny(), clash_free=st.booleans())
def test_the_model_proves_the_optimum_of_all_timetables(problem: Problem, clash_free: bool) -> None:
    assert proved(problem, clash_free=clash_free) == best_of_all(problem)


def best_of_all(problem: Problem) -> int | None:
    """Lowest cost of a feasible timetable; None when there is none."""
    choices = [
        [place for place in all_places(problem, event) if is_open(problem, event, place)]
        for event in range(len(problem.events))
    ]
    scores = (evaluate(problem, Timetable.of(places)) for places in product(*choices))
    return min((score.cost for score in scores if score.is_feasible), default=None)


def is_open(problem: Problem, event: int, place: tuple[int, int]) -> bool:
    """Whether the referee lets an event be there when nothing else is placed."""
    alone = Timetable.of([place if index == event else None for index in range(len(problem.events))])
    return all(violation.rule == "placed" for violation in evaluate(problem, alone).violations)


def proved(problem: Problem, *, clash_free: bool) -> int | None:
    """What CP-SAT proves to be the lowest cost; None when it proves that there is no timetable."""
    model = Model(Layout(problem), with_rooms=True, clash_free=clash_free)
    rules: list[HardRule | SoftRule] = [*hard_rules(problem), *soft_rules(problem)]
    for rule in rules:
        rule.add(model)
    model.minimize()
    return lowest_cost(model)
