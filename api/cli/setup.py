"""``smart-roster setup``: settings for an installation in this folder."""

from __future__ import annotations

import base64
import os
import secrets

import click

from api.cli.installation import ENV_FILE

TEMPLATE = """\
# Settings of this installation. Keep this file secret and safe: without DATA_KEYS and INDEX_KEY
# nobody can read the personal data in the database, with them everybody can.
DATABASE_URL={database_url}
BASE_URL=http://127.0.0.1:{port}
MAIL_URL=file:var/mail
SECURE_COOKIES=no
TOKEN_SECRET={token_secret}
DATA_KEYS=1:{data_key}
INDEX_KEY={index_key}
"""


@click.command(short_help="Write the settings of an installation in this folder.")
@click.option("--database-url", default="sqlite:///var/roster.db", show_default=True, metavar="URL")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), metavar="N")
def setup(database_url: str, port: int) -> None:
    """Write .env with fresh secrets, for a trial on this machine; what is there already stays.

    For an installation in service take it as an example: behind HTTPS, with SECURE_COOKIES=yes.
    """
    if ENV_FILE.exists():
        click.echo(f"{ENV_FILE} is there already and stays as it is.")
        return
    text = TEMPLATE.format(
        database_url=database_url,
        port=port,
        token_secret=secrets.token_urlsafe(48),
        data_key=base64.b64encode(secrets.token_bytes(32)).decode(),
        index_key=base64.b64encode(secrets.token_bytes(32)).decode(),
    )
    # Readable by its owner from the first byte on.
    with os.fdopen(os.open(ENV_FILE, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
    click.echo(f"Wrote {ENV_FILE} with fresh secrets.")
