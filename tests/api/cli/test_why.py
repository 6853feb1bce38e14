"""Why an event is where it is, from the command line."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import Result

from engine.timetable.formats import read_problem, read_timetable, write_problem, write_timetable
from engine.timetable.problem import Problem
from engine.timetable.score import evaluate
from engine.timetable.timetable import Timetable

Run = Callable[..., Result]


@pytest.fixture
def problem(college: Path) -> Problem:
    return read_problem(college)


def test_places_are_ranked_with_what_each_would_cost(run: Run, college: Path, problem: Problem) -> None:
    course = problem.courses[0].id

    answer = json.loads(
        run("why", college, college.with_name("witness.json"), f"{course}/1", "--top", 3, "--json").stdout
    )

    assert len(answer["alternatives"]) == 3
    assert answer["open"] <= answer["places"]
    costs = [one["cost"] for one in answer["alternatives"] if one["open"]]
    assert costs == sorted(costs)


def test_one_place_is_judged_rule_by_rule(run: Run, college: Path, problem: Problem) -> None:
    witness = read_timetable(college.with_name("witness.json"), problem)
    event = problem.events_of_course[0][0]
    now = witness[event]
    assert now is not None
    slot = 0 if now.slot else 1
    moved = list(witness.placements)
    moved[event] = type(now)(slot, now.room)
    after = evaluate(problem, Timetable(tuple(moved)))

    where = ["--slot", problem.grid.label(slot).lower(), "--room", problem.rooms[now.room].id]
    name = f"{problem.courses[0].id}/1"
    answer = json.loads(run("why", college, college.with_name("witness.json"), name, *where, "--json").stdout)

    assert answer["cost"] == after.cost - evaluate(problem, witness).cost
    assert len(answer["violations"]) == len(after.violations)


def test_the_terminal_says_it_in_words(run: Run, college: Path, problem: Problem) -> None:
    name = f"{problem.courses[0].id}/1"
    result = run("why", college, college.with_name("witness.json"), name)

    assert result.exit_code == 0
    assert "are open to it" in result.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["no-such-course"], "no course 'no-such-course'"),
        (["{course}/99"], "say which"),
        (["{course}/x"], "say which"),
        (["{course}/1", "--slot", "Monday 03:33"], "no slot"),
        (["{course}/1", "--room", "nowhere"], "no room"),
    ],
)
def test_unknown_names_are_bad_input(
    run: Run, college: Path, problem: Problem, arguments: list[str], said: str
) -> None:
    texts = [text.format(course=problem.courses[0].id) for text in arguments]

    result = run("why", college, college.with_name("witness.json"), *texts)

    assert result.exit_code == 2
    assert said in result.stderr


def test_others_may_move_to_make_up_for_it(run: Run, college: Path, problem: Problem, tmp_path: Path) -> None:
    witness, out = college.with_name("witness.json"), tmp_path / "forced.json"
    name, event = f"{problem.courses[0].id}/1", problem.events_of_course[0][0]
    before = read_timetable(witness, problem)
    now = before[event]
    assert now is not None
    label = problem.grid.label(now.slot)

    result = run(
        "why", college, witness, name, "--slot", label, "--deep", "--time-limit", 3, "--out", out, "--json"
    )

    answer, after = json.loads(result.stdout), read_timetable(out, problem)
    assert result.exit_code == 0
    assert answer["cost"] == evaluate(problem, after).cost - evaluate(problem, before).cost
    assert answer["cost"] == sum(answer["change_by_rule"].values()) <= 0
    assert {bound["scope"] for bound in answer["bounds"]} <= {"part", "whole"}


def test_a_place_that_nobody_can_make_free_exits_with_three(
    run: Run, lessons: Callable[[int], Path], tmp_path: Path
) -> None:
    source, solved = lessons(1), tmp_path / "solved.json"
    problem = read_problem(source)
    ada = replace(problem.teachers[0], unavailable=frozenset({1}))
    problem = replace(problem, teachers=(ada,))
    write_problem(problem, source)
    write_timetable(problem, Timetable.of([(0, 0)]), solved)

    result = run("why", source, solved, "C0", "--slot", "Monday 09:00", "--deep")

    assert result.exit_code == 3
    assert "It is proved that no timetable has C0 there" in result.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--deep"], "--deep needs --slot"),
        (["--deep", "--slot", "Monday 03:33"], "no slot"),
        (["--deep", "--slot", "Monday 08:00", "--room", "nowhere"], "no room"),
        (["--deep", "--slot", "Monday 08:00", "--time-limit", -1], "not in the range"),
        (["--deep", "--slot", "Monday 08:00", "--workers", 0], "not in the range"),
        (["--out", "elsewhere.json"], "--out needs --deep"),
    ],
)
def test_questions_that_are_none_are_bad_input(
    run: Run, college: Path, problem: Problem, arguments: list[object], said: str
) -> None:
    result = run("why", college, college.with_name("witness.json"), f"{problem.courses[0].id}/1", *arguments)

    assert result.exit_code == 2
    assert said in result.stderr
