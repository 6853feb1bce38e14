"""Progress as plain lines, for logs."""

from __future__ import annotations

import click

from api.cli.words import step_words
from engine.timetable.result import Progress


class PlainProgress:
    """Prints improvements, at most one a second; what came in between is in the next line.

    Parameters
    ----------
    every
        Least seconds between two lines.
    """

    def __init__(self, every: float = 1.0) -> None:
        self._every = every
        self._next = 0.0
        self._last: tuple[int | None, int, int] | None = None

    def __call__(self, step: Progress) -> None:
        reached = (step.cost, step.bound, step.unplaced)
        if step.seconds < self._next or reached == self._last:
            return
        self._next = step.seconds + self._every
        self._last = reached
        click.echo(f"{step.seconds:7.1f} s  {step_words(step)}", err=True)
