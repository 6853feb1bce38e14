"""The rules of a timetable, one a file, and the lists that name them all."""

from __future__ import annotations

from engine.timetable.constraints.availability import Availability
from engine.timetable.constraints.course_clash import CourseClash
from engine.timetable.constraints.group_clash import GroupClash
from engine.timetable.constraints.isolated_lectures import IsolatedLectures
from engine.timetable.constraints.placed import Placed
from engine.timetable.constraints.room_capacity import RoomCapacity
from engine.timetable.constraints.room_clash import RoomClash
from engine.timetable.constraints.room_stability import RoomStability
from engine.timetable.constraints.rule import Cost, HardRule, SoftRule, Violation
from engine.timetable.constraints.teacher_clash import TeacherClash
from engine.timetable.constraints.working_days import WorkingDays
from engine.timetable.problem import Problem

__all__ = ["HARD", "SOFT", "Cost", "HardRule", "SoftRule", "Violation", "hard_rules", "soft_rules"]

HARD: tuple[HardRule, ...] = (
    Placed(),
    CourseClash(),
    TeacherClash(),
    GroupClash(),
    RoomClash(),
    Availability(),
)

SOFT: tuple[SoftRule, ...] = (
    RoomCapacity(),
    WorkingDays(),
    IsolatedLectures(),
    RoomStability(),
)


def hard_rules(problem: Problem) -> list[HardRule]:
    """Hard rules that a problem can break."""
    return [rule for rule in HARD if rule.applies(problem)]


def soft_rules(problem: Problem) -> list[SoftRule]:
    """Soft rules that a problem can pay to."""
    return [rule for rule in SOFT if rule.applies(problem)]
