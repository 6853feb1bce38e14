"""Problems as JSON."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings

from engine.timetable.formats.ctt import parse_ctt
from engine.timetable.formats.errors import FormatError
from engine.timetable.formats.problem_json import format_problem, parse_problem
from engine.timetable.formats.schemas import schema
from engine.timetable.problem import Problem, Room, TimeGrid
from engine.timetable.weights import Weights
from tests.engine.timetable.formats.examples import ECTT, problems


@pytest.fixture
def document() -> dict[str, Any]:
    """The schema's own example."""
    example: dict[str, Any] = json.loads(json.dumps(schema("problem")["examples"][0]))
    return example


def _parse(document: object) -> Problem:
    return parse_problem(json.dumps(document, indent=1), file="a.json")


def _error(document: object) -> FormatError:
    with pytest.raises(FormatError) as caught:
        _parse(document)
    return caught.value


@settings(max_examples=100)
@given(problems())
def test_what_is_written_reads_as_an_equal_problem(problem: Problem) -> None:
    text = format_problem(problem, file="a.json")

    assert parse_problem(text, file="a.json") == problem


def test_an_instance_of_the_competition_survives_as_json() -> None:
    problem = parse_ctt(ECTT, file="a.ectt")

    assert parse_problem(format_problem(problem, file="a.json"), file="a.json") == problem


def test_the_example_reads_as_it_looks(document: dict[str, Any]) -> None:
    problem = _parse(document)

    theory, practice = problem.events
    assert problem.grid == TimeGrid(5, 3, 2, (480, 540, 630))
    assert problem.rooms[1].unavailable == {12, 13, 14}
    assert (practice.duration, practice.weeks, practice.after) == (2, 0b01, (0,))
    assert theory.weeks == 0


def test_what_equals_the_default_is_left_out() -> None:
    problem = Problem("Tiny", TimeGrid(1, 1), (Room("r", 1),), (), (), (), ())

    assert json.loads(format_problem(problem, file="a.json"))["rooms"] == [{"id": "r", "capacity": 1}]


def test_substitutes_are_teachers_by_id(document: dict[str, Any]) -> None:
    document["teachers"].append({"id": "t2"})
    document["courses"][0]["substitutes"] = ["t2"]

    assert _parse(document).courses[0].substitutes == (1,)


def test_an_unknown_substitute_is_refused(document: dict[str, Any]) -> None:
    document["courses"][0]["substitutes"] = ["nobody"]

    assert _error(document).reason == 'expected an id from "teachers", found "nobody"'


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("itc2007", Weights.preset("itc2007")),
        (
            {"preset": "itc2007", "late": 3},
            Weights(1, 5, 2, room_stability=1, late=3, use_room_constraints=False),
        ),
        ({}, Weights.preset("campus")),
    ],
)
def test_weights_are_a_preset_with_or_without_changes(
    document: dict[str, Any], written: object, read: Weights
) -> None:
    assert _parse(document | {"weights": written}).weights == read


def test_a_document_without_weights_is_judged_as_a_college(document: dict[str, Any]) -> None:
    del document["weights"]

    assert _parse(document).weights == Weights.preset("campus")


@pytest.mark.parametrize(("weeks", "read"), [("all", 0), ("even", 0b10), ([1, 2], 0b11), ([2], 0b10)])
def test_weeks_are_words_or_numbers(document: dict[str, Any], weeks: object, read: int) -> None:
    document["events"][0]["weeks"] = weeks

    assert _parse(document).events[0].weeks == read


