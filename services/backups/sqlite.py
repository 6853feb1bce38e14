"""Backups of SQLite, which is one file and its log."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

from sqlalchemy.engine import make_url

from services.backups.errors import NOT_EMPTY, CannotBackUp, CannotRestore

PAGES = 4_000
"""Copied at a time, about 16 MB: writers get their turn in between."""

BUSY_TIMEOUT_S = 30.0


def dump(url: str, target: Path) -> None:
    """Copy the database page by page; if somebody writes meanwhile, the copy has that too."""
    source = _path_of(url)
    if not source.is_file():
        raise CannotBackUp(f"There is no database at {source}.")
    try:
        _copy(source, target)
    except sqlite3.Error as error:
        raise CannotBackUp(f"The database cannot be copied: {error}.") from error


def load(url: str, source: Path, *, replace: bool) -> None:
    """Make a new file of the backup beside the old one, and let it take the old one's place."""
    target = _path_of(url)
    if not source.is_file():
        raise CannotRestore(f"There is no backup at {source}.")
    if not replace and not _is_empty(target):
        raise CannotRestore(NOT_EMPTY)
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = target.with_name(target.name + ".restored")
    try:
        draft.unlink(missing_ok=True)
        draft.touch(mode=0o600)
        _copy(source, draft)
        for end in ("-wal", "-shm"):  # the old file's log would be taken for the new one's
            target.with_name(target.name + end).unlink(missing_ok=True)
        draft.replace(target)
    except sqlite3.Error as error:
        raise CannotRestore(f"{source} is no backup of a SQLite database, or is damaged: {error}.") from error
    finally:
        draft.unlink(missing_ok=True)


def _copy(source: Path, target: Path) -> None:
    """Copy a database and look the copy over."""
    address = f"file:{quote(str(source.absolute()))}?mode=ro"
    with (
        closing(sqlite3.connect(address, uri=True, timeout=BUSY_TIMEOUT_S)) as old,
        closing(sqlite3.connect(target)) as new,
    ):
        old.backup(new, pages=PAGES)
        # One file, without a log beside it.
        new.execute("PRAGMA journal_mode = DELETE")
        faults = [row[0] for row in new.execute("PRAGMA integrity_check(3)")]
        if faults != ["ok"]:
            raise sqlite3.DatabaseError(faults[0])


def _is_empty(path: Path) -> bool:
    if not path.exists() or not path.stat().st_size:
        return True
    try:
        with closing(sqlite3.connect(path, timeout=BUSY_TIMEOUT_S)) as database:
            return database.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone() is None
    except sqlite3.DatabaseError:
        return False  # damaged, which is not nothing


def _path_of(url: str) -> Path:
    name = make_url(url).database
    if not name or name == ":memory:":
        raise CannotBackUp("A database in memory has no backup.")
    return Path(name)
