"""The week of a policy as slots."""

from __future__ import annotations

from engine.timetable.generate.week import GRID, LATE_FROM
from services.policy import Policy
from services.policy.grid import periods_of
from services.timetabling.week import Week


def test_the_usual_week_is_that_of_generated_colleges() -> None:
    week = Week(Policy())

    assert week.grid == GRID
    assert week.late_from == LATE_FROM
    assert week.closed == frozenset()


def test_days_between_teaching_days_are_closed() -> None:
    week = Week(Policy(teaching_days=(0, 1, 2, 6), periods=periods_of("08:00", "09:00", minutes=60)))

    assert week.grid.days == 7
    assert week.closed == set(range(6, 12))


def test_a_day_that_ends_before_four_has_no_late_slot() -> None:
    week = Week(Policy(periods=periods_of("08:00", "09:00", minutes=60)))

    assert week.late_from == 2


def test_hours_of_a_load_are_whole_slots() -> None:
    week = Week(Policy(periods=periods_of("08:00", "09:30", minutes=90)))

    assert week.grid.slot_minutes == 90
    assert week.slots(24) == 16
    assert week.slots(2) == 1
