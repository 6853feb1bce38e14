"""A solve's progress, told while it runs: on the terminal, in a log, in a file."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

import click

from api.cli.bad_input import as_bad_input
from api.cli.live_progress import live_progress
from api.cli.plain_progress import PlainProgress
from api.cli.progress_file import progress_file
from engine.timetable.result import OnProgress, Progress


@contextmanager
def watching(path: Path | None, time_limit: float, *, quiet: bool) -> Iterator[OnProgress]:
    """Somebody to tell the progress to, until the block ends.

    All words go to standard error, so that standard output holds the result alone.

    Parameters
    ----------
    path
        File for the steps as lines of JSON; None for no file.
    time_limit
        Seconds that the solve may take, shown beside those it has taken.
    quiet
        Say nothing except to a terminal, where somebody waits.

    Raises
    ------
    BadInput
        If the file cannot be written.
    """
    observers: list[OnProgress] = []
    with ExitStack() as open_until_end:
        if path is not None:
            with as_bad_input():
                observers.append(open_until_end.enter_context(progress_file(path)))
        if sys.stderr.isatty():
            observers.append(open_until_end.enter_context(live_progress(time_limit)))
        elif not quiet:
            observers.append(PlainProgress())
        yield _Telling(observers)


class _Telling:
    """Tells several observers; one that fails (its disk is full) is told no more."""

    def __init__(self, observers: Sequence[OnProgress]) -> None:
        self._observers = list(observers)

    def __call__(self, step: Progress) -> None:
        for observer in tuple(self._observers):
            try:
                observer(step)
            except OSError as error:
                self._observers.remove(observer)
                click.echo(f"Progress is no longer written: {error}", err=True)
