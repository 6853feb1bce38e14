"""Without rooms a repair is bounded from below, whoever is free."""

from __future__ import annotations

import threading
import time

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.timetable.problem import Course, Event, Problem, Room, TimeGrid
from engine.timetable.repair.times_model import TimesModel
from engine.timetable.result import Status
from engine.timetable.score import evaluate
from engine.timetable.solve.limits import Limits
from engine.timetable.timetable import Timetable
from tests.engine.timetable.every_timetable import every_timetable
from tests.engine.timetable.problems import timetables, tiny


@settings(max_examples=30, deadline=None)
@given(data=st.data())
def test_no_timetable_moves_fewer_than_the_bound_without_rooms(data: st.DataObject) -> None:
    problem = data.draw(tiny())
    before = data.draw(timetables(problem, complete=False))
    broken = {event for violation in evaluate(problem, before).violations for event in violation.events}
    more = data.draw(st.sets(st.sampled_from(range(len(problem.events)))))
    moves = [number_of_moves(before, timetable) for timetable, _ in every_timetable(problem)]

    outcome = TimesModel(problem, before, frozenset(broken | more)).fewest_moves(limits())

    assert outcome.status in (Status.OPTIMAL, Status.INFEASIBLE)
    if moves:
        assert outcome.status is Status.OPTIMAL
        assert outcome.bound == len(outcome.moved) <= min(moves)


def test_who_moves_needs_a_room_that_nobody_keeps() -> None:
    before = Timetable.of([(0, 0), (1, 0), None])

    outcome = TimesModel(one_room(num_slots=3), before, frozenset({2})).fewest_moves(limits())

    assert (outcome.moved, outcome.gave_way) == ((2,), ())


def test_where_rooms_are_taken_at_all_times_none_of_the_sets_free_is_enough() -> None:
    before = Timetable.of([(0, 0), (1, 0), None])

    outcome = TimesModel(one_room(num_slots=2), before, frozenset({2})).fewest_moves(limits())
    everybody = TimesModel(one_room(num_slots=2), before, frozenset({0, 1, 2})).fewest_moves(limits())

    assert (outcome.bound, len(outcome.gave_way)) == (2, 1)
    assert everybody.status is Status.INFEASIBLE


def test_of_two_in_one_place_only_one_stays() -> None:
    before = Timetable.of([(0, 0), (0, 0), (1, 0)])

    outcome = TimesModel(one_room(num_slots=3), before, frozenset({0, 1})).fewest_moves(limits())

    assert (outcome.status, outcome.bound, len(outcome.moved)) == (Status.OPTIMAL, 1, 1)


def test_a_long_event_needs_one_room_for_all_of_its_time() -> None:
    # Each room has a free slot, one after the other: to count them slot by slot would be content.
    problem = rooms_for(2, durations=(1, 1, 2), num_slots=2)
    before = Timetable.of([(0, 0), (1, 1), None])

    outcome = TimesModel(problem, before, frozenset({2})).fewest_moves(limits())

    assert (outcome.status, outcome.bound, len(outcome.gave_way)) == (Status.OPTIMAL, 2, 1)


def test_a_day_has_no_more_events_than_its_rooms_may_be_booked() -> None:
    problem = rooms_for(1, durations=(1, 1, 1), num_slots=4, max_bookings=2)
    before = Timetable.of([(0, 0), (1, 0), None])

    outcome = TimesModel(problem, before, frozenset({2})).fewest_moves(limits())

    assert (outcome.status, outcome.bound, len(outcome.gave_way)) == (Status.OPTIMAL, 2, 1)


def one_room(*, num_slots: int) -> Problem:
    """Three courses without people, of one event each."""
    return rooms_for(1, durations=(1, 1, 1), num_slots=num_slots)


def rooms_for(
    num_rooms: int, *, durations: tuple[int, int, int], num_slots: int, max_bookings: int | None = None
) -> Problem:
    """Three courses without people, of one event each, and a day of so many slots."""
    courses = tuple(Course(name) for name in ("Logic", "Proofs", "Sets"))
    grid = TimeGrid(days=1, slots_per_day=num_slots)
    rooms = tuple(Room(f"R{number}", 20, max_bookings=max_bookings) for number in range(num_rooms))
    events = tuple(Event(course, duration=duration) for course, duration in enumerate(durations))
    return Problem("few rooms", grid, rooms, (), (), courses, events)


def limits() -> Limits:
    """Half a minute, one thread."""
    return Limits(time.perf_counter() + 30, threading.Event(), workers=1, seed=1)


def number_of_moves(before: Timetable, after: Timetable) -> int:
    pairs = zip(before.placements, after.placements, strict=True)
    return sum(was != now for was, now in pairs)
