"""What the planner has fixed stays."""

from __future__ import annotations

from engine.timetable.constraints.pins import Pins
from engine.timetable.problem import Event
from tests.engine.timetable.school import school, violations

PINNED = school(Event(0, pin_slot=2), Event(1, pin_room=1))


def test_the_rest_of_a_placement_is_free() -> None:
    assert violations(Pins(), PINNED, [(2, 1), (3, 1)]) == []


def test_moved_pins_are_named() -> None:
    slot, room = violations(Pins(), PINNED, [(1, 1), (3, 0)])

    assert (slot.events, room.events) == ((0,), (1,))
    assert slot.reason == "Logic is pinned to Monday 10:00, not Monday 09:00"
    assert room.reason == "Proofs is pinned to R2, not R1"
