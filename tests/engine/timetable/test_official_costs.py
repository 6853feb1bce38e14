"""The product's rules are the competition's: an independent reading of them agrees."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.timetable.problem import Problem
from engine.timetable.score import evaluate
from engine.timetable.solve.pipeline import solve
from engine.timetable.timetable import Timetable
from tests.engine.timetable.official import official_breaches, official_costs
from tests.engine.timetable.problems import competitions, timetables


@given(data=st.data())
def test_costs_are_the_competitions_even_where_lectures_clash(data: st.DataObject) -> None:
    problem = lectured(data.draw(competitions()))
    timetable = data.draw(timetables(problem))

    assert evaluate(problem, timetable).cost_by_rule == applying(problem, official_costs(problem, timetable))


@given(data=st.data())
def test_a_timetable_is_feasible_when_the_competition_says_so(data: st.DataObject) -> None:
    problem = lectured(data.draw(competitions()))
    timetable = data.draw(timetables(problem, complete=False))

    assert evaluate(problem, timetable).is_feasible == is_official(problem, timetable)


@settings(max_examples=8)
@given(problem=competitions())
def test_a_solved_timetable_costs_what_the_competition_says(problem: Problem) -> None:
    problem = lectured(problem)

    result = solve(problem, time_limit=0.2)

    if result.timetable is not None:
        assert is_official(problem, result.timetable)
        assert result.cost == sum(official_costs(problem, result.timetable).values())


def lectured(problem: Problem) -> Problem:
    """The problem without wishes for courses that have no lectures: the competition has no such courses."""
    pairs = zip(problem.courses, problem.events_of_course, strict=True)
    return replace(problem, courses=tuple(c if events else replace(c, min_days=0) for c, events in pairs))


def applying(problem: Problem, costs: dict[str, int]) -> dict[str, int]:
    """Costs by rule; rules that no timetable can pay to are left out, as the referee does."""
    named = evaluate(problem, Timetable.of([None] * len(problem.events))).cost_by_rule
    assert not any(costs[rule] for rule in costs.keys() - named.keys())
    return {rule: costs[rule] for rule in named}


def is_official(problem: Problem, timetable: Timetable) -> bool:
    return not any(official_breaches(problem, timetable).values())
