"""Solutions of the competition, read and written."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.timetable.formats.ctt import parse_ctt
from engine.timetable.formats.ctt_solution import format_ctt_solution, parse_ctt_solution
from engine.timetable.formats.errors import FormatError
from engine.timetable.problem import Problem
from engine.timetable.timetable import Timetable
from tests.engine.timetable.formats.examples import CTT, SOLUTION, competition_problems


@pytest.fixture
def problem() -> Problem:
    return parse_ctt(CTT, file="a.ctt")


def test_a_solution_places_every_event(problem: Problem) -> None:
    timetable = parse_ctt_solution(SOLUTION, problem, file="a.sol")

    assert timetable == Timetable.of([(0, 1), (4, 1), (2, 0), (2, 0)])


@given(competition_problems(), st.data())
def test_what_is_written_reads_as_an_equal_timetable(problem: Problem, data: st.DataObject) -> None:
    if not problem.rooms:
        return
    room = st.integers(0, len(problem.rooms) - 1)
    slots = st.permutations(range(problem.grid.num_slots))
    free = [iter(data.draw(slots)) for _ in problem.courses]
    timetable = Timetable.of([(next(free[event.course]), data.draw(room)) for event in problem.events])

    text = format_ctt_solution(problem, timetable, file="a.sol")

    assert parse_ctt_solution(text, problem, file="a.sol") == timetable


@pytest.mark.parametrize(("known", "written"), [("rA", "A"), ("A", "rA"), ("rA", "rA")])
def test_a_room_is_found_with_or_without_its_leading_r(known: str, written: str) -> None:
    problem = parse_ctt(CTT.replace("rA", known), file="a.ctt")

    timetable = parse_ctt_solution(SOLUTION.replace("rA", written), problem, file="a.sol")

    assert timetable[3] == (2, 0)


def test_lines_may_come_in_any_order_with_blank_ones_between(problem: Problem) -> None:
    text = "\r\n\r\n".join(reversed(SOLUTION.splitlines()))

    timetable = parse_ctt_solution(text, problem, file="a.sol")

    assert timetable == Timetable.of([(4, 1), (0, 1), (2, 0), (2, 0)])


@pytest.mark.parametrize(
    ("old", "new", "line", "reason"),
    [
        ("bread rA 0 2", "cake rA 0 2", 4, 'id of a course, found "cake"'),
        ("bread rA 0 2", "bread rC 0 2", 4, 'id of a room, found "rC"'),
        ("bread rA 0 2", "bread rA 2 2", 4, "day 2; expected 0 to 1"),
        ("bread rA 0 2", "bread rA 0 3", 4, "period 3; expected 0 to 2"),
        ("bread rA 0 2", "bread rA 0 -1", 4, "whole numbers"),
        ("bread rA 0 2", "bread rA 0", 4, "course room day period"),
        ("bread rA 0 2", "bread rA 0 2\nbread rA 0 1", 5, '1 lectures of course "bread", found one more'),
        ("logic rB 1 1", "logic rA 0 0", 2, 'course "logic" is in day 0, period 0 already'),
        ("logic rB 1 1\n", "", None, '2 lectures of course "logic", found 1'),
    ],
)
def test_a_broken_line_is_named_with_its_reason(
    problem: Problem, old: str, new: str, line: int | None, reason: str
) -> None:
    with pytest.raises(FormatError) as caught:
        parse_ctt_solution(SOLUTION.replace(old, new), problem, file="a.sol")

    assert caught.value.line == line
    assert reason in caught.value.reason


def test_a_timetable_with_an_unplaced_event_is_not_written(problem: Problem) -> None:
    timetable = Timetable.of([(0, 1), None, (2, 0), (2, 0)])

    with pytest.raises(FormatError, match=r"logic \(2 of 2\) has none"):
        format_ctt_solution(problem, timetable, file="a.sol")


def test_events_longer_than_a_lecture_are_refused_both_ways(problem: Problem) -> None:
    longer = replace(problem, events=(replace(problem.events[0], duration=2), *problem.events[1:]))
    timetable = parse_ctt_solution(SOLUTION, problem, file="a.sol")

    with pytest.raises(FormatError, match="lasts 2 slots"):
        format_ctt_solution(longer, timetable, file="a.sol")
    with pytest.raises(FormatError, match="lasts 2 slots"):
        parse_ctt_solution(SOLUTION, longer, file="a.sol")


def test_events_of_some_weeks_are_refused(problem: Problem) -> None:
    events = (replace(problem.events[0], weeks=1), *problem.events[1:])
    fortnightly = replace(problem, grid=replace(problem.grid, weeks=2), events=events)

    with pytest.raises(FormatError, match="not held in every week"):
        parse_ctt_solution(SOLUTION, fortnightly, file="a.sol")
