"""``smart-roster serve``: the web server and the worker behind it, ended together."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from types import FrameType

import click

from api.cli.bad_input import BadInput
from api.cli.installation import load_settings, open_database

STOP_WITHIN_S = 10
LOOK_EVERY_S = 0.2


@click.command(short_help="Serve the API on this machine.")
@click.option("--host", default="127.0.0.1", show_default=True, metavar="ADDRESS")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), metavar="N")
@click.option("--processes", default=1, show_default=True, type=click.IntRange(1, 64), metavar="N")
@click.option("--threads", default=8, show_default=True, type=click.IntRange(1, 64), metavar="N")
def serve(host: str, port: int, processes: int, threads: int) -> None:
    """Serve the API, with a worker that sends what it has to send, until Ctrl-C.

    The database must be at this version's schema: run smart-roster migrate first.
    """
    settings = load_settings()
    from models.migrating import newest_revision, revision_of

    database = open_database(settings)
    found, expected = revision_of(database.engine), newest_revision()
    database.close()
    if found != expected:
        raise BadInput(f"The database is at revision {found}, expected {expected}: run smart-roster migrate.")
    _refuse_taken(host, port)
    web = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port)]
    web += ["--workers", str(processes), "--blocking-threads", str(threads), "--factory", "--no-ws"]
    web += ["--log-level", "warning", "api.serving:application"]
    address = f"http://{host}:{port}"
    click.echo(f"API            {address}/api/\nDocumentation  {address}/api/docs/\nCtrl-C ends it.")
    raise SystemExit(run_together([web, [sys.executable, "-m", "workers"]]))


def _refuse_taken(host: str, port: int) -> None:
    """Say so in a sentence where the web server would end in pages of its own."""
    try:
        with socket.create_server((host, port)):
            pass
    except OSError as error:
        raise BadInput(f"Nothing can be served on {host}:{port}: {error.strerror}. Try --port.") from error


def run_together(commands: Sequence[Sequence[str]]) -> int:
    """Run programs until one ends or this process is told to; then end them all.

    Returns the exit code of the first that ended by itself, 0 when told to end.
    """
    told = False

    def end(_signal: int, _frame: FrameType | None) -> None:
        nonlocal told
        told = True

    earlier = {number: signal.signal(number, end) for number in (signal.SIGINT, signal.SIGTERM)}
    # Sessions of their own: Ctrl-C reaches this process alone, which ends the others in order.
    running = [
        subprocess.Popen(command, env=os.environ, start_new_session=True)  # noqa: S603 - our own programs
        for command in commands
    ]
    try:
        while not told and all(program.poll() is None for program in running):
            time.sleep(LOOK_EVERY_S)
        ended = [program.returncode for program in running if program.poll() is not None]
    finally:
        for program in running:
            program.terminate()
        for program in running:
            _see_end(program)
        for number, handler in earlier.items():
            signal.signal(number, handler)
    return 0 if told else (ended[0] or 1)


def _see_end(program: subprocess.Popen[bytes]) -> None:
    try:
        program.wait(STOP_WITHIN_S)
    except subprocess.TimeoutExpired:
        program.kill()
        program.wait()
