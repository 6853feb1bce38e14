"""Where not everything can be held, the fewest of those who lost their place are left out."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.timetable.generate import generate_with_witness
from engine.timetable.problem import Course, Event, Problem, Room, Teacher, TimeGrid
from engine.timetable.problem_parts import only_events
from engine.timetable.repair import (
    Change,
    EventsAdded,
    GroupAway,
    Repair,
    RoomClosed,
    TeacherAway,
    apply_changes,
    repair,
)
from engine.timetable.result import Status
from engine.timetable.score import evaluate
from engine.timetable.timetable import Timetable
from tests.engine.timetable.every_timetable import every_timetable
from tests.engine.timetable.problems import timetables, tiny
from tests.engine.timetable.school import BEN, R1, school

MORNING = Timetable.of([(0, 0), (1, 0)])
TWO_WEEKS = TimeGrid(days=2, slots_per_day=4, weeks=2)


def test_what_an_absent_teacher_gives_is_left_out_and_all_else_stays() -> None:
    mended = repair(school(), MORNING, [TeacherAway(0)])

    assert (mended.status, mended.is_proved) == (Status.INFEASIBLE, True)
    assert (mended.left_out, mended.fewest_left_out) == ((0,), 1)
    assert (mended.moved, mended.fewest) == ((), 0)
    assert mended.timetable == Timetable.of([None, (1, 0)])


def test_whoever_attends_what_is_left_out_is_told() -> None:
    mended = repair(school(), MORNING, [TeacherAway(0)])

    assert (mended.groups, mended.teachers) == ((0,), (0,))


def test_nobody_who_kept_their_place_is_left_out() -> None:
    """Without the first lesson there would be room for both others, but it can stay where it is."""
    grid = TimeGrid(days=1, slots_per_day=4)
    problem = school(Event(0, duration=2), Event(1), Event(1), grid=grid, rooms=(R1,))
    before = Timetable.of([(0, 0), (2, 0), (3, 0)])

    mended = repair(problem, before, [GroupAway(0, frozenset({3}))])

    assert (mended.left_out, mended.moved) == ((2,), ())


def test_others_move_so_that_fewer_are_left_out() -> None:
    """One room is left for both; who had it in the morning goes to the slot in which only they have time."""
    grid = TimeGrid(days=1, slots_per_day=2)
    problem = school(Event(0), Event(1), Event(1), grid=grid, groups=(), courses=alone("Logic", "Proofs"))
    before = Timetable.of([(0, 0), (0, 1), (1, 1)])

    mended = repair(problem, before, [RoomClosed(1), TeacherAway(0, frozenset({1}))])

    assert (len(mended.left_out), mended.fewest_left_out, mended.is_proved) == (1, 1, True)
    assert (len(mended.moved), mended.fewest) == (1, 1)


def test_one_more_is_left_out_where_rooms_say_so_and_counts_do_not() -> None:
    """Any two of three kinds of lessons could share the two rooms that are left, but not all three."""
    grid = TimeGrid(days=1, slots_per_day=2)
    kinds = ("ac", "ab", "bc")
    rooms = tuple(Room(name, 20, features=frozenset(name)) for name in kinds)
    courses = tuple(Course(letter) for letter in "abc")
    events = tuple(
        Event(course, pin_slot=slot, features=frozenset("abc"[course]))
        for slot in range(2)
        for course in range(3)
    )
    problem = Problem("three kinds", grid, rooms, (), (), courses, events)
    before = Timetable.of([(slot, room) for slot in range(2) for room in (0, 1, 2)])

    mended = repair(problem, before, [RoomClosed(2)])

    assert (mended.left_out, mended.fewest_left_out, mended.is_proved) == ((2, 5), 2, True)


def test_who_has_too_long_a_week_is_relieved_of_the_fewest_events() -> None:
    tired = Teacher("Ada", max_week=2)
    problem = school(Event(0), Event(0, duration=2), Event(1), teachers=(tired, BEN))
    before = Timetable.of([(0, 0), (1, 0), (4, 0)])

    mended = repair(problem, before)

    assert (mended.status, mended.is_proved, mended.fewest_left_out) == (Status.INFEASIBLE, True, 1)
    assert (len(mended.left_out), mended.moved) == (1, ())


def test_of_more_events_than_a_week_has_time_for_as_many_as_fit_are_held() -> None:
    problem, witness = generate_with_witness("small")

    mended = repair(problem, witness, [EventsAdded(0, problem.grid.num_slots)], time_limit=10)

    assert mended.status is Status.INFEASIBLE
    assert 0 < mended.fewest_left_out <= len(mended.left_out) < problem.grid.num_slots
    assert is_right(mended, Timetable((*witness.placements, *(None,) * problem.grid.num_slots)))


def test_in_single_weeks_only_their_meetings_are_left_out() -> None:
    mended = repair(school(grid=TWO_WEEKS), MORNING, [TeacherAway(0, weeks=2)])

    assert (mended.status, mended.is_proved, mended.leaves, mended.moves) == (Status.INFEASIBLE, True, 1, 0)
    assert mended.timetable == Timetable.of([(0, 0), (1, 0), None])
    assert [mended.problem.weeks(event) for event in range(3)] == [1, 3, 2]
    assert (mended.left_out, mended.fewest_left_out) == ((2,), 1)


def test_without_time_all_who_lost_their_place_are_left_out() -> None:
    problem, witness = generate_with_witness("small")
    lab = next(index for index, room in enumerate(problem.rooms) if room.kind == "lab")

    mended = repair(problem, witness, [RoomClosed(lab)], time_limit=0)

    there = tuple(event for event, place in witness.placed() if place.room == lab)
    assert (mended.status, mended.is_proved) == (Status.INFEASIBLE, False)
    assert mended.left_out == there
    assert 1 <= mended.fewest_left_out < len(there)


def test_where_no_timetable_holds_everything_in_time_few_are_left_out() -> None:
    problem, witness = generate_with_witness("small")
    workshop = max(index for index, room in enumerate(problem.rooms) if room.kind == "workshop")
    monday = frozenset(range(problem.grid.slots_per_day))

    mended = repair(problem, witness, [RoomClosed(workshop, monday)], time_limit=0)

    assert (mended.status, mended.is_proved, mended.fewest_left_out) == (Status.UNKNOWN, False, 0)
    assert 0 < len(mended.left_out) <= mended.fewest
    assert is_right(mended, witness)


def test_without_time_for_the_proof_as_many_as_fit_beside_all_others_are_held(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("engine.timetable.repair.leaving_out.PROOF_SHARE", 0)
    problem, witness = generate_with_witness("small")
    lab = next(index for index, room in enumerate(problem.rooms) if room.kind == "lab")

    mended = repair(problem, witness, [RoomClosed(lab)], time_limit=5)

    there = [event for event, place in witness.placed() if place.room == lab]
    assert mended.fewest_left_out <= len(mended.left_out) < len(there)
    assert is_right(mended, witness)


def test_a_college_without_a_lab_leaves_out_the_fewest() -> None:
    problem, witness = generate_with_witness("small")
    lab = next(index for index, room in enumerate(problem.rooms) if room.kind == "lab")

    mended = repair(problem, witness, [RoomClosed(lab)], time_limit=60)

    assert (mended.status, mended.is_proved) == (Status.INFEASIBLE, True)
    assert is_right(mended, witness)


@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_the_fewest_left_out_are_those_of_trying_everything(data: st.DataObject) -> None:
    possible = data.draw(tiny())
    before = data.draw(timetables(possible, complete=False))
    closures: list[Change] = [RoomClosed(0), RoomClosed(1), TeacherAway(0), GroupAway(0, frozenset({0, 1}))]
    changes = data.draw(st.lists(st.sampled_from(closures), max_size=2))
    problem, _ = apply_changes(possible, before, changes)

    mended = repair(possible, before, changes)

    assert mended.is_proved
    assert is_right(mended, before)
    assert (mended.leaves, mended.moves) == fewest_of_all(problem, before)
    assert (mended.status is Status.INFEASIBLE) == bool(mended.left_out)


def fewest_of_all(problem: Problem, before: Timetable) -> tuple[int, int]:
    """How many are left out, and how many then move, by trying every timetable of those who are held."""
    held = [event for event, _ in before.placed()]
    part = Timetable(tuple(before[event] for event in held))
    broken = evaluate(only_events(problem, held), part).violations
    lost = {*range(len(before))}.difference(held) | {held[event] for one in broken for event in one.events}
    for count in range(len(lost) + 1):
        moves = [
            moved
            for gone in combinations(sorted(lost), count)
            for moved in moves_without(problem, before, gone)
        ]
        if moves:
            return count, min(moves)
    raise AssertionError("Without all who lost their place nothing is broken.")


def moves_without(problem: Problem, before: Timetable, gone: tuple[int, ...]) -> Iterator[int]:
    """How many move in each timetable of all but some events."""
    held = [event for event in range(len(problem.events)) if event not in gone]
    for found, _ in every_timetable(only_events(problem, held)):
        yield sum(before[event] != place for event, place in zip(held, found.placements, strict=True))


def is_right(mended: Repair, before: Timetable) -> bool:
    """Whether nothing that is held breaks a rule, and what is said to be left out or moved is."""
    after = mended.timetable
    changed = [e for e in range(len(before)) if after[e] is None or after[e] != before[e]]
    left_out = [event for event in changed if after[event] is None]
    held = only_events(mended.problem, (event for event, _ in after.placed()))
    return (
        evaluate(held, Timetable(tuple(place for _, place in after.placed()))).is_feasible
        and [*mended.left_out] == left_out
        and [*mended.moved] == [event for event in changed if event not in left_out]
    )


def alone(*names: str) -> tuple[Course, ...]:
    """Courses of a teacher each, without groups."""
    return tuple(Course(name, teachers=(teacher,)) for teacher, name in enumerate(names))
