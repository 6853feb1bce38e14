"""Connections to the server of the queue, which fail at once when it is away."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from redis import ConnectionPool, Redis
from redis.backoff import NoBackoff
from redis.connection import Connection
from redis.credentials import CredentialProvider
from redis.exceptions import ConnectionError as Away
from redis.retry import Retry

from services.queue.embedded import Address, folder_of, read_address

SCHEMES = ("redis", "rediss", "unix")
CONNECT_TIMEOUT_S = 1.0
"""A request waits this long at most for a server that is cut off; one that is down refuses at once."""
ANSWER_TIMEOUT_S = 2.0


def connect(url: str) -> Redis:
    """A client of the server that an address names; it connects when first used, and again when cut off.

    Raises
    ------
    ValueError
        If the address names no server.
    """
    folder = folder_of(url)
    if folder is not None:
        pool = ConnectionPool(
            connection_class=_ConnectionByFolder,
            folder=folder,
            credential_provider=_PasswordByFolder(folder),
            **_options(),
        )
        return Redis(connection_pool=pool)
    if urlsplit(url).scheme not in SCHEMES:
        # The address is not repeated: it may hold a password.
        raise ValueError(
            "QUEUE_URL names no queue, expected embedded:FOLDER or redis://:password@host:port/0."
        )
    return Redis.from_url(url, **_options())


def _options() -> dict[str, Any]:
    # Left to itself the client tries ten times for four seconds before it says that a server is away.
    return {
        "retry": Retry(NoBackoff(), 0),
        "socket_connect_timeout": CONNECT_TIMEOUT_S,
        "socket_timeout": ANSWER_TIMEOUT_S,
        "health_check_interval": 15,
    }


class _ConnectionByFolder(Connection):
    """Looks up in the folder where the embedded server listens, each time it connects."""

    def __init__(self, folder: Path, **options: Any) -> None:
        self._folder = folder
        super().__init__(**options)  # type: ignore[no-untyped-call]

    def _connect(self) -> Any:
        address = _address_in(self._folder)
        self.host, self.port = address.host, address.port
        return super()._connect()  # type: ignore[no-untyped-call]


class _PasswordByFolder(CredentialProvider):
    """Reads the password that the embedded server was started with."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def get_credentials(self) -> tuple[str]:
        return (_address_in(self._folder).password,)


def _address_in(folder: Path) -> Address:
    address = read_address(folder)
    if address is None:
        raise Away(f"No queue server was ever started in {folder}.")
    return address
