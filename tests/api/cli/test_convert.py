"""Files from one format into another."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from click.testing import Result

from engine.timetable.formats import read_problem, read_timetable, write_timetable
from engine.timetable.timetable import Timetable

Run = Callable[..., Result]


def test_a_problem_survives_the_way_through_a_competition_file(
    run: Run, lessons: Callable[[int], Path], tmp_path: Path
) -> None:
    source = lessons(2)

    there = run("convert", source, "--out", tmp_path / "x.ectt")
    back = run("convert", tmp_path / "x.ectt", "--out", tmp_path / "back.json")

    assert (there.exit_code, back.exit_code) == (0, 0)
    assert len(read_problem(tmp_path / "back.json").events) == 2


def test_a_timetable_becomes_a_solution_of_the_competition(
    run: Run, lessons: Callable[[int], Path], tmp_path: Path
) -> None:
    run("convert", lessons(2), "--out", tmp_path / "x.ctt")
    problem = read_problem(tmp_path / "x.ctt")
    timetable = Timetable.of([(0, 0), (1, 0)])
    source, target = tmp_path / "x.json", tmp_path / "x.sol"
    write_timetable(problem, timetable, source)

    result = run("convert", tmp_path / "x.ctt", "--solution", source, "--out", target)

    assert result.exit_code == 0
    assert read_timetable(target, problem) == timetable


def test_the_source_is_never_overwritten(run: Run, college: Path) -> None:
    before = college.read_bytes()

    result = run("convert", college, "--out", college)

    assert result.exit_code == 2
    assert college.read_bytes() == before


def test_rubbish_is_bad_input(run: Run, tmp_path: Path) -> None:
    rubbish = tmp_path / "rubbish.json"
    for content in (b"", b"{", b"[" * 100_000, b"\x00\xff", b'{"a": NaN}', b'"\\ud800"'):
        rubbish.write_bytes(content)

        result = run("convert", rubbish, "--out", tmp_path / "x.json")

        assert result.exit_code == 2
        assert result.stderr.startswith("Error: rubbish.json")
