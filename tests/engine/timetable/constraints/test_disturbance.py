"""A new timetable should stay close to the one it replaces."""

from __future__ import annotations

from engine.timetable.constraints.disturbance import Disturbance
from engine.timetable.problem import Event, Placement
from tests.engine.timetable.school import costs, school

AGAIN = school(Event(0, previous=Placement(0, 0)), Event(1))


def test_staying_is_free_and_so_is_an_event_without_a_past() -> None:
    assert costs(Disturbance(), AGAIN, [(0, 0), (1, 1)]) == []


def test_a_new_slot_and_a_new_room_are_paid_for() -> None:
    slot, room = costs(Disturbance(), AGAIN, [(4, 1), (1, 1)])

    assert (slot.amount, slot.events) == (room.amount, room.events) == (1, (0,))
    assert slot.reason == "Logic moves from Monday 08:00 to Tuesday 08:00"
    assert room.reason == "Logic moves from R1 to R2"
