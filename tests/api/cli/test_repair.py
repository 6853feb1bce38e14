"""A timetable mended from the command line."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from engine.timetable.formats import read_problem, read_timetable
from engine.timetable.score import evaluate

Run = Callable[..., Result]


@pytest.fixture
def witness(college: Path) -> Path:
    return college.with_name("witness.json")


def test_an_ill_teacher_is_worked_around_and_who_must_know_is_told(
    run: Run, college: Path, witness: Path, tmp_path: Path
) -> None:
    problem, out, changed = read_problem(college), tmp_path / "mended.json", tmp_path / "changed.json"
    ill = problem.teachers[0]

    result = run(
        "repair", college, witness, "--teacher-away", ill.id, "--when", "monday",
        "--out", out, "--problem-out", changed, "--json",
    )  # fmt: skip

    answer = json.loads(result.stdout)
    now = read_problem(changed)
    assert result.exit_code == 0
    assert answer["moved"] == len(answer["moves"]) >= answer["fewest"]
    assert evaluate(now, read_timetable(out, now)).is_feasible
    assert set(range(problem.grid.slots_per_day)) <= now.teachers[0].unavailable


def test_the_terminal_says_who_is_to_be_told(run: Run, college: Path, witness: Path) -> None:
    problem = read_problem(college)
    timetable = read_timetable(witness, problem)
    room = next(place.room for _, place in timetable.placed())

    result = run("repair", college, witness, "--room-closed", problem.rooms[room].id, "--when", "Friday")

    assert result.exit_code == 0
    assert "moved (proved" in result.stdout


def test_what_cannot_be_mended_exits_with_three(
    run: Run, lessons: Callable[[int], Path], tmp_path: Path
) -> None:
    source = lessons(1)
    solved = tmp_path / "solved.json"
    assert run("solve", source, "--time-limit", 5, "--out", solved).exit_code == 0

    result = run("repair", source, solved, "--teacher-away", "Ada")

    assert result.exit_code == 3
    assert "proved that no timetable mends this" in result.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--teacher-away", "nobody"], "no teacher 'nobody'"),
        (["--group-away", "nobody"], "no group 'nobody'"),
        (["--room-closed", "nowhere"], "no room 'nowhere'"),
        (["--teacher-away", "nobody", "--when", "Noday"], "no slot 'noday'"),
        (["--cancel", "nothing"], "no course 'nothing'"),
        (["--time-limit", "-1"], "not in the range"),
    ],
)
def test_unknown_names_are_bad_input(
    run: Run, college: Path, witness: Path, arguments: list[str], said: str
) -> None:
    result = run("repair", college, witness, *arguments)

    assert result.exit_code == 2
    assert said in result.stderr


def test_the_input_is_never_overwritten(run: Run, college: Path, witness: Path) -> None:
    result = run("repair", college, witness, "--out", witness)

    assert result.exit_code == 2
    assert "overwritten" in result.stderr
