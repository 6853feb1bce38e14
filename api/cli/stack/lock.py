"""One stack for each folder: two would share its database and its queue by accident."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from api.cli.bad_input import BadInput

LOCK = Path("var/serve.lock")


@contextmanager
def alone_in_folder(words: str) -> Iterator[int]:
    """Keep all others out of this folder until the block ends, and with it whoever has the lock's file open.

    ``words`` say what is done here, to those who are kept out.

    Raises
    ------
    BadInput
        If somebody else is at it.
    """
    LOCK.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with LOCK.open("a+", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            raise BadInput(f"In this folder {file.read().strip() or 'something runs already'}.") from None
        file.truncate(0)
        file.write(words)
        file.flush()
        yield file.fileno()
