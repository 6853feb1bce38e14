"""Without rooms a repair is bounded from below, whoever is free."""

from __future__ import annotations

import threading
import time

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.timetable.problem import Course, Event, Problem, Room, Teacher, TimeGrid
from engine.timetable.repair.free_model import Outcome
from engine.timetable.repair.times_model import TimesModel
from engine.timetable.result import Status
from engine.timetable.score import evaluate
from engine.timetable.solve.limits import Limits
from engine.timetable.timetable import Timetable
from tests.engine.timetable.every_timetable import every_timetable
from tests.engine.timetable.problems import timetables, tiny


@settings(max_examples=30, deadline=None)
@given(data=st.data(), workers=st.sampled_from([1, 2]))
def test_no_timetable_moves_fewer_than_the_bound_without_rooms(data: st.DataObject, workers: int) -> None:
    problem = data.draw(tiny())
    before = data.draw(timetables(problem, complete=False))
    broken = {event for violation in evaluate(problem, before).violations for event in violation.events}
    more = data.draw(st.sets(st.sampled_from(range(len(problem.events)))))
    moves = [number_of_moves(before, timetable) for timetable, _ in every_timetable(problem)]

    outcome = ask(problem, before, {*broken, *more}, workers=workers)

    assert outcome.status in (Status.OPTIMAL, Status.INFEASIBLE)
    if moves:
        assert outcome.status is Status.OPTIMAL
        assert outcome.bound == len(outcome.moved) <= min(moves)


def test_who_moves_needs_a_room_that_nobody_keeps() -> None:
    before = Timetable.of([(0, 0), (1, 0), None])

    outcome = ask(one_room(num_slots=3), before, {2})

    assert (outcome.moved, outcome.gave_way) == ((2,), ())


def test_where_rooms_are_taken_at_all_times_none_of_the_sets_free_is_enough() -> None:
    before = Timetable.of([(0, 0), (1, 0), None])

    outcome = ask(one_room(num_slots=2), before, {2})
    everybody = ask(one_room(num_slots=2), before, {0, 1, 2})

    assert (outcome.bound, len(outcome.gave_way)) == (2, 1)
    assert everybody.status is Status.INFEASIBLE


def test_of_two_in_one_place_only_one_stays() -> None:
    before = Timetable.of([(0, 0), (0, 0), (1, 0)])

    outcome = ask(one_room(num_slots=3), before, {0, 1})

    assert (outcome.status, outcome.bound, len(outcome.moved)) == (Status.OPTIMAL, 1, 1)


def test_a_long_event_needs_one_room_for_all_of_its_time() -> None:
    # Each room has a free slot, one after the other: to count them slot by slot would be content.
    problem = rooms_for(2, durations=(1, 1, 2), num_slots=2)
    before = Timetable.of([(0, 0), (1, 1), None])

    outcome = ask(problem, before, {2})

    assert (outcome.status, outcome.bound, len(outcome.gave_way)) == (Status.OPTIMAL, 2, 1)


def test_a_day_has_no_more_events_than_its_rooms_may_be_booked() -> None:
    problem = rooms_for(1, durations=(1, 1, 1), num_slots=4, max_bookings=2)
    before = Timetable.of([(0, 0), (1, 0), None])

    outcome = ask(problem, before, {2})

    assert (outcome.status, outcome.bound, len(outcome.gave_way)) == (Status.OPTIMAL, 2, 1)


def test_a_room_is_needed_no_more_often_than_it_may_be_booked() -> None:
    # The first room is taken until the last slot, when the trainer of the others is away.
    rooms = (Room("Hall", 20), Room("Studio", 20, max_bookings=1))
    courses = (*(Course(name) for name in ("Logic", "Proofs")), Course("Sets", teachers=(0,)))
    grid = TimeGrid(days=1, slots_per_day=3)
    trainer = Teacher("Ada", unavailable=frozenset({2}))
    problem = Problem("few bookings", grid, rooms, (trainer,), (), courses, tuple(map(Event, (0, 1, 2, 2))))
    before = Timetable.of([(0, 0), (1, 0), None, None])

    outcome = ask(problem, before, {2, 3})

    assert (outcome.status, outcome.bound, len(outcome.gave_way)) == (Status.OPTIMAL, 3, 1)


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


def ask(problem: Problem, before: Timetable, free: set[int], *, workers: int = 1) -> Outcome:
    """The fewest moves with some events free."""
    return TimesModel(problem, before, frozenset(free)).fewest_moves(0, limits(workers))


def limits(workers: int) -> Limits:
    """Half a minute."""
    return Limits(time.perf_counter() + 30, threading.Event(), workers=workers, seed=1)


def number_of_moves(before: Timetable, after: Timetable) -> int:
    pairs = zip(before.placements, after.placements, strict=True)
    return sum(was != now for was, now in pairs)
