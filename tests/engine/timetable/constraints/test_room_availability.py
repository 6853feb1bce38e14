"""Rooms are used only when they are open."""

from __future__ import annotations

from engine.timetable.constraints.room_availability import RoomAvailability
from engine.timetable.problem import Event, Room
from tests.engine.timetable.school import R2, school, violations

PAINTED = (Room("R1", 30, unavailable=frozenset({1})), R2)


def test_an_open_room_is_allowed() -> None:
    assert violations(RoomAvailability(), school(rooms=PAINTED), [(0, 0), (1, 1)]) == []


def test_a_closed_room_is_named() -> None:
    problem = school(Event(0, duration=2), rooms=PAINTED)

    (violation,) = violations(RoomAvailability(), problem, [(0, 0)])

    assert violation.events == (0,)
    assert violation.reason == "R1 is closed on Monday 09:00 for Logic"
