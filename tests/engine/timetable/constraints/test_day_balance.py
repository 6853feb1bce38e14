"""The load of a week should be spread evenly over its days."""

from __future__ import annotations

from engine.timetable.constraints.day_balance import DayBalance
from engine.timetable.problem import Event, Group
from engine.timetable.weights import Weights
from tests.engine.timetable.school import costs, school

FOR_GROUPS = Weights(day_balance_group=1)
FOUR = (Event(0), Event(0), Event(1), Event(1))


def test_an_even_week_is_free() -> None:
    problem = school(*FOUR, weights=FOR_GROUPS)

    assert costs(DayBalance(), problem, [(0, 0), (1, 0), (4, 0), (5, 0)]) == []


def test_each_slot_above_the_share_is_paid_for() -> None:
    problem = school(*FOUR, weights=FOR_GROUPS)

    (cost,) = costs(DayBalance(), problem, [(0, 0), (1, 0), (2, 0), (3, 0)])

    assert (cost.amount, cost.events) == (2, (0, 1, 2, 3))
    assert cost.reason == "1A has 4 slots on Monday, an even share is 2"


def test_days_that_are_closed_have_no_share() -> None:
    only_monday = Group("1A", unavailable=frozenset({4, 5, 6, 7}))

    assert not DayBalance().applies(school(*FOUR, groups=(only_monday,), weights=FOR_GROUPS))
