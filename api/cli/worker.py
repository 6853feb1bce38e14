"""``smart-roster worker`` and ``smart-roster scheduler``: what a host beside the web servers runs."""

from __future__ import annotations

import os
import sys

import click

from api.cli.bad_input import BadInput
from api.cli.installation import load_settings
from api.cli.stop_signals import stop_on_signal


@click.command(short_help="Solve what the queue holds, on this host.")
@click.option("--count", default=1, show_default=True, type=click.IntRange(1, 64), metavar="N")
def worker(count: int) -> None:
    """Do runs that planners have asked for, N at a time, until SIGTERM or Ctrl-C.

    For hosts beside those that serve; all need the same DATABASE_URL, QUEUE_URL and keys. A run that is
    at hand when the worker is ended is given back, and done by another.
    """
    load_settings()
    if count == 1:
        _become("solve")
    from api.cli.stack.behind import solve_workers
    from api.cli.stack.guarding import guarded
    from api.cli.stack.supervisor import GaveUp, Supervisor

    first, *others = solve_workers(count)
    with stop_on_signal() as stop, guarded():
        try:
            Supervisor(first, lambda: others, say=lambda line: click.echo(line, err=True)).run(stop)
        except GaveUp as error:
            raise BadInput(str(error)) from error


@click.command(short_help="Do what is due again and again.")
def scheduler() -> None:
    """Do periodic work until SIGTERM or Ctrl-C: remove what has served its purpose.

    Several may run on different hosts; each job is done by one of them.
    """
    load_settings()
    _become("schedule")


@click.command(short_help="Hand on what requests have left to do.")
def relay() -> None:
    """Send e-mails, queue runs, and find runs whose worker died, until SIGTERM or Ctrl-C.

    Several may run on different hosts; each piece of work is handed on by one of them.
    """
    load_settings()
    _become("relay")


def _become(deed: str) -> None:
    """Go on as that program: who supervises this command has no process in between."""
    sys.stdout.flush()
    sys.stderr.flush()
    os.execv(sys.executable, [sys.executable, "-m", "workers", deed])  # noqa: S606 - a program of ours
