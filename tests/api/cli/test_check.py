"""The referee from the command line."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from engine.timetable.formats import read_problem, write_timetable
from engine.timetable.timetable import Timetable

Run = Callable[..., Result]


@pytest.fixture
def clash(lessons: Callable[[int], Path], tmp_path: Path) -> tuple[Path, Path]:
    """Ada in two lessons at once."""
    source, solution = lessons(2), tmp_path / "clash.json"
    write_timetable(read_problem(source), Timetable.of([(0, 0), (0, 0)]), solution)
    return source, solution


def test_a_feasible_timetable_passes(run: Run, college: Path) -> None:
    result = run("check", college, college.with_name("witness.json"))

    assert result.exit_code == 0
    assert "Every hard rule is kept." in result.stdout


def test_a_clash_is_named_and_fails(run: Run, clash: tuple[Path, Path]) -> None:
    result = run("check", *clash)

    assert result.exit_code == 1
    assert "Ada" in result.stdout


def test_the_json_verdict_is_one_document(run: Run, clash: tuple[Path, Path]) -> None:
    result = run("check", *clash, "--json")

    verdict = json.loads(result.stdout)
    assert result.exit_code == 1
    assert verdict["feasible"] is False
    assert any(item["events"] == [0, 1] for item in verdict["violations"])
    assert verdict["cost_by_rule"]["room-capacity"] == 4


def test_the_preset_decides_what_is_charged(run: Run, clash: tuple[Path, Path]) -> None:
    verdict = json.loads(run("check", *clash, "--json", "--preset", "campus").stdout)

    assert "room-capacity" not in verdict["cost_by_rule"]


def test_a_timetable_of_another_problem_is_bad_input(
    run: Run, clash: tuple[Path, Path], college: Path
) -> None:
    result = run("check", college, clash[1])

    assert result.exit_code == 2
    assert result.stderr.startswith("Error: ")
