"""A course meets once at a time."""

from __future__ import annotations

from engine.timetable.constraints.course_clash import CourseClash
from engine.timetable.problem import Event, TimeGrid
from tests.engine.timetable.school import school, violations


def test_a_course_may_meet_twice_a_day() -> None:
    assert violations(CourseClash(), school(Event(0), Event(0)), [(0, 0), (1, 0)]) == []


def test_a_course_may_use_one_slot_in_alternate_weeks() -> None:
    problem = school(Event(0, weeks=1), Event(0, weeks=2), grid=TimeGrid(2, 4, weeks=2))

    assert violations(CourseClash(), problem, [(0, 0), (0, 1)]) == []


def test_a_course_in_two_rooms_at_once_is_named() -> None:
    problem = school(Event(0, duration=2), Event(0))

    (violation,) = violations(CourseClash(), problem, [(0, 0), (1, 1)])

    assert violation.events == (0, 1)
    assert violation.reason == "Logic holds Logic (1 of 2) and Logic (2 of 2) at once, on Monday 09:00"
