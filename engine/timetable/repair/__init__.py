"""A timetable mended after something changed, with the fewest events moved."""

from engine.timetable.repair.changes import (
    Cancelled,
    Change,
    EventsAdded,
    EventTakenOver,
    GroupAway,
    RoomClosed,
    SeatsChanged,
    TeacherAway,
    TeacherReplaced,
    apply_changes,
)
from engine.timetable.repair.group_split import GroupSplit
from engine.timetable.repair.mending import Repair, repair
from engine.timetable.repair.substitutes import Offer, Refusal, Vacancy, substitutes

__all__ = [
    "Cancelled",
    "Change",
    "EventTakenOver",
    "EventsAdded",
    "GroupAway",
    "GroupSplit",
    "Offer",
    "Refusal",
    "Repair",
    "RoomClosed",
    "SeatsChanged",
    "TeacherAway",
    "TeacherReplaced",
    "Vacancy",
    "apply_changes",
    "repair",
    "substitutes",
]
