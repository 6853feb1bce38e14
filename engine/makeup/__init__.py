"""Makeup: places on a real calendar for sessions that were missed."""

from engine.makeup.absences import room_closed, teacher_away
from engine.makeup.assign import Assignment, assign
from engine.makeup.calendar import (
    Booking,
    Calendar,
    Closure,
    Holiday,
    Horizon,
    InvalidCalendar,
    Leave,
    Place,
    Session,
)
from engine.makeup.costs import MakeupWeights, Price
from engine.makeup.diary import Diary
from engine.makeup.index import MakeupIndex
from engine.makeup.objections import Objection, Objections
from engine.makeup.reasons import Reason
from engine.makeup.refusals import refusals
from engine.makeup.scan import Option, Ranking, Touch, find

__all__ = [
    "Assignment",
    "Booking",
    "Calendar",
    "Closure",
    "Diary",
    "Holiday",
    "Horizon",
    "InvalidCalendar",
    "Leave",
    "MakeupIndex",
    "MakeupWeights",
    "Objection",
    "Objections",
    "Option",
    "Place",
    "Price",
    "Ranking",
    "Reason",
    "Session",
    "Touch",
    "assign",
    "find",
    "refusals",
    "room_closed",
    "teacher_away",
]
