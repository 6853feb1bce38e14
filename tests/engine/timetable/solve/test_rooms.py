"""Rooms for given slots: nobody shares one, nobody gets a closed one, and the cost is the least."""

from __future__ import annotations

from itertools import permutations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from engine.timetable.kernel.annealer import Engine
from engine.timetable.kernel.state import domain_of
from engine.timetable.layout import Layout
from engine.timetable.problem import Course, Event, Problem, Room, TimeGrid
from engine.timetable.score import evaluate
from engine.timetable.solve.rooms import assign_rooms
from engine.timetable.timetable import Timetable
from engine.timetable.weights import Weights
from tests.engine.timetable.problems import colleges, timetables

SIZES = st.lists(st.integers(0, 40), min_size=1, max_size=4)


@given(data=st.data())
def test_a_room_is_never_booked_twice_nor_outside_its_domain(data: st.DataObject) -> None:
    problem = data.draw(colleges(repaired=False, limited=True))
    engine = Engine(Layout(problem))
    slots = slots_of(data.draw(timetables(problem, complete=False)))

    rooms = assign_rooms(engine, slots)

    _, rooms_ok, cells_ok = domain_of(engine.layout, engine.forms)
    held: set[tuple[int, int, int]] = set()
    for event in np.flatnonzero(rooms >= 0).tolist():
        room, slot, duration = int(rooms[event]), int(slots[event]), problem.events[event].duration
        assert rooms_ok[engine.layout.bundle_of[event], room]
        assert cells_ok[room, slot : slot + duration].all()
        weeks = [week for week in range(problem.grid.weeks) if problem.weeks(event) >> week & 1]
        cells = {(week, room, t) for week in weeks for t in range(slot, slot + duration)}
        assert not cells & held
        held |= cells
    assert (rooms[slots < 0] == -1).all()


@given(students=SIZES, capacities=SIZES)
def test_one_slot_is_matched_at_least_cost(students: list[int], capacities: list[int]) -> None:
    students = students[: len(capacities)]
    problem = competition(students, capacities, [(course,) for course in range(len(students))])

    rooms = assign_rooms(Engine(Layout(problem)), np.zeros(len(students), np.int32))

    assert (rooms >= 0).all()
    assert missing_seats(students, [capacities[room] for room in rooms]) == min(
        missing_seats(students, chosen) for chosen in permutations(capacities, len(students))
    )


def test_a_course_keeps_its_room_where_that_costs_nothing() -> None:
    problem = competition([10, 10], [20, 20], [(0, 0, 0), (1, 1, 1)])
    slots = np.array([0, 1, 2, 2, 0, 1], np.int32)

    rooms = assign_rooms(Engine(Layout(problem)), slots)

    timetable = Timetable.of(list(zip(slots.tolist(), rooms.tolist(), strict=True)))
    assert evaluate(problem, timetable).cost_by_rule["room-stability"] == 0


def test_an_event_that_no_room_is_left_for_gets_none() -> None:
    problem = competition([10, 20, 30], [30, 30], [(0,), (1,), (2,)])

    rooms = assign_rooms(Engine(Layout(problem)), np.zeros(3, np.int32))

    assert sorted(rooms.tolist()) == [-1, 0, 1]


def competition(students: list[int], capacities: list[int], events: list[tuple[int, ...]]) -> Problem:
    """Courses without teachers, rooms, and events given by their courses."""
    rooms = tuple(Room(f"R{i}", capacity) for i, capacity in enumerate(capacities))
    courses = tuple(Course(f"C{i}", students=number) for i, number in enumerate(students))
    meetings = tuple(Event(course) for some in events for course in some)
    return Problem("rooms", TimeGrid(1, 3), rooms, (), (), courses, meetings, Weights.preset("itc2007"))


def missing_seats(students: list[int], capacities: list[int] | tuple[int, ...]) -> int:
    return sum(max(0, number - seats) for number, seats in zip(students, capacities, strict=True))


def slots_of(timetable: Timetable) -> np.ndarray[tuple[int], np.dtype[np.int32]]:
    return np.array([-1 if place is None else place.slot for place in timetable.placements], np.int32)
