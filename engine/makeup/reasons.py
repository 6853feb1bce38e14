"""Why a place is refused, as flags that arrays can hold."""

from __future__ import annotations

from enum import IntFlag, auto


class Reason(IntFlag):
    """What speaks against a place; several may. A closed date has only that reason."""

    NO_TEACHING_DAY = auto()
    HOLIDAY = auto()
    MISSED_HERE = auto()
    DAY_ENDS = auto()
    BREAK = auto()
    COURSE_UNAVAILABLE = auto()
    TEACHER_UNAVAILABLE = auto()
    GROUP_UNAVAILABLE = auto()
    ON_LEAVE = auto()
    COURSE_BUSY = auto()
    TEACHER_BUSY = auto()
    GROUP_BUSY = auto()
    DAY_LOAD = auto()
    WEEK_LOAD = auto()
    ROOM_RULED_OUT = auto()
    ROOM_KIND = auto()
    ROOM_FEATURES = auto()
    ROOM_SEATS = auto()
    ROOM_UNAVAILABLE = auto()
    ROOM_CLOSED = auto()
    ROOM_TAKEN = auto()
    ROOM_BOOKINGS = auto()


OF_ROOMS = (
    Reason.ROOM_RULED_OUT,
    Reason.ROOM_KIND,
    Reason.ROOM_FEATURES,
    Reason.ROOM_SEATS,
    Reason.ROOM_UNAVAILABLE,
    Reason.ROOM_CLOSED,
    Reason.ROOM_TAKEN,
    Reason.ROOM_BOOKINGS,
)
"""What speaks against one room, while another might do."""
