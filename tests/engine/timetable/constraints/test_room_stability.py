"""A course should stay in one room."""

from __future__ import annotations

from engine.timetable.constraints.room_stability import RoomStability
from engine.timetable.problem import Event
from tests.engine.timetable.school import costs, school


def test_one_room_is_free() -> None:
    assert costs(RoomStability(), school(Event(0), Event(0)), [(0, 0), (1, 0)]) == []


def test_each_further_room_is_paid_for() -> None:
    (cost,) = costs(RoomStability(), school(Event(0), Event(0)), [(0, 0), (1, 1)])

    assert (cost.amount, cost.events) == (1, (0, 1))
    assert cost.reason == "Logic is held in 2 rooms: R1, R2"


def test_theory_and_practice_may_have_a_room_each() -> None:
    problem = school(Event(0, kind="theory"), Event(0, kind="lab"))

    assert costs(RoomStability(), problem, [(0, 0), (1, 1)]) == []
