"""Events are held in the kind of room they need."""

from __future__ import annotations

from engine.timetable.constraints.room_kind import RoomKind
from engine.timetable.problem import Event, Room
from tests.engine.timetable.school import school, violations

ROOMS = (Room("R1", 30, kind="theory"), Room("Bench", 30, kind="lab"), Room("Yard", 30))


def test_the_right_kind_is_allowed_and_any_to_who_asks_for_none() -> None:
    problem = school(Event(0, kind="lab"), Event(1), rooms=ROOMS)

    assert violations(RoomKind(), problem, [(0, 1), (1, 0)]) == []


def test_another_kind_is_named() -> None:
    problem = school(Event(0, kind="lab"), Event(1, kind="theory"), rooms=ROOMS)

    wrong, none = violations(RoomKind(), problem, [(0, 0), (1, 2)])

    assert wrong.reason == "Logic needs a room of kind lab, R1 is of kind theory"
    assert none.reason == "Proofs needs a room of kind theory, Yard is of no kind"


def test_it_does_not_apply_where_all_rooms_are_of_the_kind_asked_for() -> None:
    assert not RoomKind().applies(school(Event(0, kind="theory"), rooms=ROOMS[:1]))
