"""A timetable mended after something changed, with the fewest events moved."""

from engine.timetable.repair.answer import MendedWeeks, Repair
from engine.timetable.repair.changes import (
    Cancelled,
    Change,
    Closure,
    EventsAdded,
    GroupAway,
    RoomClosed,
    SeatsChanged,
    TeacherAway,
    apply_changes,
    is_passing,
)
from engine.timetable.repair.group_split import GroupSplit
from engine.timetable.repair.repairing import repair
from engine.timetable.repair.substitutes import Offer, Refusal, Vacancy, substitutes
from engine.timetable.repair.takeovers import EventTakenOver, TeacherReplaced
from engine.timetable.repair.week_parts import week_numbers

__all__ = [
    "Cancelled",
    "Change",
    "Closure",
    "EventTakenOver",
    "EventsAdded",
    "GroupAway",
    "GroupSplit",
    "MendedWeeks",
    "Offer",
    "Refusal",
    "Repair",
    "RoomClosed",
    "SeatsChanged",
    "TeacherAway",
    "TeacherReplaced",
    "Vacancy",
    "apply_changes",
    "is_passing",
    "repair",
    "substitutes",
    "week_numbers",
]
