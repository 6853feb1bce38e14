"""Progress as one line that stays where it is, for terminals."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.live import Live
from rich.spinner import Spinner
from rich.text import Text

from api.cli.words import step_words
from engine.timetable.result import OnProgress, Progress


@contextmanager
def live_progress(time_limit: float) -> Iterator[OnProgress]:
    """A line on standard error that shows the latest step and a running clock, and then goes away."""
    line = _Line(time_limit)
    console = Console(stderr=True)
    with Live(line, console=console, refresh_per_second=8, transient=True, redirect_stdout=False):
        yield line.tell


class _Line:
    def __init__(self, time_limit: float) -> None:
        self._time_limit = time_limit
        self._began = time.monotonic()
        self._words = "reading the problem"
        self._spinner = Spinner("line")

    def tell(self, step: Progress) -> None:
        self._words = step_words(step)

    def __rich__(self) -> Spinner:
        # Asked for at every refresh, so that the clock runs between two steps as well.
        seconds = time.monotonic() - self._began
        words = f"{seconds:.1f} of {self._time_limit:,.0f} s  {self._words}  (Ctrl-C keeps the best)"
        self._spinner.update(text=Text(words, no_wrap=True, overflow="ellipsis"))
        return self._spinner
