"""Events are held only in rooms that the planner has not ruled out."""

from __future__ import annotations

from engine.timetable.constraints.room_suitability import RoomSuitability
from engine.timetable.problem import Course, Event
from engine.timetable.weights import Weights
from tests.engine.timetable.school import PROOFS, school, violations

NOT_IN_R2 = (Course("Logic", unsuitable_rooms=frozenset({1})), PROOFS)


def test_listed_and_suitable_rooms_are_allowed() -> None:
    problem = school(Event(0, rooms=frozenset({0})), Event(1), courses=NOT_IN_R2)

    assert violations(RoomSuitability(), problem, [(0, 0), (0, 1)]) == []


def test_a_room_that_is_not_listed_is_named() -> None:
    problem = school(Event(0, rooms=frozenset({0})))

    (violation,) = violations(RoomSuitability(), problem, [(0, 1)])

    assert violation.events == (0,)
    assert violation.reason == "R2 is not among the rooms for Logic"


def test_an_unsuitable_room_is_named() -> None:
    (violation,) = violations(RoomSuitability(), school(courses=NOT_IN_R2), [(0, 1), (1, 1)])

    assert violation.reason == "R2 is unsuitable for Logic"


def test_unsuitable_rooms_count_only_where_the_weights_say_so() -> None:
    problem = school(courses=NOT_IN_R2, weights=Weights(use_room_constraints=False))

    assert violations(RoomSuitability(), problem, [(0, 1), (1, 1)]) == []