@pytest.mark.parametrize(
    ("place", "value", "path", "reason"),
    [
        (("rooms", 1, "capacity"), -1, "rooms[1].capacity", "less than the minimum of 0"),
        (("rooms", 1, "capacity"), True, "rooms[1].capacity", "not of type 'integer'"),
        (("rooms", 1, "capacity"), 2.5, "rooms[1].capacity", "not of type 'integer'"),
        (("rooms", 1, "capcity"), 1, "rooms[1]", "'capcity' was unexpected"),
        (("rooms", 1, "id"), "r1", "rooms[1].id", '"r1" is used twice'),
        (("rooms", 1, "unavailable"), [[5, 0]], "rooms[1].unavailable[0]", "up to [4, 2], found [5, 0]"),
        (
            ("rooms", 1, "unavailable"),
            [[0, 0]] * 1001,
            "rooms[1].unavailable",
            "at most 1000 items, found 1001",
        ),
        (("rooms", 1, "unavailable"), [[0]], "rooms[1].unavailable[0]", "too short"),
        (("rooms",), {}, "rooms", "not of type 'array'"),
        (("grid", "days"), 8, "grid.days", "greater than the maximum of 7"),
        (("grid", "slots_per_day"), 10**9, "grid.slots_per_day", "greater than the maximum of 31"),
        (("grid", "starts", 0), "8 o'clock", "grid.starts[0]", "does not match"),
        (("grid", "starts", 1), "08:30", "", "Slots overlap"),
        (("weights",), "summer", "weights", "not one of"),
        (("weights",), {"late": -1}, "weights.late", "less than the minimum"),
        (("courses", 0, "teachers"), ["t9"], "courses[0].teachers[0]", 'found "t9"'),
        (("courses", 0, "teachers"), ["t1", "t1"], "courses[0].teachers[1]", '"t1" is named twice'),
        (("events", 1, "course"), "welding", "events[1].course", 'found "welding"'),
        (("events", 1, "id"), "wiring#3", "events[1].id", 'expected "wiring#2"'),
        (("events", 1, "after"), ["wiring#9"], "events[1].after[0]", 'found "wiring#9"'),
        (("events", 1, "after"), ["wiring#2"], "", "must come after itself"),
        (("events", 1, "duration"), 4, "", "lasts 4 slots"),
        (("events", 1, "weeks"), [3], "events[1].weeks", "2 weeks"),
        (("events", 1, "weeks"), [], "events[1].weeks", ""),
        (("events", 1, "pin_room"), "r9", "events[1].pin_room", 'found "r9"'),
        (("version",), 2, "version", "version 1 or earlier, found 2"),
        (("version",), "1", "version", "1 was expected"),
        (("format",), "smart-roster/timetable", "", '"format": "smart-roster/problem"'),
    ],
)
def test_a_broken_part_is_named_with_its_reason(
    document: dict[str, Any], place: tuple[str | int, ...], value: object, path: str, reason: str
) -> None:
    part: Any = document
    for step in place[:-1]:
        part = part[step]
    part[place[-1]] = value

    error = _error(document)

    assert error.path == path
    assert reason in error.reason


def test_a_broken_part_has_its_line() -> None:
    text = format_problem(parse_ctt(ECTT, file="a.ectt"), file="a.json")
    broken = text.replace('"capacity": 40', '"capacity": -40')

    with pytest.raises(FormatError) as caught:
        parse_problem(broken, file="a.json")

    line = broken.splitlines()[(caught.value.line or 0) - 1]
    assert '"capacity": -40' in line


@pytest.mark.parametrize("document", [None, [], 3, "text", {}, {"format": "smart-roster/problem"}])
def test_another_document_is_no_problem(document: object) -> None:
    assert isinstance(_error(document), FormatError)


def test_even_weeks_of_a_cycle_of_one_are_refused(document: dict[str, Any]) -> None:
    document["grid"]["weeks"] = 1
    document["events"][1]["weeks"] = "even"

    assert _error(document).path == "events[1].weeks"


def test_a_problem_beyond_the_format_is_not_written() -> None:
    problem = Problem("Vast", TimeGrid(1, 1), (Room("r", 10**9),), (), (), (), ())

    with pytest.raises(FormatError, match=r"rooms\[0\]\.capacity"):
        format_problem(problem, file="a.json")


def test_a_slot_that_starts_at_no_time_of_day_is_not_written() -> None:
    grid = TimeGrid(1, 1, starts=(6000,))

    with pytest.raises(FormatError, match="minute 6000"):
        format_problem(Problem("Late", grid, (), (), (), (), ()), file="a.json")
