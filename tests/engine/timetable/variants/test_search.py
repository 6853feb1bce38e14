"""Variants are feasible, near in cost and far apart, and where it is said so there are no more."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest
from hypothesis import given, settings

from engine.timetable.generate import generate_college, generate_with_witness
from engine.timetable.layout import Layout
from engine.timetable.problem import Event, Problem, TimeGrid
from engine.timetable.result import Progress, Status
from engine.timetable.score import evaluate
from engine.timetable.timetable import Timetable
from engine.timetable.variants import Variants, difference, variants
from tests.engine.timetable.every_timetable import every_timetable
from tests.engine.timetable.problems import tiny
from tests.engine.timetable.school import R1, R2, school

LIMIT_S = 20.0
MORNING = Timetable.of([(0, 0), (1, 0)])


def tight(*events: Event) -> Problem:
    """A morning of three slots and two rooms for two meetings of Logic and one of Proofs."""
    events = events or (Event(0), Event(0), Event(1))
    return school(*events, grid=TimeGrid(days=1, slots_per_day=3), rooms=(R1, R2))


def distinct(problem: Problem, limit: int) -> list[Timetable]:
    """Timetables of such a cost at most that somebody could tell from each other."""
    bundles = Layout(problem).bundle_of.tolist()
    cheap = [timetable for timetable, score in every_timetable(problem) if score.cost <= limit]
    return list({tuple(sorted(zip(bundles, one.placements, strict=True))): one for one in cheap}.values())


def check(problem: Problem, found: Variants, min_difference: int) -> None:
    """All are what they are said to be."""
    layout = Layout(problem)
    for index, one in enumerate(found.variants):
        score = evaluate(problem, one.timetable)
        assert score.is_feasible
        assert found.limit is not None
        assert score.cost == one.cost <= found.limit
        for other, apart in zip(found.variants, found.differences[index], strict=True):
            assert apart == difference(layout, one.timetable, other.timetable)
            assert apart.events >= min_difference or other is one


@pytest.mark.parametrize("tolerance", [0.0, 0.5, 100.0])
def test_those_proved_to_be_all_are_as_many_as_trying_everything_finds(tolerance: float) -> None:
    problem = tight()

    found = variants(problem, count=500, min_difference=1, tolerance=tolerance, time_limit=LIMIT_S)

    assert found.complete
    assert found.limit is not None
    assert len(found.variants) == len(distinct(problem, found.limit))
    check(problem, found, 1)


@settings(max_examples=5, deadline=None)
@given(problem=tiny())
def test_whatever_the_rules_all_are_found_or_it_is_not_said_so(problem: Problem) -> None:
    found = variants(problem, count=50, min_difference=1, tolerance=0.5, time_limit=LIMIT_S)

    if found.limit is None:
        assert found.status is Status.INFEASIBLE
        return
    check(problem, found, 1)
    every = distinct(problem, found.limit)
    assert found.complete == (len(every) < 50)
    assert len(found.variants) == min(50, len(every))


def test_beside_those_proved_to_be_all_there_is_no_other() -> None:
    problem = tight()

    found = variants(problem, count=500, min_difference=3, tolerance=100.0, time_limit=LIMIT_S)

    assert found.complete
    assert found.limit is not None
    check(problem, found, 3)
    layout = Layout(problem)
    assert all(
        min(difference(layout, one, kept.timetable).events for kept in found.variants) < 3
        for one in distinct(problem, found.limit)
    )


def test_the_first_comes_first_and_the_others_by_their_cost() -> None:
    found = variants(tight(), count=6, min_difference=1, tolerance=100.0, time_limit=LIMIT_S)

    costs = [one.cost for one in found.variants]
    assert (len(costs), found.complete) == (6, False)
    assert costs == sorted(costs)


def test_a_given_timetable_is_the_first() -> None:
    found = variants(school(), count=2, min_difference=1, tolerance=1.0, time_limit=LIMIT_S, start=MORNING)

    assert found.variants[0].timetable == MORNING
    assert len(found.variants) == 2


def test_a_college_is_walked_through() -> None:
    problem, witness = generate_with_witness("small")
    steps: list[Progress] = []

    found = variants(
        problem, count=3, min_difference=20, time_limit=LIMIT_S, on_progress=steps.append, start=witness
    )

    assert len(found.variants) == 3
    check(problem, found, 20)
    assert [step.stage for step in steps] == ["variant 2", "variant 3"]


def test_a_wish_that_is_hard_to_meet_ends_in_time_with_what_there_is() -> None:
    problem = generate_college("small")

    found = variants(problem, count=3, min_difference=115, tolerance=0.0, time_limit=6.0)

    assert found.seconds < LIMIT_S
    check(problem, found, 115)


def test_no_two_timetables_differ_in_more_events_than_there_are() -> None:
    found = variants(school(), min_difference=3, time_limit=LIMIT_S, start=MORNING)

    assert (len(found.variants), found.complete) == (1, True)


def test_one_timetable_is_enough_when_one_is_wanted() -> None:
    found = variants(school(), count=1, min_difference=1, time_limit=LIMIT_S, start=MORNING)

    assert (len(found.variants), found.complete) == (1, False)


def test_told_to_stop_it_ends_at_once() -> None:
    problem, witness = generate_with_witness("small")
    stop = threading.Event()
    stop.set()

    found = variants(problem, time_limit=60.0, stop=stop, start=witness)

    assert len(found.variants) == 1
    assert found.seconds < 30


def test_that_there_is_no_timetable_is_proved() -> None:
    found = variants(school(grid=TimeGrid(1, 1), rooms=(R1,)), time_limit=LIMIT_S)

    assert (found.status, found.variants, found.limit) == (Status.INFEASIBLE, (), None)
    assert found.reasons


def test_a_problem_without_events_has_one_timetable() -> None:
    found = variants(replace(school(), courses=(), events=()), min_difference=1, time_limit=1.0)

    assert (len(found.variants), found.complete) == (1, True)


@pytest.mark.parametrize(
    ("start", "said"),
    [
        (Timetable.of([(0, 0)]), "1 events, the problem 2"),
        (Timetable.of([(0, 0), (0, 0)]), "mend it first"),
        (Timetable.of([(0, 0), None]), "mend it first"),
    ],
)
def test_a_start_that_is_no_feasible_timetable_of_the_problem_is_refused(start: Timetable, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        variants(school(), start=start)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"count": 0}, "0 timetables"),
        ({"min_difference": 0}, "differ in 0 events"),
        ({"min_difference": -1}, "differ in -1 events"),
        ({"tolerance": -0.1}, "tolerance"),
        ({"tolerance": float("nan")}, "tolerance"),
        ({"time_limit": -1.0}, "time limit"),
        ({"workers": 0}, "0 workers"),
    ],
)
def test_numbers_out_of_their_ranges_are_refused(options: dict[str, int], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        variants(school(), **options)  # type: ignore[arg-type]
