"""Files appear whole or not at all."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from api.cli.bad_input import BadInput
from api.cli.outputs import check_outputs, write_whole


def write_new(draft: Path) -> None:
    draft.write_text("new")


def fail(draft: Path) -> None:
    draft.write_text("half")
    raise OSError("the disk is full")


def test_a_failed_write_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_text("old")

    with pytest.raises(BadInput, match="the disk is full"):
        write_whole(path, fail)

    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "real").write_text("old")
    (tmp_path / "link").symlink_to(tmp_path / "real")

    write_whole(tmp_path / "link", write_new)

    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real").read_text() == "new"


def test_a_replaced_file_keeps_its_permissions(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.touch(mode=0o640)
    path.chmod(0o640)

    write_whole(path, Path.touch)

    assert stat.S_IMODE(path.stat().st_mode) == 0o640


@pytest.mark.parametrize("path", ["missing/x.json", "."])
def test_a_place_that_takes_no_file_is_refused(tmp_path: Path, path: str) -> None:
    with pytest.raises(BadInput):
        check_outputs([tmp_path / path])


def test_a_device_is_not_replaced() -> None:
    with pytest.raises(BadInput, match="not a regular file"):
        check_outputs([Path("/dev/null")])


def test_two_outputs_in_one_file_are_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="named twice"):
        check_outputs([tmp_path / "x", tmp_path / "." / "x"])


def test_an_input_is_not_streamed_over(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="named twice"):
        check_outputs([], inputs=[tmp_path / "x"], streams=[tmp_path / "x"])


def test_checking_leaves_nothing_behind(tmp_path: Path) -> None:
    check_outputs([tmp_path / "x"])

    assert list(tmp_path.iterdir()) == []
