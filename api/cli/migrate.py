"""``smart-roster migrate``: the database brought to this version's schema."""

from __future__ import annotations

import os

import click

from api.cli.bad_input import BadInput
from api.cli.installation import load_settings, open_database


@click.command(short_help="Bring the database to this version's schema.")
def migrate() -> None:
    """Bring the database to this version's schema; run it after every update, before serving.

    On PostgreSQL set MIGRATION_DATABASE_URL to a role that owns the tables; the role of DATABASE_URL
    is then allowed to read and write rows and nothing else, as it should be.
    """
    settings = load_settings()
    from sqlalchemy.engine import make_url
    from sqlalchemy.exc import SQLAlchemyError

    from models.migrating import migrate as bring_up
    from models.migrating import newest_revision, revision_of

    owner_url = os.environ.get("MIGRATION_DATABASE_URL")
    database = open_database(settings, url=owner_url)
    try:
        before = revision_of(database.engine)
        role = make_url(settings.database_url).username if owner_url else None
        bring_up(database.engine, grant_to=role)
    except SQLAlchemyError as error:
        raise BadInput(f"The database cannot be brought up: {error}") from error
    finally:
        database.close()
    after = newest_revision()
    came_from = "" if before == after else f", from {before or 'empty'}"
    click.echo(f"The database is at revision {after}{came_from}.")
