"""``smart-roster doctor``: what keeps this installation from working, and what would help."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import click

from api.cli.bad_input import BadInput
from api.cli.installation import load_settings, open_database


@click.command(short_help="Say what keeps this installation from working.")
def doctor() -> None:
    """Check settings, database, schema, keys and tenants; exit code 2 if anything is wrong."""
    healthy = True
    for name, check in _checks():
        try:
            click.echo(f"ok     {name}: {check()}")
        except Exception as error:  # whatever it is, it is what the doctor is asked for
            healthy = False
            click.echo(f"WRONG  {name}: {str(error).splitlines()[0]}")
    if not healthy:
        raise BadInput("Mend the first line that says WRONG, then run this again.")


def _checks() -> Iterator[tuple[str, Callable[[], str]]]:
    settings = load_settings()
    yield "settings", lambda: f"{len(settings.keyring.keys)} data key(s), newest {settings.keyring.newest}"
    database = open_database(settings)

    def schema() -> str:
        from models.migrating import newest_revision, revision_of

        found, expected = revision_of(database.engine), newest_revision()
        if found != expected:
            raise LookupError(f"at revision {found}, expected {expected}: run smart-roster migrate")
        return f"at revision {found}"

    def separation() -> str:
        from models.migrating import bypasses_row_level_security

        if bypasses_row_level_security(database.engine):
            raise PermissionError(
                "the role of DATABASE_URL is a superuser or bypasses row-level security; "
                "use one that owns nothing (see MIGRATION_DATABASE_URL in smart-roster migrate --help)"
            )
        if database.engine.name == "postgresql":
            return "kept apart by the database"
        return "kept apart by the program alone, as SQLite does not"

    def keys() -> str:
        from services.tenants import count_readable_accounts

        with database.unit_of_work() as session:
            return f"{count_readable_accounts(session)} account(s) opened, one of each tenant"

    yield "database", lambda: str(database.engine.url.render_as_string(hide_password=True))
    yield "schema", schema
    yield "tenants", separation
    yield "keys", keys
    database.close()
