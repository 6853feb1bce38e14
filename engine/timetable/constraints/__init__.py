"""The rules of a timetable, one a file, and the lists that name them all."""

from __future__ import annotations

from engine.timetable.constraints.availability import Availability
from engine.timetable.constraints.booking_limit import BookingLimit
from engine.timetable.constraints.breaks import Breaks
from engine.timetable.constraints.building_changes import BuildingChanges
from engine.timetable.constraints.course_clash import CourseClash
from engine.timetable.constraints.day_balance import DayBalance
from engine.timetable.constraints.day_load import DayLoad
from engine.timetable.constraints.disliked_slots import DislikedSlots
from engine.timetable.constraints.disturbance import Disturbance
from engine.timetable.constraints.group_clash import GroupClash
from engine.timetable.constraints.idle_gaps import IdleGaps
from engine.timetable.constraints.isolated_lectures import IsolatedLectures
from engine.timetable.constraints.late_fairness import LateFairness
from engine.timetable.constraints.late_slots import LateSlots
from engine.timetable.constraints.long_runs import LongRuns
from engine.timetable.constraints.order import Order
from engine.timetable.constraints.pins import Pins
from engine.timetable.constraints.placed import Placed
from engine.timetable.constraints.room_availability import RoomAvailability
from engine.timetable.constraints.room_capacity import RoomCapacity
from engine.timetable.constraints.room_clash import RoomClash
from engine.timetable.constraints.room_features import RoomFeatures
from engine.timetable.constraints.room_kind import RoomKind
from engine.timetable.constraints.room_stability import RoomStability
from engine.timetable.constraints.room_suitability import RoomSuitability
from engine.timetable.constraints.rule import Cost, HardRule, SoftRule, Violation
from engine.timetable.constraints.seats import Seats
from engine.timetable.constraints.teacher_clash import TeacherClash
from engine.timetable.constraints.week_load import WeekLoad
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
    RoomAvailability(),
    RoomKind(),
    RoomFeatures(),
    RoomSuitability(),
    Seats(),
    Breaks(),
    Pins(),
    Order(),
    BookingLimit(),
    DayLoad(),
    WeekLoad(),
)

SOFT: tuple[SoftRule, ...] = (
    RoomCapacity(),
    WorkingDays(),
    IsolatedLectures(),
    RoomStability(),
    IdleGaps(),
    LongRuns(),
    DislikedSlots(),
    LateSlots(),
    DayBalance(),
    LateFairness(),
    BuildingChanges(),
    Disturbance(),
)


def hard_rules(problem: Problem) -> list[HardRule]:
    """Hard rules that a problem can break."""
    return [rule for rule in HARD if rule.applies(problem)]


def soft_rules(problem: Problem) -> list[SoftRule]:
    """Soft rules that a problem can pay to."""
    return [rule for rule in SOFT if rule.applies(problem)]
