"""Backups of the whole database, and what comes back from them.

Files that people upload are rows, so that a backup of the database holds everything but the
settings: without ``DATA_KEYS`` and ``INDEX_KEY``, which must be kept elsewhere, nobody can read the
personal data in it.
"""

from __future__ import annotations

from pathlib import Path

from sqlalchemy.engine import make_url

from services.backups import postgresql, sqlite
from services.backups.errors import CannotBackUp, CannotRestore

__all__ = ["CannotBackUp", "CannotRestore", "back_up", "restore", "suffix_of"]


def suffix_of(url: str) -> str:
    """How a backup of that database is called at its end."""
    return ".sqlite" if _is_file(url) else ".pgdump"


def back_up(url: str, target: Path) -> None:
    """Write all of a database to a file, as it is at one moment, while others go on working with it.

    On PostgreSQL the role must see the rows of every tenant: a superuser, or one with ``BYPASSRLS``.

    Raises
    ------
    CannotBackUp
        If the database or the file cannot be used; no file is left then.
    """
    draft = target.with_name(target.name + ".part")
    try:
        # Readable by its owner from the first byte on.
        draft.touch(mode=0o600)
        (sqlite if _is_file(url) else postgresql).dump(url, draft)
        draft.replace(target)
    except OSError as error:
        raise CannotBackUp(f"The backup cannot be written: {error}.") from error
    finally:
        draft.unlink(missing_ok=True)


def restore(url: str, source: Path, *, replace: bool = False) -> None:
    """Put back what a backup holds, all of it or nothing. Nobody else may use the database meanwhile.

    Parameters
    ----------
    url
        Of a role that owns the tables, or may make them.
    source
        A backup of the same kind of database.
    replace
        Whether what is in the database may be lost.

    Raises
    ------
    CannotRestore
        If the file is no backup, the database is not empty and is not to be replaced, or it cannot be
        written.
    """
    try:
        (sqlite if _is_file(url) else postgresql).load(url, source, replace=replace)
    except OSError as error:
        raise CannotRestore(f"The backup cannot be read or put back: {error}.") from error


def _is_file(url: str) -> bool:
    return make_url(url).get_backend_name() == "sqlite"
