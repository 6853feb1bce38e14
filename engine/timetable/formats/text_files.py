"""Text from files that nobody has vouched for, and text into files."""

from __future__ import annotations

import os
import re
import stat
from pathlib import Path

from engine.timetable.formats.errors import FormatError
from engine.timetable.formats.limits import MAX_BYTES

# Control characters that no text has; tabs, line and form feeds and carriage returns may stay.
_BINARY = re.compile(rb"[\x00-\x08\x0e-\x1f]")


def read_text(path: Path) -> str:
    """Read a text file in UTF-8, with or without a mark of byte order.

    What is neither that nor JSON is taken for Latin-1, in which the competition's older files are
    written.

    Raises
    ------
    FormatError
        If there is no such file, it cannot be read, it is too large, or it is not text.
    """
    raw = _read_bytes(path)
    if not raw.strip():
        raise FormatError(path.name, "expected text, found an empty file")
    if (rubbish := _BINARY.search(raw)) is not None:
        line = raw.count(b"\n", 0, rubbish.start()) + 1
        raise FormatError(path.name, f"expected text, found the byte {rubbish.group()[0]:#04x}", line)
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if path.suffix.lower() == ".json":  # is UTF-8 by definition
            line = raw.count(b"\n", 0, error.start) + 1
            raise FormatError(path.name, "expected UTF-8", line) from error
        return raw.decode("latin-1")


def write_text(path: Path, text: str) -> None:
    """Write a text file in UTF-8.

    Raises
    ------
    FormatError
        If it is too large to be read again, or cannot be written.
    """
    try:
        raw = text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise FormatError(path.name, "half a surrogate pair is no text and cannot be written") from error
    _check_size(path, len(raw))  # what could not be read must not be written
    try:
        path.write_bytes(raw)
    except (OSError, ValueError) as error:
        raise FormatError(path.name, f"cannot be written: {_cause(error)}") from error


def _read_bytes(path: Path) -> bytes:
    try:
        _check_status(path, path.stat())
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
    except FormatError:
        raise
    except (OSError, ValueError) as error:  # ValueError: a NUL character in the name
        raise FormatError(path.name, f"cannot be read: {_cause(error)}") from error
    _check_size(path, len(raw))  # again, for a file that has grown since
    return raw


def _check_status(path: Path, status: os.stat_result) -> None:
    # A device or a pipe has no size to check and may never end.
    if not stat.S_ISREG(status.st_mode):
        raise FormatError(path.name, "expected a file, found a folder or a device")
    _check_size(path, status.st_size)


def _check_size(path: Path, size: int) -> None:
    if size > MAX_BYTES:
        raise FormatError(path.name, f"expected at most {MAX_BYTES:,} bytes, found {size:,}")


def _cause(error: Exception) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or str(error)
