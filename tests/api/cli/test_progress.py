"""Progress reaches the log and the file as it comes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from api.cli.bad_input import BadInput
from api.cli.live_progress import live_progress
from api.cli.plain_progress import PlainProgress
from api.cli.progress import watching
from engine.timetable.result import Progress

FIRST = Progress(0.1, "anneal", None, 0, unplaced=3)
SECOND = Progress(0.2, "anneal", 90, 0)
THIRD = Progress(1.2, "periods", 80, 60)


def test_plain_lines_come_at_most_once_a_second(capsys: pytest.CaptureFixture[str]) -> None:
    plain = PlainProgress()

    for step in (FIRST, SECOND, THIRD):
        plain(step)

    lines = capsys.readouterr().err.splitlines()
    assert lines == [
        "    0.1 s  no timetable yet, 3 broken  bound 0  anneal",
        "    1.2 s  cost 80  bound 60  gap 25.0 %  periods",
    ]


def test_plain_lines_tell_only_what_is_new(capsys: pytest.CaptureFixture[str]) -> None:
    plain = PlainProgress(every=0.0)

    for _ in range(3):
        plain(SECOND)

    assert len(capsys.readouterr().err.splitlines()) == 1


def test_each_step_is_in_the_file_at_once(tmp_path: Path) -> None:
    path = tmp_path / "progress.jsonl"

    with watching(path, 1.0, quiet=True) as on_progress:
        on_progress(THIRD)
        (line,) = path.read_text().splitlines()

    assert json.loads(line) == {
        "seconds": 1.2,
        "stage": "periods",
        "cost": 80,
        "bound": 60,
        "gap": 0.25,
        "unplaced": 0,
    }


def test_quiet_says_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    with watching(None, 1.0, quiet=True) as on_progress:
        on_progress(THIRD)

    assert capsys.readouterr() == ("", "")


def test_a_full_disk_ends_the_file_and_not_the_solve(capsys: pytest.CaptureFixture[str]) -> None:
    with watching(Path("/dev/full"), 1.0, quiet=True) as on_progress:
        on_progress(SECOND)
        on_progress(THIRD)

    assert capsys.readouterr().err.count("Progress is no longer written") == 1


def test_a_file_that_cannot_be_made_is_bad_input(tmp_path: Path) -> None:
    with pytest.raises(BadInput), watching(tmp_path / "missing" / "x", 1.0, quiet=True):
        pass


def test_the_live_line_takes_steps_before_and_after_a_timetable() -> None:
    with live_progress(60.0) as on_progress:
        on_progress(FIRST)
        on_progress(SECOND)
