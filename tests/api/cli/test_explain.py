"""The impossible explained from the command line."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import Result

from engine.timetable import Status, solve
from engine.timetable.formats import read_problem, write_problem

Run = Callable[..., Result]


@pytest.fixture
def crowded(lessons: Callable[[int], Path]) -> Path:
    """Three lessons by Ada, in a week of two slots."""
    return lessons(3)


def test_a_cause_is_told_with_the_way_out(run: Run, crowded: Path) -> None:
    result = run("explain", crowded)

    assert result.exit_code == 3
    assert "Cause 1: these cannot hold together (none of them can be missing):" in result.stdout
    assert "  - C0 has 1 event a week, with Ada." in result.stdout
    assert "Counted: Ada has 3 slots of events in week 1 and time for 2." in result.stdout
    assert "Cheapest way out of all of this, at a price of 20 (proved):" in result.stdout
    assert "With it there is a timetable: one was found." in result.stdout


def test_the_document_names_every_fact_and_its_price(run: Run, crowded: Path) -> None:
    result = run("explain", crowded, "--json")

    answer = json.loads(result.stdout)
    (cause,) = answer["causes"]
    assert (answer["status"], answer["restored"]) == ("infeasible", True)
    assert cause["minimal"] is True
    assert len(cause["facts"]) == 3
    assert {one["price"] for one in cause["relaxations"]} == {20}
    assert answer["remedy"]["price"] == answer["remedy"]["bound"] == 20


def test_the_problem_with_its_way_out_can_be_solved(run: Run, crowded: Path, tmp_path: Path) -> None:
    eased = tmp_path / "eased.json"

    assert run("explain", crowded, "--problem-out", eased).exit_code == 3

    assert solve(read_problem(eased), time_limit=5).status is Status.OPTIMAL


def test_a_long_cause_is_cut_short_in_the_terminal(run: Run, lessons: Callable[[int], Path]) -> None:
    result = run("explain", crowd(lessons), "--time-limit", 20)

    assert "more; --json names them all" in result.stdout


def test_what_is_possible_is_said_to_be(run: Run, lessons: Callable[[int], Path]) -> None:
    result = run("explain", lessons(2))

    assert result.exit_code == 0
    assert "Nothing is impossible here" in result.stdout


def test_without_time_nothing_is_claimed(run: Run, college: Path) -> None:
    result = run("explain", college, "--time-limit", 0)

    assert result.exit_code in (0, 4)
    assert "Cause" not in result.stdout


@pytest.mark.parametrize("options", [["--time-limit", -1], ["--workers", 0], ["--preset", "none"]])
def test_bad_options_are_refused(run: Run, crowded: Path, options: list[object]) -> None:
    assert run("explain", crowded, *options).exit_code == 2


def test_a_file_that_is_none_is_refused(run: Run, tmp_path: Path) -> None:
    rubbish = tmp_path / "rubbish.json"
    rubbish.write_bytes(b"\x00\xff")

    result = run("explain", rubbish)

    assert result.exit_code == 2
    assert "Traceback" not in result.output


def crowd(lessons: Callable[[int], Path]) -> Path:
    """Fifteen lessons by as many teachers in a room with fourteen slots."""
    path = lessons(15)
    problem = read_problem(path)
    grid = replace(problem.grid, days=1, slots_per_day=14, starts=())
    courses = tuple(replace(course, teachers=()) for course in problem.courses)
    write_problem(replace(problem, grid=grid, courses=courses), path)
    return path
