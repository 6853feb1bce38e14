"""Files written whole or not at all, and refused before the work rather than after it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from api.cli.bad_input import BadInput, as_bad_input


def check_outputs(
    outputs: Sequence[Path], *, inputs: Sequence[Path] = (), streams: Sequence[Path] = ()
) -> None:
    """Make sure that files can be written later.

    Parameters
    ----------
    outputs
        Files that will be made or replaced, whole.
    inputs
        Files that are read, and must not be written.
    streams
        Files that are written as they grow; a pipe or a device will do.

    Raises
    ------
    BadInput
        If a file is written twice, is also read, or is where nothing can be written.
    """
    with as_bad_input():
        taken = {path.resolve() for path in inputs}
        for path in (*streams, *outputs):
            if path.resolve() in taken:
                raise BadInput(f"{path} would be overwritten: it is named twice.")
            taken.add(path.resolve())
        for path in outputs:
            _check_place(path)


def write_whole(path: Path, write: Callable[[Path], None]) -> None:
    """Write a file such that no reader ever sees half of it.

    Parameters
    ----------
    path
        The file to make or replace.
    write
        Writes to the path it is given: a file of the same name, beside the real one.

    Raises
    ------
    BadInput
        If it cannot be written.
    """
    target = path.resolve()  # a link stays a link, and the file it points to is replaced
    with as_bad_input(), TemporaryDirectory(dir=target.parent, prefix=".") as folder:
        draft = Path(folder) / target.name
        write(draft)
        if target.exists():
            shutil.copymode(target, draft)
        draft.replace(target)


def try_out(path: Path, write: Callable[[Path], None]) -> None:
    """Write a file as ``write_whole`` does, and throw it away.

    Raises
    ------
    BadInput
        If it cannot be written.
    """
    with as_bad_input(), TemporaryDirectory(dir=path.resolve().parent, prefix=".") as folder:
        write(Path(folder) / path.name)


def _check_place(path: Path) -> None:
    folder = path.resolve().parent
    if not folder.is_dir():
        raise BadInput(f"There is no folder {folder} to write {path.name} to.")
    if path.exists() and not path.is_file():
        # Replacing a device by a file would break it for everybody.
        raise BadInput(f"{path} is not a regular file.")
    try_out(path, lambda draft: draft.touch())
