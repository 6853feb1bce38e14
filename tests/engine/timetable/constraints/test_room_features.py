"""Events are held in rooms that have what they need."""

from __future__ import annotations

from engine.timetable.constraints.room_features import RoomFeatures
from engine.timetable.problem import Event, Room
from tests.engine.timetable.school import school, violations

ROOMS = (Room("R1", 30, features=frozenset({"lathe", "projector"})), Room("R2", 30))
TURNING = Event(0, features=frozenset({"projector", "lathe"}))


def test_a_room_that_has_everything_is_allowed() -> None:
    assert violations(RoomFeatures(), school(TURNING, rooms=ROOMS), [(0, 0)]) == []


def test_what_is_missing_is_named() -> None:
    (violation,) = violations(RoomFeatures(), school(TURNING, rooms=ROOMS), [(0, 1)])

    assert violation.events == (0,)
    assert violation.reason == "R2 lacks lathe, projector for Logic"


def test_it_does_not_apply_where_every_room_has_everything() -> None:
    assert not RoomFeatures().applies(school(TURNING, rooms=ROOMS[:1]))
