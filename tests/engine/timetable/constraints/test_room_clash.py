"""A room holds one event at a time."""

from __future__ import annotations

from engine.timetable.constraints.room_clash import RoomClash
from engine.timetable.problem import Event
from tests.engine.timetable.school import school, violations


def test_events_in_two_rooms_are_allowed() -> None:
    assert violations(RoomClash(), school(), [(0, 0), (0, 1)]) == []


def test_events_that_overlap_in_a_room_are_named() -> None:
    problem = school(Event(0, duration=2), Event(1))

    (violation,) = violations(RoomClash(), problem, [(0, 0), (1, 0)])

    assert violation.events == (0, 1)
    assert violation.reason == "R1 holds Logic and Proofs at once, on Monday 09:00"
