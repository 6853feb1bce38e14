"""Solving from the command line: the outcome, the exit code, the files."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from engine.timetable.formats import read_problem, read_timetable
from engine.timetable.score import evaluate

Run = Callable[..., Result]


def test_an_optimal_timetable_is_written_and_exits_with_0(
    run: Run, lessons: Callable[[int], Path], tmp_path: Path
) -> None:
    source, out = lessons(2), tmp_path / "out.json"

    result = run("solve", source, "--time-limit", 10, "--out", out)

    problem = read_problem(source)
    assert result.exit_code == 0
    assert "status optimal  cost 4  bound 4  gap 0.0 %" in result.stdout
    assert evaluate(problem, read_timetable(out, problem)).is_feasible


def test_a_proof_that_there_is_none_exits_with_3(
    run: Run, lessons: Callable[[int], Path], tmp_path: Path
) -> None:
    out = tmp_path / "out.json"

    result = run("solve", lessons(3), "--time-limit", 10, "--out", out, "--json")

    outcome = json.loads(result.stdout)
    assert result.exit_code == 3
    assert outcome["status"] == "infeasible"
    assert outcome["reasons"]
    assert not out.exists()


def test_no_time_for_anything_exits_with_0_or_4(run: Run, college: Path) -> None:
    result = run("solve", college, "--time-limit", 0, "--json")

    outcome = json.loads(result.stdout)
    assert (outcome["status"], result.exit_code) in {("unknown", 4), ("feasible", 0)}


def test_the_json_outcome_says_everything(run: Run, college: Path) -> None:
    result = run("solve", college, "--time-limit", 3, "--json")

    outcome = json.loads(result.stdout)
    assert result.exit_code == 0
    assert outcome["status"] in {"feasible", "optimal"}
    assert sum(outcome["cost_by_rule"].values()) == outcome["cost"]
    assert outcome["bound"] <= outcome["cost"]
    assert outcome["placements"] == outcome["problem"]["events"] == len(read_problem(college).events)
    assert outcome["history"][-1]["cost"] == outcome["cost"]
    assert outcome["interrupted"] is False


def test_page_picture_and_progress_are_written_beside(run: Run, college: Path, tmp_path: Path) -> None:
    names = {"--html": "x.html", "--plot": "x.svg", "--progress": "x.jsonl", "--out": "x.json"}

    options = [part for option, name in names.items() for part in (option, tmp_path / name)]
    result = run("solve", college, "--time-limit", 2, *options)

    steps = [json.loads(line) for line in (tmp_path / "x.jsonl").read_text().splitlines()]
    assert result.exit_code == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(names.values())
    assert "College small-1" in (tmp_path / "x.html").read_text()
    assert steps[-1]["cost"] is not None


def test_deterministic_solves_agree(run: Run, lessons: Callable[[int], Path]) -> None:
    arguments = ("solve", lessons(2), "--time-limit", 2, "--deterministic", "--json")

    first, second = (json.loads(run(*arguments).stdout) for _ in range(2))

    assert (first["cost"], first["bound"]) == (second["cost"], second["bound"])


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("--time-limit", "-1"),
        ("--time-limit", "nan"),
        ("--time-limit", "inf"),
        ("--time-limit", "1e300"),
        ("--time-limit", "soon"),
        ("--workers", "0"),
        ("--workers", "1.5"),
        ("--seed", "-1"),
        ("--preset", "cheap"),
        ("--out", "/missing/folder/x.json"),
        ("--progress", "/missing/folder/x.jsonl"),
        ("--html", "/dev/null"),
        ("--plot", "picture.gif"),
    ],
)
def test_bad_options_are_refused_before_the_solve(run: Run, college: Path, option: str, value: str) -> None:
    result = run("solve", college, option, value)

    assert result.exit_code == 2
    assert result.stdout == ""
    assert "Error: " in result.stderr


def test_a_missing_file_is_bad_input(run: Run, tmp_path: Path) -> None:
    assert run("solve", tmp_path / "missing.json").exit_code == 2


def test_a_format_that_cannot_carry_the_timetable_is_refused_before_the_solve(
    run: Run, college: Path, tmp_path: Path
) -> None:
    result = run("solve", college, "--out", tmp_path / "x.sol")

    assert result.exit_code == 2
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_under_standard_output_is_no_traceback(lessons: Callable[[int], Path]) -> None:
    command = [sys.executable, "-c", "from api.cli import main; main()", "solve", str(lessons(2))]

    with Path("/dev/full").open("w") as full:
        ended = subprocess.run(
            command, check=False, stdout=full, stderr=subprocess.PIPE, text=True, timeout=60
        )

    assert ended.returncode == 2
    assert "Traceback" not in ended.stderr
