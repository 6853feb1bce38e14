"""Late slots should be left free."""

from __future__ import annotations

from engine.timetable.constraints.late_slots import LateSlots
from engine.timetable.problem import Event, TimeGrid
from tests.engine.timetable.school import costs, school


def test_an_early_event_is_free() -> None:
    assert costs(LateSlots(), school(), [(0, 0), (6, 0)]) == []


def test_a_late_slot_is_paid_for() -> None:
    (cost,) = costs(LateSlots(), school(Event(0, duration=2)), [(6, 0)])

    assert (cost.amount, cost.events) == (1, (0,))
    assert cost.reason == "Logic is held late, on Tuesday 11:00"


def test_every_week_is_paid_for() -> None:
    problem = school(Event(0), Event(1, weeks=1), grid=TimeGrid(2, 4, weeks=2))

    always, once = costs(LateSlots(), problem, [(3, 0), (7, 0)])

    assert (always.amount, once.amount) == (2, 1)
