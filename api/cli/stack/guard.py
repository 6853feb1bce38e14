"""Ends what a supervisor has started, should the supervisor be killed before it can.

A program of its own, of the standard library alone. It reads until the pipe from its supervisor is
closed, which the system does whatever becomes of the supervisor. Then it ends every process that
carries the supervisor's mark in its environment, children of children too, however often their
parents have changed. Where there is no ``/proc`` nothing is found.
"""

import os
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

MARK = "SMART_ROSTER_STACK"
"""Variable that a supervisor sets for all it starts, to a word of its own."""

END_WITHIN_S = 5.0
LOOK_EVERY_S = 0.05


def main() -> None:
    """Wait for the end of the supervisor, whose mark is the one argument."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    sys.stdin.buffer.read()
    end_marked(sys.argv[1], within_s=END_WITHIN_S)


def end_marked(mark: str, *, within_s: float) -> None:
    """End all processes with a mark, by force what has not ended in time."""
    until = time.monotonic() + within_s
    _tell(marked(mark), signal.SIGTERM)
    while (left := list(marked(mark))) and time.monotonic() < until:
        time.sleep(LOOK_EVERY_S)
    _tell(left, signal.SIGKILL)


def marked(mark: str) -> Iterator[int]:
    """Processes with a mark, except this one."""
    wanted = f"{MARK}={mark}".encode()
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):  # it has ended meanwhile, or is somebody else's
            if wanted in (folder / "environ").read_bytes().split(b"\0") and int(folder.name) != os.getpid():
                yield int(folder.name)


def _tell(processes: "Iterator[int] | list[int]", number: signal.Signals) -> None:
    for process in processes:
        with suppress(ProcessLookupError, PermissionError):
            os.kill(process, number)


if __name__ == "__main__":
    main()
