"""Events run without interruption."""

from __future__ import annotations

from engine.timetable.constraints.breaks import Breaks
from engine.timetable.problem import Event
from tests.engine.timetable.school import LUNCH_AFTER_TWO, school, violations

LONG = Event(0, duration=2)


def test_an_event_may_end_when_the_break_begins() -> None:
    assert violations(Breaks(), school(LONG, grid=LUNCH_AFTER_TWO), [(0, 0)]) == []


def test_an_event_across_a_break_is_named() -> None:
    (violation,) = violations(Breaks(), school(LONG, grid=LUNCH_AFTER_TWO), [(1, 0)])

    assert violation.events == (0,)
    assert violation.reason == "Logic runs into the break before Monday 11:00"


def test_an_event_past_the_end_of_the_day_is_named() -> None:
    (violation,) = violations(Breaks(), school(LONG), [(3, 0)])

    assert violation.reason == "Logic runs past the end of Monday"


def test_it_does_not_apply_to_single_slots() -> None:
    assert not Breaks().applies(school(grid=LUNCH_AFTER_TWO))
