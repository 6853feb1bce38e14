"""Column types: times in UTC and personal data that is stored encrypted."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import DateTime, LargeBinary, Text
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

from models.encryption import Keyring


class UtcDateTime(TypeDecorator[datetime]):
    """A moment, aware and in UTC on both sides; SQLite keeps no time zone of its own."""

    impl = DateTime(timezone=True)
    cache_ok = True

    @property
    def python_type(self) -> type[datetime]:
        """What values are, which a type of our own has to say itself; cursors of lists are read by it."""
        return datetime

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Turn to UTC; a moment without a zone is a mistake of the caller."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value} has no time zone.")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give the moment its zone back."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Encrypted(TypeDecorator[str]):
    """Text that only holders of the key can read (AES-GCM).

    Parameters
    ----------
    context
        Bound to the cipher text, by convention ``table.column``: a value that is copied into
        another column does not open there.
    """

    impl = LargeBinary
    cache_ok = True

    def __init__(self, context: str) -> None:
        super().__init__()
        self.context = context

    def process_bind_param(self, value: str | None, dialect: Dialect) -> bytes | None:
        """Seal the text with the newest key."""
        return None if value is None else keyring_of(dialect).seal(value.encode(), self.context)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> str | None:
        """Open the text with the key that sealed it."""
        return None if value is None else keyring_of(dialect).open(value, self.context).decode()


class EncryptedBytes(TypeDecorator[bytes]):
    """Bytes that only holders of the key can read; see :class:`Encrypted`."""

    impl = LargeBinary
    cache_ok = True

    def __init__(self, context: str) -> None:
        super().__init__()
        self.context = context

    def process_bind_param(self, value: bytes | None, dialect: Dialect) -> bytes | None:
        """Seal the bytes with the newest key."""
        return None if value is None else keyring_of(dialect).seal(value, self.context)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> bytes | None:
        """Open the bytes with the key that sealed them."""
        return None if value is None else keyring_of(dialect).open(value, self.context)


class EncryptedJson(TypeDecorator[Any]):
    """A JSON document that only holders of the key can read; see :class:`Encrypted`."""

    impl = LargeBinary
    cache_ok = True

    def __init__(self, context: str) -> None:
        super().__init__()
        self.context = context

    def process_bind_param(self, value: Any, dialect: Dialect) -> bytes | None:
        """Seal the document with the newest key."""
        if value is None:
            return None
        return keyring_of(dialect).seal(json.dumps(value, default=str).encode(), self.context)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> Any:
        """Open the document with the key that sealed it."""
        return None if value is None else json.loads(keyring_of(dialect).open(value, self.context))


class Json(TypeDecorator[Any]):
    """A JSON document as text, the same in every database."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        """Write the document with its keys in order, so that equal documents are equal texts."""
        return None if value is None else json.dumps(value, sort_keys=True, ensure_ascii=False)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        """Read the document."""
        return None if value is None else json.loads(value)


def keyring_of(dialect: Dialect) -> Keyring:
    """The keys of a database; they hang on its dialect, which is what column types are given."""
    keyring: Keyring = dialect.keyring  # type: ignore[attr-defined]
    return keyring
