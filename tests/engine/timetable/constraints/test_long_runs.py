"""Nobody should be kept busy for too long at a stretch."""

from __future__ import annotations

from engine.timetable.constraints.long_runs import LongRuns
from engine.timetable.problem import Event, TimeGrid
from engine.timetable.weights import Weights
from tests.engine.timetable.school import LUNCH_AFTER_TWO, costs, school

FOR_GROUPS = Weights(long_run_group=3, long_run_most=2)
PAIR_AND_ONE = (Event(0, duration=2), Event(1))


def test_a_run_of_the_length_allowed_is_free() -> None:
    assert costs(LongRuns(), school(*PAIR_AND_ONE, weights=FOR_GROUPS), [(0, 0), (3, 0)]) == []


def test_each_slot_beyond_is_paid_for() -> None:
    problem = school(Event(0, duration=2), Event(1, duration=2), weights=FOR_GROUPS)

    (cost,) = costs(LongRuns(), problem, [(4, 0), (6, 0)])

    assert (cost.amount, cost.events) == (6, (0, 1))
    assert cost.reason == "1A has 4 slots one after the other from Tuesday 08:00, at most 2 are wanted"


def test_only_the_events_of_the_run_are_named() -> None:
    problem = school(Event(0), Event(1, duration=3), weights=FOR_GROUPS, grid=TimeGrid(1, 5))

    (cost,) = costs(LongRuns(), problem, [(0, 0), (2, 0)])

    assert (cost.amount, cost.events) == (3, (1,))


def test_a_break_does_not_end_a_run() -> None:
    problem = school(*PAIR_AND_ONE, weights=FOR_GROUPS, grid=LUNCH_AFTER_TWO)

    (cost,) = costs(LongRuns(), problem, [(0, 0), (2, 0)])

    assert cost.amount == 3


def test_a_run_ends_with_the_day() -> None:
    assert costs(LongRuns(), school(*PAIR_AND_ONE, weights=FOR_GROUPS), [(2, 0), (4, 0)]) == []


def test_teachers_have_a_price_of_their_own() -> None:
    problem = school(Event(0, duration=3), weights=Weights(long_run_teacher=5, long_run_most=2))

    (cost,) = costs(LongRuns(), problem, [(0, 0)])

    assert (cost.amount, cost.whom) == (5, problem.teachers[0])


def test_a_run_costs_in_the_weeks_that_have_it() -> None:
    grid = TimeGrid(2, 4, weeks=3)
    problem = school(Event(0, duration=2), Event(1, weeks=0b110), grid=grid, weights=FOR_GROUPS)

    (cost,) = costs(LongRuns(), problem, [(0, 0), (2, 0)])

    assert cost.amount == 6
    assert cost.reason == (
        "1A has 3 slots one after the other from Monday 08:00 in weeks 2, 3, at most 2 are wanted"
    )


def test_a_day_with_no_more_slots_than_allowed_has_no_long_run() -> None:
    weights = Weights(long_run_group=1, long_run_most=4)

    assert not LongRuns().applies(school(*PAIR_AND_ONE, Event(0, duration=2), weights=weights))
