"""Several timetables to choose from, from the command line."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from engine.timetable.formats import read_problem, read_timetable, write_timetable
from engine.timetable.score import evaluate
from engine.timetable.timetable import Timetable

Run = Callable[..., Result]


@pytest.fixture
def witness(college: Path) -> Path:
    return college.with_name("witness.json")


def test_variants_are_told_and_written(run: Run, college: Path, witness: Path, tmp_path: Path) -> None:
    folder = tmp_path / "weeks"

    result = run(
        "variants", college, "--timetable", witness, "--count", 3, "--differ", 10, "--tolerance", "5 %",
        "--time-limit", 20, "--json", "--out-dir", folder,
    )  # fmt: skip

    answer, problem = json.loads(result.stdout), read_problem(college)
    files = [folder / f"timetable-{number}.json" for number in (1, 2, 3)]
    costs = [evaluate(problem, read_timetable(file, problem)).cost for file in files]
    assert result.exit_code == 0
    assert costs == [variant["cost"] for variant in answer["variants"]]
    assert max(costs) <= answer["limit"]
    assert read_timetable(files[0], problem) == read_timetable(witness, problem)


def test_the_terminal_says_how_far_apart_they_are_and_that_there_are_no_more(
    run: Run, lessons: Callable[[int], Path]
) -> None:
    result = run("variants", lessons(2), "--differ", 1, "--time-limit", 10)

    assert result.exit_code == 0
    assert "2 timetables of cost 4 at most" in result.stdout
    assert "It is proved that there is no other beside these." in result.stdout
    assert "2 (2)" in result.stdout


def test_a_single_timetable_is_told_as_one(run: Run, lessons: Callable[[int], Path]) -> None:
    result = run("variants", lessons(1), "--count", 1, "--time-limit", 10)

    assert result.exit_code == 0
    assert "1 timetable of cost" in result.stdout


def test_a_proof_that_there_is_none_exits_with_3(run: Run, lessons: Callable[[int], Path]) -> None:
    result = run("variants", lessons(3), "--time-limit", 5)

    assert result.exit_code == 3
    assert "proved that no timetable" in result.stdout


def test_a_timetable_that_breaks_rules_is_bad_input(
    run: Run, lessons: Callable[[int], Path], tmp_path: Path
) -> None:
    source, broken = lessons(2), tmp_path / "broken.json"
    write_timetable(read_problem(source), Timetable.of([(0, 0), (0, 0)]), broken)

    result = run("variants", source, "--timetable", broken)

    assert result.exit_code == 2
    assert "mend it first" in result.stderr


def test_a_timetable_of_another_problem_is_bad_input(
    run: Run, lessons: Callable[[int], Path], witness: Path
) -> None:
    assert run("variants", lessons(2), "--timetable", witness).exit_code == 2


def test_the_input_is_never_overwritten(run: Run, lessons: Callable[[int], Path], tmp_path: Path) -> None:
    source, start = lessons(2), tmp_path / "timetable-1.json"
    write_timetable(read_problem(source), Timetable.of([(0, 0), (1, 0)]), start)

    result = run("variants", source, "--timetable", start, "--out-dir", tmp_path)

    assert result.exit_code == 2
    assert "overwritten" in result.stderr


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("--count", "0"),
        ("--differ", "-1"),
        ("--differ", "0"),
        ("--tolerance", "-5%"),
        ("--tolerance", "0.05"),
        ("--tolerance", "nan%"),
        ("--tolerance", "much"),
        ("--time-limit", "-1"),
        ("--workers", "0"),
        ("--timetable", "/missing/x.json"),
        ("--out-dir", "/dev/null"),
    ],
)
def test_bad_options_are_refused_before_the_search(run: Run, college: Path, option: str, value: str) -> None:
    result = run("variants", college, option, value)

    assert result.exit_code == 2
    assert result.stdout == ""
    assert "Error: " in result.stderr
