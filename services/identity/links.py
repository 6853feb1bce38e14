"""Links that prove who reads a mailbox: good once, for a while."""

from __future__ import annotations

import base64
import binascii
import hashlib
import secrets
from datetime import timedelta
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CursorResult, select, update
from sqlalchemy.orm import Session

from models import OneTimeToken, Tenant, User
from models.session import enter_tenant, now_of, tenant_of
from services.errors import Invalid

SECRET_BYTES = 32
TENANT_BYTES = 16
PAUSE = timedelta(minutes=1)
"""Time in which an account is sent no second link for the same purpose, whoever asks for it."""


class Purpose(StrEnum):
    """What a link is for."""

    VERIFY_EMAIL = "verify_email"
    RESET_PASSWORD = "reset_password"  # noqa: S105 - a word, not a password


LIFETIMES = {Purpose.VERIFY_EMAIL: timedelta(days=3), Purpose.RESET_PASSWORD: timedelta(hours=1)}
INVITATION_LIFETIME = timedelta(days=7)


class BadLink(Invalid):
    """A link was used before, has expired, or was never given."""

    code = "bad_link"


def issue(session: Session, *, user: User, purpose: Purpose, lifetime: timedelta | None = None) -> str:
    """A new token for a link; it names the tenant, and only the hash of it is kept."""
    raw = tenant_of(session).bytes + secrets.token_bytes(SECRET_BYTES)
    expires_at = now_of(session) + (lifetime or LIFETIMES[purpose])
    session.add(OneTimeToken(user_id=user.id, purpose=purpose, token_hash=_hash(raw), expires_at=expires_at))
    return base64.urlsafe_b64encode(raw).decode()


def was_just_issued(session: Session, *, user: User, purpose: Purpose) -> bool:
    """Whether the account was sent a link within the last minute."""
    newest = select(OneTimeToken.id).where(
        OneTimeToken.user_id == user.id,
        OneTimeToken.purpose == purpose,
        OneTimeToken.created_at > now_of(session) - PAUSE,
    )
    return session.scalar(newest.limit(1)) is not None


def void_all(session: Session, *, user_id: UUID) -> None:
    """Make every link that an account was sent useless, as when its address is another now."""
    session.execute(
        update(OneTimeToken)
        .where(OneTimeToken.user_id == user_id, OneTimeToken.used_at.is_(None))
        .values(used_at=now_of(session))
    )


def redeem(session: Session, token: str, *, purpose: Purpose) -> User:
    """The account that a link was sent to. The unit of work goes on in its name.

    The link is used up, and with it all others of the account for the same purpose.

    Raises
    ------
    BadLink
        If it is not good, or not good any more. Of requests at the same moment one wins.
    """
    raw = _decode(token)
    tenant_id = session.scalar(
        select(Tenant.id).where(Tenant.id == UUID(bytes=raw[:TENANT_BYTES]), Tenant.is_active)
    )
    if tenant_id is None:
        raise _bad_link()
    enter_tenant(session, tenant_id)
    now = now_of(session)
    good = (OneTimeToken.purpose == purpose, OneTimeToken.used_at.is_(None), OneTimeToken.expires_at > now)
    found = select(OneTimeToken.user_id).where(OneTimeToken.token_hash == _hash(raw), *good)
    user_id = session.scalar(found)
    taken = session.execute(
        update(OneTimeToken).where(OneTimeToken.token_hash == _hash(raw), *good).values(used_at=now)
    )
    assert isinstance(taken, CursorResult)  # noqa: S101 - what an UPDATE gives, which the types leave open
    user = session.scalar(select(User).where(User.id == user_id, User.is_active))
    if taken.rowcount != 1 or user is None:
        raise _bad_link()
    session.execute(update(OneTimeToken).where(OneTimeToken.user_id == user.id, *good).values(used_at=now))
    enter_tenant(session, tenant_id, user.id)
    return user


def _bad_link() -> BadLink:
    return BadLink(
        "This link is not good any more: it was used, has expired, or was cut off. Ask for a new one.",
        fields={"token": "Not good, or not good any more."},
    )


def _decode(token: str) -> bytes:
    try:
        raw = base64.b64decode(token, altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as error:
        raise _bad_link() from error
    if len(raw) != TENANT_BYTES + SECRET_BYTES:
        raise _bad_link()
    return raw


def _hash(raw: bytes) -> bytes:
    # The secret is random and long, so nothing slower than a plain hash is needed.
    return hashlib.sha256(raw).digest()
