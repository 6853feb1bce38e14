"""A timetable mended after something changed, with the fewest events moved."""

from engine.timetable.repair.changes import (
    Cancelled,
    Change,
    GroupAway,
    RoomClosed,
    SeatsChanged,
    TeacherAway,
    apply_changes,
)
from engine.timetable.repair.mending import Repair, repair

__all__ = [
    "Cancelled",
    "Change",
    "GroupAway",
    "Repair",
    "RoomClosed",
    "SeatsChanged",
    "TeacherAway",
    "apply_changes",
    "repair",
]
