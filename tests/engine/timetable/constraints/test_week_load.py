"""Nobody works too long a week."""

from __future__ import annotations

from engine.timetable.constraints.week_load import WeekLoad
from engine.timetable.problem import Event, Group, Teacher, TimeGrid
from tests.engine.timetable.school import BEN, school, violations

ADA_TWO_A_WEEK = (Teacher("Ada", max_week=2), BEN)


def test_a_load_up_to_the_limit_is_allowed() -> None:
    problem = school(Event(0), Event(0), teachers=ADA_TWO_A_WEEK)

    assert violations(WeekLoad(), problem, [(0, 0), (1, 0)]) == []


def test_a_load_above_the_limit_is_named_wherever_events_are() -> None:
    problem = school(Event(0, duration=2), Event(0), teachers=ADA_TWO_A_WEEK)

    (violation,) = violations(WeekLoad(), problem, [None, None])

    assert violation.events == (0, 1)
    assert violation.reason == "Ada has 3 slots a week, at most 2 allowed"


def test_the_week_is_named_where_weeks_differ() -> None:
    grid = TimeGrid(2, 4, weeks=2)
    problem = school(Event(0, duration=2), Event(0, weeks=2), grid=grid, teachers=ADA_TWO_A_WEEK)

    (violation,) = violations(WeekLoad(), problem, [(0, 0), (2, 0)])

    assert violation.reason == "Ada has 3 slots a week in week 2, at most 2 allowed"


def test_the_strictest_of_those_who_share_all_events_counts() -> None:
    patient = Group("1A", max_week=9)
    problem = school(Event(0, duration=3), teachers=ADA_TWO_A_WEEK, groups=(patient,))

    (violation,) = violations(WeekLoad(), problem, [(0, 0)])

    assert violation.reason == "Ada has 3 slots a week, at most 2 allowed"
