"""Nothing is left behind: not by a supervisor that ends, nor by one that is killed."""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from api.cli.stack import guard

FORCE_WITHIN_S = 1.0
"""What is left when everything was stopped in order had its time already."""


@contextmanager
def guarded(*, keep_open: tuple[int, ...] = ()) -> Iterator[None]:
    """Have everything that this process starts within the block ended with it, even if it is killed.

    ``keep_open`` are files that stay open until all has ended, such as a lock.
    """
    earlier, mark = os.environ.get(guard.MARK), secrets.token_hex(16)
    os.environ[guard.MARK] = mark
    # Isolated: it needs nothing of the project, and is up in a hundredth of a second.
    command = [sys.executable, "-I", "-S", str(Path(guard.__file__)), mark]
    environment = {name: value for name, value in os.environ.items() if name != guard.MARK}
    watcher = subprocess.Popen(  # noqa: S603 - a file of ours
        command, stdin=subprocess.PIPE, env=environment, start_new_session=True, pass_fds=keep_open
    )
    try:
        yield
    finally:
        if earlier is None:
            del os.environ[guard.MARK]
        else:
            os.environ[guard.MARK] = earlier
        guard.end_marked(mark, within_s=FORCE_WITHIN_S)
        watcher.communicate()
