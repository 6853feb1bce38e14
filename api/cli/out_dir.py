"""A folder for several timetables: its option, its check before the work, and its files."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from api.cli.bad_input import as_bad_input
from api.cli.outputs import check_outputs, write_whole

if TYPE_CHECKING:
    from engine.timetable import Problem, Timetable

out_dir_option = click.option(
    "--out-dir",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="FOLDER",
    help="Write each timetable to a file of this folder, as JSON.",
)


def check_out_dir(
    folder: Path | None, most: int, *, inputs: Sequence[Path], outputs: Sequence[Path] = ()
) -> None:
    """Make the folder, and make sure that its files and the other outputs can be written later.

    Raises
    ------
    BadInput
        If something cannot be written, or would overwrite what is read.
    """
    files: list[Path] = []
    if folder is not None:
        with as_bad_input():
            folder.mkdir(parents=True, exist_ok=True)
        files = [_file(folder, number) for number in range(1, most + 1)]
    check_outputs([*files, *outputs], inputs=inputs)


def write_out_dir(folder: Path | None, problem: Problem, timetables: Sequence[Timetable]) -> None:
    """Write the timetables, numbered from 1, where there is a folder for them.

    Raises
    ------
    BadInput
        If one cannot be written.
    """
    from engine.timetable.formats import write_timetable

    if folder is None:
        return
    for number, timetable in enumerate(timetables, start=1):
        write_whole(_file(folder, number), partial(write_timetable, problem, timetable))


def _file(folder: Path, number: int) -> Path:
    return folder / f"timetable-{number}.json"
