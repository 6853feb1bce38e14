"""A course should be spread over its minimum of days."""

from __future__ import annotations

from engine.timetable.constraints.working_days import WorkingDays
from engine.timetable.problem import Course, Event
from tests.engine.timetable.school import PROOFS, costs, school

SPREAD = (Course("Logic", teachers=(0,), min_days=2), PROOFS)


def test_enough_days_are_free() -> None:
    assert costs(WorkingDays(), school(Event(0), Event(0), courses=SPREAD), [(0, 0), (4, 0)]) == []


def test_each_missing_day_is_paid_for() -> None:
    (cost,) = costs(WorkingDays(), school(Event(0), Event(0), courses=SPREAD), [(0, 0), (1, 0)])

    assert (cost.amount, cost.events) == (1, (0, 1))
    assert cost.reason == "Logic is held on 1 day, expected at least 2"
