"""What a fairer week costs, from the command line."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from api.cli.fairness import MOST_POINTS
from engine.timetable.fairness import MOST_POINTS as ENGINE_MOST_POINTS
from engine.timetable.formats import read_problem, read_timetable
from engine.timetable.score import evaluate

Run = Callable[..., Result]


def test_points_are_told_written_and_drawn(run: Run, college: Path, tmp_path: Path) -> None:
    folder, plot = tmp_path / "weeks", tmp_path / "frontier.svg"

    result = run(
        "fairness", college, "--points", 3, "--time-limit", 5, "--json", "--out-dir", folder, "--plot", plot
    )  # fmt: skip

    answer, problem = json.loads(result.stdout), read_problem(college)
    assert result.exit_code == 0
    files = [folder / f"timetable-{number}.json" for number in range(1, len(answer["points"]) + 1)]
    scores = [evaluate(problem, read_timetable(file, problem)) for file in files]
    assert [score.cost for score in scores] == [point["cost"] for point in answer["points"]]
    assert [score.cost_by_rule for score in scores] == [point["cost_by_rule"] for point in answer["points"]]
    assert sorted(folder.iterdir()) == files
    assert "<svg" in plot.read_text()


def test_the_terminal_says_who_gains(run: Run, college: Path) -> None:
    result = run("fairness", college, "--points", 2, "--time-limit", 4)

    assert result.exit_code == 0
    assert "rest at least" in result.stdout
    assert "Proved of every timetable: total cost" in result.stdout


def test_a_proof_that_there_is_none_exits_with_3(run: Run, lessons: Callable[[int], Path]) -> None:
    result = run("fairness", lessons(3), "--time-limit", 5)

    assert result.exit_code == 3
    assert "proved that no timetable" in result.stdout


def test_the_most_points_offered_are_the_engine_s() -> None:
    assert MOST_POINTS == ENGINE_MOST_POINTS


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("--points", "1"),
        ("--points", "13"),
        ("--time-limit", "-1"),
        ("--workers", "0"),
        ("--plot", "picture.gif"),
        ("--plot", "/missing/folder/x.png"),
        ("--out-dir", "/dev/null"),
        ("--out-dir", "/dev/null/x"),
    ],
)
def test_bad_options_are_refused_before_the_search(run: Run, college: Path, option: str, value: str) -> None:
    result = run("fairness", college, option, value)

    assert result.exit_code == 2
    assert result.stdout == ""
    assert "Error: " in result.stderr
