"""``smart-roster serve``: everything that an installation on one machine runs, ended together."""

from __future__ import annotations

import os
import resource
import socket
import sys
from collections.abc import Sequence

import click

from api.cli.bad_input import BadInput
from api.cli.installation import load_environment, load_settings, open_database
from api.cli.stack.guarding import guarded
from api.cli.stack.lock import alone_in_folder
from api.cli.stack.programs import Service, web
from api.cli.stack.supervisor import GaveUp, Supervisor
from api.cli.stop_signals import stop_on_signal

EXIT_GAVE_UP = 5


@click.command(short_help="Serve the API on this machine.")
@click.option("--host", default="127.0.0.1", show_default=True, metavar="ADDRESS")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), metavar="N")
@click.option("--processes", default=1, show_default=True, type=click.IntRange(1, 64), metavar="N")
@click.option("--threads", default=4, show_default=True, type=click.IntRange(1, 128), metavar="N")
@click.option("--workers", default=1, show_default=True, type=click.IntRange(0, 64), metavar="N")
@click.option("--web-only", is_flag=True, help="Nothing but the web server; the rest runs elsewhere.")
def serve(host: str, port: int, processes: int, threads: int, workers: int, web_only: bool) -> None:
    """Serve the API with all that works behind it, until Ctrl-C.

    Starts the queue's server (where QUEUE_URL is embedded), the web server, the relay of the outbox,
    solve workers and the scheduler, and starts again what dies. With --workers 0 the solving is left to
    hosts that run smart-roster worker. The database must be at this version's schema: run
    smart-roster migrate first.

    Exit code 5 means that a program did not stay up.
    """
    address = f"http://{host}:{port}"
    with alone_in_folder(
        f"{address} is being served already. End that first, or serve from another folder."
    ) as lock:
        _refuse_taken(host, port)
        load_environment()
        os.environ["WEB_THREADS"] = str(threads)  # as the web server's processes read it
        raise_limit_of_files()
        first = web(host, port, processes=processes, threads=threads)
        with stop_on_signal() as stop, guarded(keep_open=(lock,)):
            supervisor = Supervisor(first, lambda: _others(workers, web_only=web_only), say=_say)
            try:
                supervisor.run(stop, on_ready=lambda: _tell(address))
            except GaveUp as error:
                _say(str(error))
                raise SystemExit(EXIT_GAVE_UP) from error
    _say("ended.")


def _say(line: str) -> None:
    click.echo(f"smart-roster: {line}", err=True)


def _others(workers: int, *, web_only: bool) -> Sequence[Service]:
    """Everything behind the web server; refuses a database that is not migrated."""
    settings = load_settings()
    from api.cli.stack.behind import behind_web
    from models.migrating import newest_revision, revision_of
    from services.queue import folder_of

    database = open_database(settings)
    try:
        found, expected = revision_of(database.engine), newest_revision()
    finally:
        database.close()
    if found != expected:
        raise BadInput(f"The database is at revision {found}, expected {expected}: run smart-roster migrate.")
    return [] if web_only else behind_web(folder_of(settings.queue_url), workers=workers)


def _tell(address: str) -> None:
    click.echo(f"API            {address}/api/\nDocumentation  {address}/api/docs/")
    _tell_logins()
    click.echo("Ctrl-C ends it.")


def _tell_logins() -> None:
    """Accounts of the demo college, where it is."""
    from services.seeding.logins import logins_of_demo

    database = open_database(load_settings())
    try:
        logins = logins_of_demo(database)
    finally:
        database.close()
    if logins:
        click.echo("The demo college, with the password that smart-roster seed has shown:")
    for login in logins:
        click.echo(f"  {login.role:<13} {login.email}")


def _refuse_taken(host: str, port: int) -> None:
    """Say so in a sentence where the web server would end in pages of its own."""
    try:
        with socket.create_server((host, port)):
            pass
    except OSError as error:
        raise BadInput(f"Nothing can be served on {host}:{port}: {error.strerror}. Try --port.") from error


def raise_limit_of_files() -> None:
    """Let the web server keep as many connections open as the system allows."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    if sys.platform != "darwin":  # which says that it allows more than it does
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
