"""Colleges from the command line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from click.testing import Result

from engine.timetable.formats import read_problem
from engine.timetable.generate import generate_college

Run = Callable[..., Result]


def test_the_college_written_is_the_college_of_size_and_seed(run: Run, tmp_path: Path) -> None:
    result = run("generate", "small", "--out", tmp_path / "x.json", "--seed", 7)

    assert result.exit_code == 0
    assert read_problem(tmp_path / "x.json") == generate_college("small", seed=7)


def test_an_unknown_size_is_bad_input(run: Run, tmp_path: Path) -> None:
    result = run("generate", "tiny", "--out", tmp_path / "x.json")

    assert result.exit_code == 2
    assert "'tiny'" in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_format_that_cannot_carry_the_college_is_bad_input(run: Run, tmp_path: Path) -> None:
    result = run("generate", "small", "--out", tmp_path / "x.ctt")

    assert result.exit_code == 2
    assert list(tmp_path.iterdir()) == []
