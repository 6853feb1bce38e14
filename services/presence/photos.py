"""What is kept of a photo to know it again, which tells nothing else."""

from __future__ import annotations

from sqlalchemy.orm import Session

from models.encryption import Keyring
from models.session import tenant_of


def keyed_digest(session: Session, digest: bytes) -> bytes:
    """A photo's digest as it is stored: only who holds the installation's key could make it of a photo."""
    keyring: Keyring = session.info["keyring"]
    return keyring.blind_index(tenant_of(session), digest.hex())
