"""The installation that commands work on: its settings and its database."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from api.cli.bad_input import BadInput

if TYPE_CHECKING:
    from models.session import Database
    from services.settings import Settings

ENV_FILE = Path(".env")
"""Settings of an installation in this folder; variables that are set already go before it."""


REQUIRED = ("DATABASE_URL", "TOKEN_SECRET", "DATA_KEYS", "INDEX_KEY")
"""Settings without a default."""


def load_environment() -> None:
    """Put what ``.env`` says into the environment, for programs that are started before it is looked over.

    Raises
    ------
    BadInput
        If a setting is missing.
    """
    from dotenv import load_dotenv

    load_dotenv(ENV_FILE)
    if not all(os.environ.get(name) for name in REQUIRED):
        load_settings()


def load_settings() -> Settings:
    """The settings, from the environment and from ``.env`` in this folder.

    Raises
    ------
    BadInput
        If any is missing or malformed.
    """
    from dotenv import load_dotenv

    from services.settings import BadSettings, Settings

    load_dotenv(ENV_FILE)
    try:
        return Settings.from_env(os.environ)
    except BadSettings as error:
        raise BadInput(f"The settings of this installation are incomplete:\n{error}") from error


def open_database(settings: Settings, *, url: str | None = None) -> Database:
    """The database of an installation, by its own address or by another."""
    from models.session import Database

    address = url or settings.database_url
    if address.startswith("sqlite:///"):
        Path(address.removeprefix("sqlite:///")).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    return Database(address, keyring=settings.keyring)
