"""Files of every format, good and bad."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from engine.timetable.formats import (
    FormatError,
    read_problem,
    read_timetable,
    write_problem,
    write_timetable,
)
from engine.timetable.formats.ctt import parse_ctt
from engine.timetable.problem import Problem
from engine.timetable.timetable import Timetable
from engine.timetable.weights import Weights
from tests.engine.timetable.formats.examples import CTT, ECTT, SOLUTION

TIMETABLE = Timetable.of([(0, 1), (4, 1), (2, 0), (2, 0)])


@pytest.fixture
def problem() -> Problem:
    return parse_ctt(CTT, file="a.ctt")


@pytest.mark.parametrize("name", ["a.ctt", "A.CTT", "a.ectt", "a.json", "a.txt", "a"])
def test_a_problem_survives_a_file_of_any_name(tmp_path: Path, problem: Problem, name: str) -> None:
    write_problem(problem, tmp_path / name)

    assert read_problem(str(tmp_path / name)) == problem


@pytest.mark.parametrize("name", ["a.sol", "a.json", "a.txt", "a"])
def test_a_timetable_survives_a_file_of_any_name(tmp_path: Path, problem: Problem, name: str) -> None:
    write_timetable(problem, TIMETABLE, tmp_path / name)

    assert read_timetable(tmp_path / name, problem) == TIMETABLE


def test_a_solution_file_holds_lines_of_the_competition(tmp_path: Path, problem: Problem) -> None:
    write_timetable(problem, TIMETABLE, tmp_path / "a.sol")

    assert (tmp_path / "a.sol").read_text(encoding="utf-8") == SOLUTION


def test_a_timetable_that_no_solution_carries_becomes_json(tmp_path: Path, problem: Problem) -> None:
    partial = Timetable.of([None, (4, 1), (2, 0), (2, 0)])

    write_timetable(problem, partial, tmp_path / "a.out")

    assert read_timetable(tmp_path / "a.out", problem) == partial


def test_a_solution_file_that_was_asked_for_by_name_is_never_json(tmp_path: Path, problem: Problem) -> None:
    longer = replace(problem, events=(replace(problem.events[0], duration=2), *problem.events[1:]))

    with pytest.raises(FormatError, match=r"a\.sol: a solution file cannot carry"):
        write_timetable(longer, TIMETABLE, tmp_path / "a.sol")
    assert not (tmp_path / "a.sol").exists()


@pytest.mark.parametrize("name", ["a.ctt", "a.json"])
def test_a_preset_takes_the_place_of_the_weights(tmp_path: Path, problem: Problem, name: str) -> None:
    write_problem(problem, tmp_path / name)

    assert read_problem(tmp_path / name).weights == Weights.preset("itc2007")
    assert read_problem(tmp_path / name, preset="campus").weights == Weights.preset("campus")


def test_an_unknown_preset_is_the_callers_error_not_the_files(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no preset 'summer'"):
        read_problem(tmp_path / "a.ctt", preset="summer")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "latin-1"])
def test_names_keep_their_accents_in_older_encodings(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "a.ctt").write_bytes(CTT.replace("logic", "méthode").encode(encoding))

    assert read_problem(tmp_path / "a.ctt").courses[0].id == "méthode"


@pytest.mark.parametrize("name", ["a.ctt", "a.ectt", "a.json", "a.txt", "a.sol"])
@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b" \r\n\t\n", "empty"),
        (CTT.encode()[:100] + b"\x00" + CTT.encode()[100:], "0x00"),
        (CTT.encode("utf-16"), "0x00"),
        (b"\x7fELF\x02\x01\x01" + bytes(range(256)), "0x02"),
        (b"PK\x03\x04" + b"\xff" * 100, "0x03"),
        (b"\xff\xfe\xfd" * 50, ""),
        (CTT[:200].encode(), ""),
        (b"{" * 200_000, ""),
        (b"[" * 200_000, ""),
        (b"\n" * 2_000_000 + b"x", ""),
        (b"9" * 100_000, ""),
        (b"x " * 1_000_000, ""),
    ],
    ids=[
        "empty", "blank", "NUL", "UTF-16", "ELF", "zip", "no UTF-8", "cut", "braces", "brackets",
        "blank lines", "digits", "words",
    ],
)  # fmt: skip
def test_a_file_of_something_else_is_refused(
    tmp_path: Path, problem: Problem, name: str, content: bytes, reason: str
) -> None:
    (tmp_path / name).write_bytes(content)

    with pytest.raises(FormatError) as no_problem:
        read_problem(tmp_path / name)
    with pytest.raises(FormatError) as no_timetable:
        read_timetable(tmp_path / name, problem)

    assert reason in no_problem.value.reason
    assert reason in no_timetable.value.reason
    assert no_problem.value.file == name


@pytest.mark.parametrize("name", ["a.ctt", "a.json", "a.sol"])
def test_a_file_of_a_hundred_megabytes_is_refused_unread(tmp_path: Path, problem: Problem, name: str) -> None:
    with (tmp_path / name).open("wb") as file:
        file.truncate(100_000_000)

    with pytest.raises(FormatError, match="expected at most 67,108,864 bytes, found 100,000,000"):
        read_problem(tmp_path / name)
    with pytest.raises(FormatError, match="found 100,000,000"):
        read_timetable(tmp_path / name, problem)


@pytest.mark.parametrize("name", ["missing.ctt", "missing/a.json", "", "nul\0.ctt", "x" * 300 + ".ctt"])
def test_a_path_without_a_file_is_refused(tmp_path: Path, problem: Problem, name: str) -> None:
    with pytest.raises(FormatError):
        read_problem(tmp_path / name)
    with pytest.raises(FormatError):
        read_timetable(tmp_path / name, problem)


def test_a_pipe_is_refused_without_waiting_for_it(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.ctt")

    with pytest.raises(FormatError, match="found a folder or a device"):
        read_problem(tmp_path / "a.ctt")


@pytest.mark.parametrize("name", ["", "missing/a.json", "nul\0.json"])
def test_a_path_that_cannot_be_written_is_refused(tmp_path: Path, problem: Problem, name: str) -> None:
    with pytest.raises(FormatError, match="cannot be written"):
        write_problem(problem, tmp_path / name)
    with pytest.raises(FormatError, match="cannot be written"):
        write_timetable(problem, TIMETABLE, tmp_path / name)


def test_half_a_surrogate_pair_is_not_written(tmp_path: Path, problem: Problem) -> None:
    with pytest.raises(FormatError, match="surrogate"):
        write_problem(replace(problem, name="\ud800"), tmp_path / "a.json")


@pytest.mark.parametrize(
    "placements", [[(0, 0)], [(0, 0), (6, 0), None, None], [(0, 0), (0, 2), None, None], [(-1, 0)] * 4]
)
def test_a_timetable_of_another_problem_is_not_written(
    tmp_path: Path, problem: Problem, placements: list[tuple[int, int] | None]
) -> None:
    with pytest.raises(FormatError):
        write_timetable(problem, Timetable.of(placements), tmp_path / "a.json")


def test_an_extended_instance_is_read_by_either_suffix(tmp_path: Path) -> None:
    for name in ("a.ctt", "a.ectt"):
        (tmp_path / name).write_text(ECTT, encoding="utf-8")

        assert read_problem(tmp_path / name).rooms[0].building == "north"
