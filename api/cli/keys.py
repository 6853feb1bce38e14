"""``smart-roster keys``: the keys that seal personal data."""

from __future__ import annotations

import click

from api.cli.bad_input import BadInput
from api.cli.installation import load_settings, open_database


@click.group(short_help="Look after the keys of personal data.")
def keys() -> None:
    """Look after the keys that seal personal data."""


@keys.command(short_help="Seal all personal data with the newest key.")
def rotate() -> None:
    """Seal all personal data anew with the newest key of DATA_KEYS.

    To take a key out of use: add the next one to DATA_KEYS (a higher number) and restart every
    process, run this command, then remove the old key and restart again. It may run while the
    service does, may be broken off and run again, and changes no data but their seals.
    """
    settings = load_settings()
    from sqlalchemy.exc import SQLAlchemyError

    from models.encryption import CannotOpen
    from services.keys import rotate as seal_anew

    database = open_database(settings)
    try:
        counts = seal_anew(database)
    except (CannotOpen, SQLAlchemyError) as error:
        raise BadInput(f"The rotation was broken off: {error}. Run it again when that is mended.") from error
    finally:
        database.close()
    for table, count in counts.items():
        click.echo(f"{table}: {count:,} rows")
    click.echo(f"All personal data are sealed with key {settings.keyring.newest}.")
