"""Why an event is where it is, from the command line."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from engine.timetable.formats import read_problem, read_timetable
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
