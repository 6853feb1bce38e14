"""What events pay for their slots at the least bounds the cost of every timetable."""

from __future__ import annotations

import math
import threading
from dataclasses import replace

import pytest
from hypothesis import given, settings

from engine.timetable.kernel.annealer import Engine
from engine.timetable.layout import Layout
from engine.timetable.problem import Course, Event, Problem, Room, Teacher, TimeGrid
from engine.timetable.solve import crowding
from engine.timetable.solve.board import Board
from engine.timetable.solve.budget import Work
from engine.timetable.solve.crowding import bound_by_crowding
from engine.timetable.weights import Weights
from tests.engine.timetable.every_timetable import best_of_all
from tests.engine.timetable.problems import tiny


@settings(max_examples=40)
@given(problem=tiny())
def test_no_timetable_of_any_problem_costs_less(problem: Problem) -> None:
    status, bound = crowded(problem)
    optimum = best_of_all(problem)

    if optimum is not None:
        assert status != "infeasible"
        assert bound <= optimum


def test_who_finds_no_early_slot_pays_for_a_late_one() -> None:
    assert crowded(lectures(5)) == ("optimal", 7)


def test_nobody_pays_while_early_slots_are_enough() -> None:
    assert crowded(lectures(4)) == ("optimal", 0)


def test_slots_that_a_long_event_cannot_use_are_no_help() -> None:
    """Two days of three early slots hold three lectures of two slots by number, but not by length."""
    assert crowded(lectures(3, duration=2, slots=4)) == ("optimal", 7)


def test_lectures_of_other_weeks_do_not_crowd_each_other() -> None:
    problem = lectures(6, weeks=2)
    odd_and_even = tuple(replace(event, weeks=1 + index % 2) for index, event in enumerate(problem.events))

    assert crowded(replace(problem, events=odd_and_even)) == ("optimal", 0)


def test_a_closed_room_crowds_the_others() -> None:
    problem = lectures(6, rooms=2)
    closed = replace(problem.rooms[0], unavailable=frozenset(range(problem.grid.num_slots)))

    assert crowded(problem)[1] == 0
    assert crowded(replace(problem, rooms=(closed, problem.rooms[1])))[1] == 2 * 7


def test_slots_that_are_closed_to_a_course_count_where_there_are_few_crowds() -> None:
    problem = closed_early()

    assert crowded(problem) == ("optimal", 7)


def test_many_crowds_are_told_apart_by_rooms_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """The bound is lower then, and still one."""
    monkeypatch.setattr(crowding, "MOST_STARTS", 6)

    assert crowded(closed_early()) == ("optimal", 0)


def test_nothing_is_asked_where_crowds_are_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crowding, "MOST_STARTS", 0)

    assert crowded(lectures(5)) == (None, 0)


def test_nothing_is_asked_where_no_slot_has_a_price() -> None:
    problem = lectures(5)

    assert crowded(problem.with_weights(replace(problem.weights, late=0))) == (None, 0)


def test_rooms_that_are_too_few_are_a_proof() -> None:
    assert crowded(lectures(7))[0] == "infeasible"


def test_nothing_is_asked_once_the_solve_is_over() -> None:
    board = Board(on_progress=None, stop=threading.Event())
    board.ended.set()

    assert bounded(lectures(5), board) is None
    assert board.bound == 0


def lectures(number: int, *, duration: int = 1, slots: int = 3, weeks: int = 1, rooms: int = 1) -> Problem:
    """Lectures of a course each on two days, of whose slots the last is late and costs 7."""
    return Problem(
        "lectures",
        TimeGrid(2, slots, weeks),
        tuple(Room(f"R{index}", 30) for index in range(rooms)),
        (Teacher("Ada"),),
        (),
        tuple(Course(f"C{index}", students=20) for index in range(number)),
        tuple(Event(index, duration) for index in range(number)),
        Weights(late=7, late_from=slots - 1),
    )


def closed_early() -> Problem:
    """Two lectures, of which one has only late slots open."""
    problem = lectures(2)
    early = frozenset(slot for slot in range(6) if slot % 3 < 2)
    return replace(problem, courses=(replace(problem.courses[0], unavailable=early), problem.courses[1]))


def crowded(problem: Problem) -> tuple[str | None, int]:
    """CP-SAT's status, and the bound."""
    board = Board(on_progress=None, stop=threading.Event())
    return bounded(problem, board), board.bound


def bounded(problem: Problem, board: Board) -> str | None:
    return bound_by_crowding(Engine(Layout(problem)), board, Work(5), seed=1, patience=math.inf)
