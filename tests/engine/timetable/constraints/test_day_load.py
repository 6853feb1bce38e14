"""Nobody works too long a day."""

from __future__ import annotations

from engine.timetable.constraints.day_load import DayLoad
from engine.timetable.layout import Layout
from engine.timetable.problem import Event, Group, Teacher
from tests.engine.timetable.school import BEN, school, violations

ADA_TWO_A_DAY = (Teacher("Ada", max_day=2), BEN)
THREE_SLOTS = (Event(0, duration=2), Event(0))


def test_a_day_up_to_the_limit_is_allowed() -> None:
    assert violations(DayLoad(), school(*THREE_SLOTS, teachers=ADA_TWO_A_DAY), [(0, 0), (4, 0)]) == []


def test_a_day_that_is_too_long_is_named() -> None:
    (violation,) = violations(DayLoad(), school(*THREE_SLOTS, teachers=ADA_TWO_A_DAY), [(0, 0), (3, 0)])

    assert violation.events == (0, 1)
    assert violation.reason == "Ada has 3 slots on Monday, at most 2 allowed"


def test_the_strictest_of_those_who_share_all_events_counts_in_the_solver() -> None:
    problem = school(
        *THREE_SLOTS, teachers=(Teacher("Ada", max_day=2), BEN), groups=(Group("1A", max_day=1),)
    )

    form = DayLoad().kernel(Layout(problem))

    assert form.data.tolist() == [[1]]


def test_it_does_not_apply_to_a_limit_that_no_load_reaches() -> None:
    assert not DayLoad().applies(school(teachers=ADA_TWO_A_DAY))
