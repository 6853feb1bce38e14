"""Counting finds what is impossible, in words with names, and never accuses what is possible."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest
from hypothesis import given, settings

from engine.timetable.generate import generate_college
from engine.timetable.kernel.annealer import Engine
from engine.timetable.layout import Layout
from engine.timetable.problem import Event, Group, Problem, Room, Teacher, TimeGrid
from engine.timetable.solve.board import Board
from engine.timetable.solve.period_model import whole_model
from engine.timetable.solve.proofs import counting_proofs
from engine.timetable.weights import Weights
from tests.engine.timetable.fixed_model import lowest_cost
from tests.engine.timetable.problems import tiny
from tests.engine.timetable.school import LOGIC, PROOFS, R1, R2, school

PLAIN = Weights(working_days=1)
LAB = Room("Lab", 30, kind="lab")


@pytest.mark.parametrize(
    ("problem", "reason"),
    [
        pytest.param(
            school(courses=(replace(LOGIC, unavailable=frozenset(range(8))), PROOFS), weights=PLAIN),
            "Logic has no slot: those open to its course, teachers and groups are none.",
            id="no slot",
        ),
        pytest.param(
            school(Event(0, kind="lab"), weights=PLAIN),
            "Logic has no room: none has the kind, the features and the seats it needs.",
            id="no room",
        ),
        pytest.param(
            school(Event(0), Event(0), Event(0), grid=TimeGrid(1, 2), weights=PLAIN),
            "Logic meets 3 times, and 2 slots are open to it.",
            id="more meetings than slots",
        ),
        pytest.param(
            school(rooms=(replace(R1, unavailable=frozenset(range(8))),), weights=PLAIN),
            "Logic has no room that is open in a slot it can start in.",
            id="room closed",
        ),
        pytest.param(
            school(groups=(Group("1A", max_week=1),), weights=PLAIN),
            "1A has 2 slots of events in week 1 and time for 1.",
            id="week too full",
        ),
        pytest.param(
            school(
                *(Event(0, duration=2, kind="lab") for _ in range(3)),
                Event(1),
                grid=TimeGrid(1, 5),
                rooms=(R1, R2, LAB),
                weights=PLAIN,
            ),
            "6 slots a week are needed in rooms Lab, 5 there are: short by 1.",
            id="rooms of a kind",
        ),
    ],
)
def test_what_is_impossible_is_named(problem: Problem, reason: str) -> None:
    assert reason in reasons(problem)


def test_a_week_that_is_full_is_found_wherever_it_is() -> None:
    busy = Teacher("Ada", max_week=1)
    events = Event(0, weeks=1), Event(0, weeks=2), Event(1, weeks=2)
    courses = LOGIC, replace(PROOFS, teachers=(0,), groups=())

    found = reasons(
        school(*events, grid=TimeGrid(2, 4, weeks=2), teachers=(busy,), courses=courses, weights=PLAIN)
    )

    assert found == ("Ada has 2 slots of events in week 2 and time for 1.",)


def test_a_long_list_of_rooms_is_cut_short() -> None:
    rooms = tuple(Room(f"R{i}", 30) for i in range(7))
    events = [Event(i % 2) for i in range(9)]

    found = reasons(school(*events, grid=TimeGrid(1, 1), rooms=rooms, weights=PLAIN))

    assert (
        "9 slots a week are needed in rooms R0, R1, R2, R3, R4 and 2 more, 7 there are: short by 2." in found
    )


def test_a_college_with_a_timetable_is_not_accused() -> None:
    assert reasons(generate_college("small")) == ()


@settings(max_examples=15)
@given(problem=tiny())
def test_what_counting_proves_the_model_proves_too(problem: Problem) -> None:
    engine = Engine(Layout(problem))

    if counting_proofs(engine.layout):
        model = whole_model(engine, Board(on_progress=None, stop=threading.Event()))
        assert model is not None
        assert lowest_cost(model) is None


def reasons(problem: Problem) -> tuple[str, ...]:
    return tuple(proof.reason for proof in counting_proofs(Layout(problem)))
