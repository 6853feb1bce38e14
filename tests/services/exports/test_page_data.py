"""The data that the page's script draws from."""

from __future__ import annotations

from typing import Any

from engine.timetable.constraints.rule import Cost
from engine.timetable.problem import Problem
from engine.timetable.result import Result
from engine.timetable.timetable import Timetable
from services.exports.page_data import course_hue, page_data


def data_of(problem: Problem, timetable: Timetable | None, costs: tuple[Cost, ...] = ()) -> Any:
    assert timetable is not None
    return page_data(problem, timetable, costs)


def test_events_carry_their_place_weeks_and_pins(problem: Problem, result: Result) -> None:
    data = data_of(problem, result.timetable)

    assert data["patterns"] == [["odd weeks", [1]], ["", [1, 2]]]
    assert data["events"] == [[0, 2, 1, 0, 0, 0], [1, 1, 0, 3, 0, 3]]


def test_an_event_without_a_place_is_marked_so(problem: Problem) -> None:
    data = data_of(problem, Timetable.of([None, (3, 0)]))

    assert data["events"][0][3:5] == [-1, -1]


def test_breaks_and_closed_slots_are_there_to_be_drawn(problem: Problem, result: Result) -> None:
    data = data_of(problem, result.timetable)

    assert data["grid"]["breaks"] == [1]
    assert data["rooms"] == [["Hall <1>", "R1 · 30 seats", [5], []]]
    assert data["groups"] == [["G1", "25 trainees", [], [0]]]


def test_costs_keep_their_reasons_and_events(problem: Problem, result: Result) -> None:
    cost = Cost("disliked", 4, (0,), "G1 dislikes Monday 08:00")

    data = data_of(problem, result.timetable, (cost,))

    assert data["rules"] == ["disliked"]
    assert data["costs"] == [[0, 4, (0,), "G1 dislikes Monday 08:00"]]


def test_a_course_has_the_same_hue_in_every_page() -> None:
    assert course_hue("C1") == 123
