"""Progress as a file of JSON lines."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from api.cli.documents import progress_document
from engine.timetable.result import OnProgress, Progress


@contextmanager
def progress_file(path: Path) -> Iterator[OnProgress]:
    """A file that gets a line of JSON for each step, at once, so that others can follow it.

    Raises
    ------
    OSError
        If the file cannot be written.
    """
    # Without a buffer nothing is left over that could fail once more when the file is closed.
    with path.open("wb", buffering=0) as file:

        def write(step: Progress) -> None:
            file.write(json.dumps(progress_document(step)).encode() + b"\n")

        yield write
