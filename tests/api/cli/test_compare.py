"""Two timetables side by side, from the command line."""

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
def weeks(lessons: Callable[[int], Path], tmp_path: Path) -> tuple[Path, Path, Path]:
    """Ada's two lessons, and the same the other way round."""
    source = lessons(2)
    paths = tmp_path / "first.json", tmp_path / "second.json"
    for path, places in zip(paths, ([(0, 0), (1, 0)], [(1, 0), (0, 0)]), strict=True):
        write_timetable(read_problem(source), Timetable.of(places), path)
    return source, *paths


def test_moved_events_are_listed_in_the_document(run: Run, weeks: tuple[Path, Path, Path]) -> None:
    answer = json.loads(run("compare", *weeks, "--json").stdout)

    assert [move["event"] for move in answer["moves"]] == ["C0", "C1"]
    assert answer["before"]["cost"] == answer["after"]["cost"]


def test_the_terminal_names_both_places(run: Run, weeks: tuple[Path, Path, Path]) -> None:
    result = run("compare", *weeks)

    assert result.exit_code == 0
    assert "2 events elsewhere" in result.stdout
    assert "C0: Monday 08:00, R1 -> Monday 09:00, R1" in result.stdout


def test_a_timetable_of_another_problem_is_bad_input(
    run: Run, weeks: tuple[Path, Path, Path], college: Path
) -> None:
    result = run("compare", weeks[0], weeks[1], college.with_name("witness.json"))

    assert result.exit_code == 2
    assert "Traceback" not in result.output
