"""A room should seat everybody."""

from __future__ import annotations

from engine.timetable.constraints.room_capacity import RoomCapacity
from engine.timetable.problem import Event, TimeGrid
from tests.engine.timetable.school import costs, school


def test_a_seat_for_everybody_is_free() -> None:
    assert costs(RoomCapacity(), school(), [(0, 0), (1, 1)]) == []


def test_each_student_without_a_seat_is_paid_for() -> None:
    (cost,) = costs(RoomCapacity(), school(), [(0, 1), (1, 1)])

    assert (cost.amount, cost.events) == (5, (0,))
    assert cost.reason == "R2 seats 20, Logic has 25"


def test_every_week_is_paid_for() -> None:
    problem = school(Event(0), Event(0, weeks=1), grid=TimeGrid(2, 4, weeks=2))

    always, once = costs(RoomCapacity(), problem, [(0, 1), (1, 1)])

    assert (always.amount, once.amount) == (10, 5)
