"""Nobody should have to run from one building to the next."""

from __future__ import annotations

from engine.timetable.constraints.building_changes import BuildingChanges
from engine.timetable.problem import Event, Room
from tests.engine.timetable.school import LUNCH_AFTER_TWO, costs, school

ROOMS = (Room("R1", 30, building="North"), Room("R2", 30, building="South"), Room("Yard", 30))


def test_the_same_building_a_free_slot_or_an_unknown_place_is_free() -> None:
    problem = school(rooms=ROOMS)

    for places in ([(0, 0), (1, 0)], [(0, 0), (2, 1)], [(0, 0), (1, 2)], [(3, 0), (4, 1)]):
        assert costs(BuildingChanges(), problem, [*places]) == []


def test_a_break_is_time_enough() -> None:
    problem = school(rooms=ROOMS, grid=LUNCH_AFTER_TWO)

    assert costs(BuildingChanges(), problem, [(1, 0), (2, 1)]) == []


def test_a_change_without_a_break_is_paid_for() -> None:
    problem = school(Event(0, duration=2), Event(1), rooms=ROOMS)

    (cost,) = costs(BuildingChanges(), problem, [(0, 0), (2, 1)])

    assert (cost.amount, cost.events) == (1, (0, 1))
    assert cost.reason == "1A changes buildings between Logic and Proofs"


def test_it_does_not_apply_to_a_single_building() -> None:
    assert not BuildingChanges().applies(school(rooms=(ROOMS[0], ROOMS[2])))
