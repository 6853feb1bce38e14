"""A teacher is in one place at a time."""

from __future__ import annotations

from engine.timetable.constraints.teacher_clash import TeacherClash
from engine.timetable.problem import Course
from tests.engine.timetable.school import school, violations

BOTH_BY_ADA = (Course("Logic", teachers=(0,)), Course("Proofs", teachers=(0,)))


def test_two_teachers_may_teach_at_once() -> None:
    assert violations(TeacherClash(), school(), [(0, 0), (0, 1)]) == []


def test_a_teacher_in_two_places_is_named() -> None:
    (violation,) = violations(TeacherClash(), school(courses=BOTH_BY_ADA), [(5, 0), (5, 1)])

    assert violation.events == (0, 1)
    assert violation.reason == "Ada teaches Logic and Proofs at once, on Tuesday 09:00"
