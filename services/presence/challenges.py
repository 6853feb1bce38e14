"""Single-use challenges: what comes with one was captured after it was given out, and comes once."""

from __future__ import annotations

import base64
import binascii
import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import CursorResult, select, update
from sqlalchemy.orm import Session

from models import Challenge
from models.session import now_of, tenant_of
from services.policy import policy_of

if TYPE_CHECKING:
    from engine import attendance

ID_BYTES = 16
SECRET_BYTES = 24
MAX_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class GivenOut:
    """A challenge as its bearer sees it."""

    secret: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Redeemed:
    """What became of a challenge, and when it had been given out; None if it never was."""

    state: attendance.Challenge
    given_at: datetime | None = None


def give_out(session: Session, *, user_id: UUID, count: int = 1, for_later: bool = False) -> list[GivenOut]:
    """New challenges for a person or device, each good once and for nobody else.

    ``for_later`` makes them good for as long as what was captured may be sent later: a device takes
    a stock of them before it goes off line.
    """
    policy = policy_of(session)
    lifetime = (
        timedelta(hours=policy.max_delay_hours) if for_later else timedelta(minutes=policy.challenge_minutes)
    )
    expires_at = now_of(session) + lifetime
    given = []
    for _ in range(count):
        secret = secrets.token_bytes(SECRET_BYTES)
        challenge = Challenge(user_id=user_id, secret_hash=_hash(secret), expires_at=expires_at)
        session.add(challenge)
        given.append(GivenOut(base64.urlsafe_b64encode(challenge.id.bytes + secret).decode(), expires_at))
    session.flush()
    return given


def redeem(session: Session, *, user_id: UUID, secret: str | None) -> Redeemed:
    """Use a challenge up. Of attempts at the same moment one finds it valid, all others used.

    Another person's is as good as none that was ever given out.
    """
    from engine import attendance

    if secret is None:
        return Redeemed(attendance.Challenge.MISSING)
    parts = _parts(secret)
    if parts is None:
        return Redeemed(attendance.Challenge.UNKNOWN)
    challenge_id, digest = parts
    now = now_of(session)
    mine = (Challenge.id == challenge_id, Challenge.user_id == user_id, Challenge.secret_hash == digest)
    taken = session.execute(
        update(Challenge)
        .where(
            Challenge.tenant_id == tenant_of(session),
            *mine,
            Challenge.used_at.is_(None),
            Challenge.expires_at > now,
        )
        .values(used_at=now, updated_at=now),
        execution_options={"synchronize_session": False},
    )
    assert isinstance(taken, CursorResult)  # noqa: S101 - what an UPDATE gives, which the types leave open
    row = session.execute(select(Challenge.created_at, Challenge.used_at).where(*mine)).one_or_none()
    if row is None:
        return Redeemed(attendance.Challenge.UNKNOWN)
    if taken.rowcount == 1:
        return Redeemed(attendance.Challenge.VALID, row.created_at)
    state = attendance.Challenge.EXPIRED if row.used_at is None else attendance.Challenge.USED
    return Redeemed(state, row.created_at)


def _parts(secret: str) -> tuple[UUID, bytes] | None:
    """Id and hash of a challenge; None if it is none."""
    try:
        raw = base64.b64decode(secret.encode("ascii"), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return None
    if len(raw) != ID_BYTES + SECRET_BYTES:
        return None
    return UUID(bytes=raw[:ID_BYTES]), _hash(raw[ID_BYTES:])


def _hash(secret: bytes) -> bytes:
    # The secret is random and long, so nothing slower than a plain hash is needed.
    return hashlib.sha256(secret).digest()
