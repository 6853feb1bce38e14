"""Ctrl-C that asks to stop, rather than throwing the work away."""

from __future__ import annotations

import math
import os
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, current_thread, main_thread
from types import FrameType

SIGNALS = (signal.SIGINT, signal.SIGTERM)
EXIT_INTERRUPTED = 130
"""128 and the number of SIGINT, as shells say it."""

ECHO_S = 0.1
"""Signals closer than this are one wish: ``timeout`` and others signal a process and then its group."""


@contextmanager
def stop_on_signal() -> Iterator[Event]:
    """An event that the first SIGINT or SIGTERM sets; the second ends the program at once.

    The main thread must stay free to run signal handlers: do long work in another thread, and
    do not wait for the event itself, whose lock a handler could then never take.
    """
    stop = Event()
    asked_at = math.inf

    def on_signal(_number: int, _frame: FrameType | None) -> None:
        nonlocal asked_at
        now = time.monotonic()
        if now - asked_at > ECHO_S:
            _end_now()
        asked_at = min(asked_at, now)
        stop.set()

    if current_thread() is not main_thread():  # Python allows handlers in the main thread only
        yield stop
        return
    before = {number: signal.signal(number, on_signal) for number in SIGNALS}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler if handler is not None else signal.SIG_DFL)


def _end_now() -> None:
    if sys.stderr.isatty():
        os.write(sys.stderr.fileno(), b"\x1b[?25h\n")  # the live line had hidden the cursor
    # Not sys.exit: it would wait for the solve's threads, which is what the user is tired of.
    os._exit(EXIT_INTERRUPTED)
