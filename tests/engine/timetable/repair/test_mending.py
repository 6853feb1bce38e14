"""A repair moves the fewest events, and proves it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.timetable.generate import generate_with_witness
from engine.timetable.problem import Event, Problem, TimeGrid
from engine.timetable.repair import RoomClosed, TeacherAway, apply_changes, repair
from engine.timetable.result import Status
from engine.timetable.score import evaluate
from engine.timetable.timetable import Timetable
from tests.engine.timetable.every_timetable import every_timetable
from tests.engine.timetable.problems import competitions, timetables, tiny
from tests.engine.timetable.school import school

MORNING = Timetable.of([(0, 0), (1, 0)])


def test_nothing_moves_when_nothing_happened() -> None:
    mended = repair(school(), MORNING)

    assert mended.status is Status.OPTIMAL
    assert (mended.timetable, mended.moved, mended.fewest) == (MORNING, (), 0)


def test_only_the_ill_teachers_event_moves_and_stays_on_its_day() -> None:
    mended = repair(school(), MORNING, [TeacherAway(1, frozenset({1}))])

    assert mended.status is Status.OPTIMAL
    assert (mended.moved, mended.fewest) == ((1,), 1)
    place = mended.timetable[1]
    assert place is not None
    assert (place.slot < 4, place.room) == (True, 0)
    assert (mended.groups, mended.teachers) == ((0,), (1,))


def test_another_event_makes_room_where_it_must() -> None:
    grid = TimeGrid(days=1, slots_per_day=2)
    week = school(Event(0), Event(1), grid=grid)

    mended = repair(week, MORNING, [TeacherAway(1, frozenset({1}))])

    assert mended.status is Status.OPTIMAL
    assert (mended.timetable, mended.fewest) == (Timetable.of([(1, 0), (0, 0)]), 2)


def test_of_two_events_of_a_course_in_one_place_only_one_moves() -> None:
    week = school(Event(0), Event(0))

    mended = repair(week, Timetable.of([(0, 0), (0, 0)]))

    assert mended.status is Status.OPTIMAL
    assert (len(mended.moved), mended.fewest) == (1, 1)


def test_events_without_a_place_get_one() -> None:
    mended = repair(school(), Timetable.of([(0, 0), None]))

    assert mended.moved == (1,)
    assert mended.status is Status.OPTIMAL


def test_what_cannot_be_mended_is_proved() -> None:
    mended = repair(school(), MORNING, [TeacherAway(0)])

    assert (mended.status, mended.left_out) == (Status.INFEASIBLE, (0,))


def test_a_college_with_a_lab_closed_for_a_day_is_mended() -> None:
    problem, witness = generate_with_witness("small")
    lab = next(index for index, room in enumerate(problem.rooms) if room.kind == "theory")
    monday = frozenset(range(problem.grid.slots_per_day))

    mended = repair(problem, witness, [RoomClosed(lab, monday)])

    there = [event for event, place in witness.placed() if place.room == lab and place.slot in monday]
    assert mended.status is Status.OPTIMAL
    assert mended.fewest >= len(there)
    assert set(there) <= set(mended.moved)


@pytest.mark.parametrize("limit", [-1.0, float("nan"), float("inf")])
def test_limits_that_are_none_are_refused(limit: float) -> None:
    with pytest.raises(ValueError, match="time limit"):
        repair(school(), MORNING, time_limit=limit)


def test_a_timetable_of_another_problem_is_refused() -> None:
    with pytest.raises(ValueError, match="1 events, the problem 2"):
        repair(school(), Timetable.of([(0, 0)]))


@settings(max_examples=20, deadline=None)
@given(data=st.data())
def test_the_fewest_moves_are_those_of_trying_everything(data: st.DataObject) -> None:
    problem = data.draw(tiny())
    before = data.draw(timetables(problem, complete=False))
    moves = [number_of_moves(before, timetable) for timetable, _ in every_timetable(problem)]

    mended = repair(problem, before)

    assert mended.status is (Status.OPTIMAL if moves else Status.INFEASIBLE)
    if moves:
        assert (len(mended.moved), mended.fewest) == (min(moves), min(moves))


@settings(max_examples=20, deadline=None)
@given(data=st.data())
def test_the_fewest_moves_after_a_room_is_closed_are_those_of_trying_everything(data: st.DataObject) -> None:
    possible = data.draw(tiny())
    before = data.draw(timetables(possible, clash_free=True))
    room = data.draw(st.sampled_from([place.room for _, place in before.placed()]))
    closure = RoomClosed(room, frozenset(range(possible.grid.slots_per_day)))
    problem, _ = apply_changes(possible, before, [closure])
    moves = [number_of_moves(before, timetable) for timetable, _ in every_timetable(problem)]

    mended = repair(possible, before, [closure])

    assert mended.status is (Status.OPTIMAL if moves else Status.INFEASIBLE)
    if moves:
        assert (len(mended.moved), mended.fewest) == (min(moves), min(moves))


def test_a_lab_closed_where_labs_are_scarce_is_mended_and_proved() -> None:
    problem, witness = generate_with_witness("small")
    labs = [index for index, room in enumerate(problem.rooms) if room.kind == "lab"]
    monday = frozenset(range(problem.grid.slots_per_day))

    answers = [repair(problem, witness, [RoomClosed(lab, monday)], time_limit=30) for lab in labs]

    for mended in answers:
        assert mended.status in (Status.OPTIMAL, Status.INFEASIBLE)
        assert evaluate(mended.problem, mended.timetable).is_feasible != bool(mended.left_out)


def test_without_time_for_the_proof_few_moves_are_found_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.timetable.repair.fewest_moves.PROOF_SHARE", 0)
    problem, witness = generate_with_witness("small")
    teacher = next(t for t, events in enumerate(problem.events_of_teacher) if events)
    monday = frozenset(range(problem.grid.slots_per_day))

    mended = repair(problem, witness, [TeacherAway(teacher, monday)], time_limit=20)

    assert evaluate(mended.problem, mended.timetable).is_feasible
    assert mended.fewest <= len(mended.moved) == number_of_moves(witness, mended.timetable)


def test_without_time_for_the_proof_whoever_gives_way_finds_a_place(monkeypatch: pytest.MonkeyPatch) -> None:
    """Here whoever lost a room finds no other unless somebody gives way, who then needs a place too."""
    monkeypatch.setattr("engine.timetable.repair.fewest_moves.PROOF_SHARE", 0)
    problem, witness = generate_with_witness("small")
    workshop = max(index for index, room in enumerate(problem.rooms) if room.kind == "workshop")
    day = problem.grid.slots_per_day
    thursday = frozenset(range(3 * day, 4 * day))

    mended = repair(problem, witness, [RoomClosed(workshop, thursday)], time_limit=10)

    assert evaluate(mended.problem, mended.timetable).is_feasible
    assert mended.fewest <= len(mended.moved) == number_of_moves(witness, mended.timetable)


def number_of_moves(before: Timetable, after: Timetable) -> int:
    pairs = zip(before.placements, after.placements, strict=True)
    return sum(was != now for was, now in pairs)


@settings(max_examples=15, deadline=None)
@given(competitions())
def test_an_empty_timetable_is_mended_or_proved_impossible(problem: Problem) -> None:
    mended = repair(problem, Timetable.of([None] * len(problem.events)))

    assert mended.status in (Status.OPTIMAL, Status.INFEASIBLE)
    assert evaluate(problem, mended.timetable).is_feasible != bool(mended.left_out)
    assert mended.fewest == len(problem.events) - len(mended.left_out)
