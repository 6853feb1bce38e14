"""Keys for personal data: sealing, opening, rotation, and an index that finds without reading."""

from __future__ import annotations

import hashlib
import hmac
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE_BYTES = 12
KEY_BYTES = 32


class CannotOpen(Exception):
    """A sealed value was made with a key that is not here, or was changed since."""


@dataclass(frozen=True, slots=True)
class Keyring:
    """The keys that seal personal data, by number.

    A sealed value is one byte of key number, 12 bytes of nonce, and the AES-256-GCM cipher text
    with its tag: 29 bytes more than the text.

    Parameters
    ----------
    keys
        32 bytes each, by a number from 0 to 255. The highest number seals; all of them open, so a
        key is rotated by adding the next one and sealing anew.
    index_key
        32 bytes for the blind index; it does not rotate, for every index would change with it.
    """

    keys: Mapping[int, bytes]
    index_key: bytes = field(repr=False)

    def __post_init__(self) -> None:
        """Refuse keys that are too short to protect anything."""
        if not self.keys:
            raise ValueError("A keyring needs at least one key.")
        for number, key in self.keys.items():
            if not 0 <= number <= 255:
                raise ValueError(f"Key {number} is not numbered from 0 to 255.")
            if len(key) != KEY_BYTES:
                raise ValueError(f"Key {number} has {len(key)} bytes, expected {KEY_BYTES}.")
        if len(self.index_key) != KEY_BYTES:
            raise ValueError(f"The index key has {len(self.index_key)} bytes, expected {KEY_BYTES}.")

    @property
    def newest(self) -> int:
        """The number of the key that seals."""
        return max(self.keys)

    def seal(self, plain: bytes, context: str) -> bytes:
        """Encrypt with the newest key, bound to a context."""
        nonce = os.urandom(NONCE_BYTES)
        cipher = AESGCM(self.keys[self.newest]).encrypt(nonce, plain, context.encode())
        return bytes([self.newest]) + nonce + cipher

    def open(self, sealed: bytes, context: str) -> bytes:
        """Decrypt what :meth:`seal` made in the same context.

        Raises
        ------
        CannotOpen
            If the key is not here, the context is another, or a byte was changed.
        """
        key = self.keys.get(sealed[0]) if sealed else None
        if key is None:
            raise CannotOpen(f"No key {sealed[:1].hex() or 'at all'} to open {context} with.")
        try:
            return AESGCM(key).decrypt(
                sealed[1 : 1 + NONCE_BYTES], sealed[1 + NONCE_BYTES :], context.encode()
            )
        except (InvalidTag, ValueError) as error:
            raise CannotOpen(f"{context} was not sealed with key {sealed[0]}, or was changed.") from error

    def is_current(self, sealed: bytes) -> bool:
        """Whether a value is sealed with the newest key already."""
        return sealed[:1] == bytes([self.newest])

    def blind_index(self, tenant_id: UUID, value: str) -> bytes:
        """A fingerprint by which a tenant's value can be found but not read, nor compared with another's."""
        message = tenant_id.bytes + value.strip().casefold().encode()
        return hmac.new(self.index_key, message, hashlib.sha256).digest()
