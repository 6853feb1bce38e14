"""Secret addresses for calendars: made, listed, given another secret, revoked."""

from __future__ import annotations

import base64
import binascii
import hashlib
import secrets
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import CalendarFeed
from models.session import enter_tenant, now_of
from services.access import Actor, Permission, Scope, load_actor
from services.errors import Conflict, NotFound
from services.records import Kind, Page, Query, fetch, page, refuse_stale
from services.schedules.subjects import Subject, require_subject, subject_of_person

SECRET_BYTES = 32
TENANT_BYTES = 16
MAX_FEEDS = 50


class TooManyFeeds(Conflict):
    """Somebody has more feeds than any person can look at."""

    code = "too_many_feeds"


FEEDS = Kind(
    model=CalendarFeed,
    noun="feed",
    plural="feeds",
    read=Permission.FEEDS,
    write=Permission.FEEDS,
    within={Scope.OWN: lambda actor: CalendarFeed.user_id == actor.user_id},
    order={"created_at": CalendarFeed.created_at},
    where=CalendarFeed.revoked_at.is_(None),
)
"""How feeds are read and written: everybody's own, as long as they are not revoked."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A feed whose secret was told, and its owner as the account stands now."""

    feed: CalendarFeed
    actor: Actor


def create_feed(session: Session, *, actor: Actor, subject_type: str, subject_id: UUID) -> CalendarFeed:
    """Make a secret address for a schedule that the actor may read.

    Raises
    ------
    NotFound
        If there is no such schedule, or none that the actor may read.
    TooManyFeeds
        If the actor has 50 already.
    """
    require_subject(session, subject_of(session, subject_type, subject_id), actor=actor)
    number = session.scalar(
        select(func.count()).where(CalendarFeed.user_id == actor.user_id, CalendarFeed.revoked_at.is_(None))
    )
    if (number or 0) >= MAX_FEEDS:
        raise TooManyFeeds(f"You have {number} feeds; revoke one that you no longer need first.")
    feed = CalendarFeed(
        user_id=actor.user_id, subject_type=subject_type, subject_id=subject_id, **_new_secret()
    )
    session.add(feed)
    session.flush()
    return feed


def own_feeds(session: Session, *, actor: Actor, query: Query) -> Page[CalendarFeed]:
    """A page of the actor's feeds.

    Raises
    ------
    Invalid
        If the cursor is not one of this list.
    """
    return page(session, FEEDS, actor=actor, query=query)


def rotate_feed(session: Session, *, actor: Actor, feed_id: UUID, version: int | None = None) -> CalendarFeed:
    """Give a feed another secret; the address that it had until now is good for nothing any more.

    Raises
    ------
    NotFound, Stale
        If there is no such feed of the actor, or it was changed since.
    """
    feed = _own(session, actor, feed_id, version)
    for name, value in _new_secret().items():
        setattr(feed, name, value)
    session.flush()
    return feed


def revoke_feed(session: Session, *, actor: Actor, feed_id: UUID, version: int | None = None) -> None:
    """End a feed.

    Raises
    ------
    NotFound, Stale
        As for :func:`rotate_feed`.
    """
    feed = _own(session, actor, feed_id, version)
    feed.revoked_at = now_of(session)
    session.flush()


def open_feed(session: Session, *, token: str) -> Opened:
    """The feed that a token opens; the unit of work goes on in the name of its tenant.

    Raises
    ------
    NotFound
        If the token opens none: because it was never given out, or is revoked, or its owner's account
        is closed. Which of them it is, is not told.
    """
    tenant_id, secret = _parts(token)
    enter_tenant(session, tenant_id)
    feed = session.scalar(select(CalendarFeed).where(CalendarFeed.secret_hash == _hash(secret), FEEDS.where))
    actor = None if feed is None else load_actor(session, feed.user_id)
    if feed is None or actor is None:
        raise _no_feed()
    return Opened(feed, actor)


def token_of(feed: CalendarFeed) -> str:
    """What the address of a feed ends in: the tenant and the secret, in letters that need no escape."""
    return base64.urlsafe_b64encode(feed.tenant_id.bytes + bytes.fromhex(feed.secret)).decode()


def subject_of(session: Session, subject_type: str, subject_id: UUID) -> Subject:
    """Whose schedule a feed shows at present; a person's is by what the person is now.

    Raises
    ------
    NotFound
        If a person has none.
    """
    if subject_type == "person":
        return subject_of_person(session, subject_id)
    return Subject(type=subject_type, id=subject_id)


def _own(session: Session, actor: Actor, feed_id: UUID, version: int | None) -> CalendarFeed:
    feed = fetch(session, FEEDS, actor=actor, record_id=feed_id)
    refuse_stale(FEEDS.noun, is_at=feed.version, made_upon=version)
    return feed


def _new_secret() -> dict[str, Any]:
    secret = secrets.token_bytes(SECRET_BYTES)
    return {"secret": secret.hex(), "secret_hash": _hash(secret)}


def _parts(token: str) -> tuple[UUID, bytes]:
    try:
        raw = base64.b64decode(token.encode("ascii"), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as error:
        raise _no_feed() from error
    if len(raw) != TENANT_BYTES + SECRET_BYTES:
        raise _no_feed()
    return UUID(bytes=raw[:TENANT_BYTES]), raw[TENANT_BYTES:]


def _hash(secret: bytes) -> bytes:
    return hashlib.sha256(secret).digest()


def _no_feed() -> NotFound:
    return NotFound("This calendar address is not good, or no longer; make a new one.")
