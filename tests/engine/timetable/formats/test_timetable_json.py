"""Timetables as JSON."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.timetable.formats.ctt import parse_ctt
from engine.timetable.formats.errors import FormatError
from engine.timetable.formats.timetable_json import format_timetable, parse_timetable
from engine.timetable.problem import Problem
from engine.timetable.result import Result, Status
from engine.timetable.timetable import Timetable
from tests.engine.timetable.formats.examples import CTT, problems, timetables

TIMETABLE = Timetable.of([(0, 1), None, (2, 0), (5, 0)])


@pytest.fixture
def problem() -> Problem:
    return parse_ctt(CTT, file="a.ctt")


@pytest.fixture
def document(problem: Problem) -> dict[str, Any]:
    written: dict[str, Any] = json.loads(format_timetable(problem, TIMETABLE, file="a.json"))
    return written


@given(problems(), st.data())
def test_what_is_written_reads_as_an_equal_timetable(problem: Problem, data: st.DataObject) -> None:
    timetable = data.draw(timetables(problem))

    text = format_timetable(problem, timetable, file="a.json")

    assert parse_timetable(text, problem, file="a.json") == timetable


def test_placements_name_events_slots_and_rooms(document: dict[str, Any]) -> None:
    assert document["placements"] == [
        {"event": "logic#1", "slot": [0, 0], "room": "rB"},
        {"event": "proofs#1", "slot": [0, 2], "room": "rA"},
        {"event": "bread#1", "slot": [1, 2], "room": "rA"},
    ]


def test_the_solve_is_noted_beside_the_timetable(problem: Problem) -> None:
    result = Result(Status.FEASIBLE, TIMETABLE, 7, 5, {"working-days": 7}, 1.5, ())

    text = format_timetable(problem, TIMETABLE, file="a.json", result=result)

    document = json.loads(text)
    assert (document["status"], document["cost"], document["bound"]) == ("feasible", 7, 5)
    assert parse_timetable(text, problem, file="a.json") == TIMETABLE


@pytest.mark.parametrize(
    ("member", "value", "reason"),
    [
        ("event", "logic#3", 'the problem has no event "logic#3"'),
        ("event", "logic#1", 'event "logic#1" has a place already'),
        ("room", "rC", 'the problem has no room "rC"'),
        ("slot", [2, 0], "up to [1, 2], found [2, 0]"),
        ("slot", [0, 3], "up to [1, 2], found [0, 3]"),
    ],
)
def test_a_broken_placement_is_named_with_its_reason(
    problem: Problem, document: dict[str, Any], member: str, value: object, reason: str
) -> None:
    document["placements"][2][member] = value

    with pytest.raises(FormatError) as caught:
        parse_timetable(json.dumps(document), problem, file="a.json")

    assert caught.value.path == f"placements[2].{member}"
    assert reason in caught.value.reason


def test_the_timetable_of_another_problem_is_refused(problem: Problem, document: dict[str, Any]) -> None:
    document["problem"] = "Day school"

    with pytest.raises(FormatError, match='expected a timetable of "Evening school"'):
        parse_timetable(json.dumps(document), problem, file="a.json")
