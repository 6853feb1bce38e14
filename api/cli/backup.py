"""``smart-roster backup`` and ``smart-roster restore``: all of the database, out and back in."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from api.cli.bad_input import BadInput
from api.cli.installation import load_settings, open_database
from api.cli.stack.lock import alone_in_folder

if TYPE_CHECKING:
    from services.settings import Settings

KEYS = (
    "The keys in .env are not in it: keep DATA_KEYS and INDEX_KEY elsewhere, nobody can read it without them."
)


@click.command(short_help="Write all of the database to a file.")
@click.argument("target", type=click.Path(path_type=Path), metavar="FILE|FOLDER")
def backup(target: Path) -> None:
    """Write all of the database to a file, or to a new file in a folder; the service may go on meanwhile.

    On PostgreSQL pg_dump must be on the path, and the role must see every tenant's rows: a superuser
    or one with BYPASSRLS, named by BACKUP_DATABASE_URL (or else by MIGRATION_DATABASE_URL).
    """
    settings = load_settings()
    from models.session import utc_now
    from services.backups import CannotBackUp, back_up, suffix_of

    url = _url_of("BACKUP_DATABASE_URL", settings)
    if target.is_dir():
        target /= f"roster-{utc_now():%Y%m%dT%H%M%SZ}{suffix_of(url)}"
    if target.exists():
        raise BadInput(f"{target} is there already; a backup replaces nothing.")
    try:
        back_up(url, target)
    except CannotBackUp as error:
        raise BadInput(error.message) from error
    click.echo(f"Wrote {target}, {target.stat().st_size / 1e6:,.1f} MB.")
    click.echo(KEYS)


@click.command(short_help="Put a backup back into the database.")
@click.argument("source", type=click.Path(path_type=Path, exists=True, dir_okay=False), metavar="FILE")
@click.option("--replace", is_flag=True, help="Even if the database is not empty: what is in it is lost.")
def restore(source: Path, replace: bool) -> None:
    """Put back what a backup holds, all of it or nothing. Stop the service on every host before.

    On PostgreSQL as the role of MIGRATION_DATABASE_URL. Run smart-roster doctor afterwards.
    """
    settings = load_settings()
    from services.backups import CannotRestore
    from services.backups import restore as put_back

    with alone_in_folder("a backup is being put back. Wait until that is done."):
        url = _url_of("MIGRATION_DATABASE_URL", settings)
        try:
            put_back(url, source, replace=replace)
        except CannotRestore as error:
            raise BadInput(error.message) from error
        click.echo(_look_over(settings, url))


def _look_over(settings: Settings, url: str) -> str:
    """What has come back, in words; lets the service's role use it, where another owns the tables."""
    from sqlalchemy.engine import make_url
    from sqlalchemy.exc import SQLAlchemyError

    from models.migrating import migrate, newest_revision, revision_of

    database = open_database(settings, url=url)
    try:
        found, expected = revision_of(database.engine), newest_revision()
        role = make_url(settings.database_url).username
        if found == expected:
            migrate(database.engine, grant_to=role if role != make_url(url).username else None)
            return f"The database is back, at revision {found}."
    except SQLAlchemyError as error:
        raise BadInput(f"The rows are back, but the database cannot be used yet: {error}") from error
    finally:
        database.close()
    return (
        f"The database is back, at revision {found}; this version needs {expected}: run smart-roster migrate."
    )


def _url_of(variable: str, settings: Settings) -> str:
    return os.environ.get(variable) or os.environ.get("MIGRATION_DATABASE_URL") or settings.database_url
