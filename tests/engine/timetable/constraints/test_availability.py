"""Courses, teachers and groups meet only when they can."""

from __future__ import annotations

from engine.timetable.constraints.availability import Availability
from engine.timetable.problem import Course, Event, Group, Teacher
from tests.engine.timetable.school import BEN, PROOFS, school, violations

ADA_LATE_STARTER = (Teacher("Ada", unavailable=frozenset({0})), BEN)


def test_an_open_slot_is_allowed() -> None:
    assert violations(Availability(), school(teachers=ADA_LATE_STARTER), [(1, 0), (0, 0)]) == []


def test_a_teacher_who_is_away_is_named() -> None:
    (violation,) = violations(Availability(), school(teachers=ADA_LATE_STARTER), [(0, 0), (1, 0)])

    assert violation.events == (0,)
    assert violation.reason == "Ada is not available on Monday 08:00 for Logic"


def test_an_event_may_not_run_into_a_closed_slot() -> None:
    problem = school(Event(0, duration=2), groups=(Group("1A", unavailable=frozenset({2})),))

    (violation,) = violations(Availability(), problem, [(1, 0)])

    assert violation.reason == "1A is not available on Monday 10:00 for Logic"


def test_a_course_closes_slots_of_its_own() -> None:
    problem = school(courses=(Course("Logic", unavailable=frozenset({4})), PROOFS))

    (violation,) = violations(Availability(), problem, [(4, 0), (0, 0)])

    assert violation.reason == "Logic is not available on Tuesday 08:00 for Logic"
