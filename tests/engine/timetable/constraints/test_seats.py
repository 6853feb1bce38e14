"""A room seats everybody, where the institution insists."""

from __future__ import annotations

from engine.timetable.constraints.seats import Seats
from engine.timetable.weights import Weights
from tests.engine.timetable.school import school, violations


def test_a_room_that_is_large_enough_is_allowed() -> None:
    assert violations(Seats(), school(), [(0, 0), (1, 1)]) == []


def test_a_room_that_is_too_small_is_named() -> None:
    (violation,) = violations(Seats(), school(), [(0, 1), (1, 1)])

    assert violation.events == (0,)
    assert violation.reason == "R2 seats 20, Logic has 25"


def test_a_price_may_take_its_place() -> None:
    assert violations(Seats(), school(weights=Weights(room_capacity=1)), [(0, 1), (1, 1)]) == []
