"""Days should have no holes."""

from __future__ import annotations

from engine.timetable.constraints.idle_gaps import IdleGaps
from engine.timetable.problem import Event, TimeGrid
from engine.timetable.weights import Weights
from tests.engine.timetable.school import LUNCH_AFTER_TWO, costs, school

FOR_GROUPS = Weights(idle_group=3)


def test_a_day_without_holes_is_free() -> None:
    assert costs(IdleGaps(), school(weights=FOR_GROUPS), [(1, 0), (2, 0)]) == []


def test_each_idle_slot_is_paid_for() -> None:
    (cost,) = costs(IdleGaps(), school(weights=FOR_GROUPS), [(0, 0), (3, 0)])

    assert (cost.amount, cost.events) == (6, (0, 1))
    assert cost.reason == "1A has 2 idle slots on Monday"


def test_a_break_is_no_idle_slot() -> None:
    assert costs(IdleGaps(), school(weights=FOR_GROUPS, grid=LUNCH_AFTER_TWO), [(1, 0), (2, 0)]) == []


def test_a_hole_costs_in_the_weeks_that_have_it() -> None:
    grid = TimeGrid(2, 4, weeks=3)
    problem = school(Event(0), Event(1, weeks=0b110), grid=grid, weights=FOR_GROUPS)

    (cost,) = costs(IdleGaps(), problem, [(0, 0), (2, 0)])

    assert cost.amount == 6
    assert cost.reason == "1A has 1 idle slot on Monday in weeks 2, 3"
