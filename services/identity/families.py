"""Log-ins as families of tokens: refresh tokens rotate, and reuse of one ends its family."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import CursorResult, Select, select, update
from sqlalchemy.orm import Session

from models import RefreshToken, Tenant, TokenFamily, User
from models.session import now_of
from services.errors import NotFound, Unauthenticated
from services.people.activity import note_presence
from services.records.paging import Page, Query, take_page

ACCESS_LIFETIME = timedelta(minutes=60)
REFRESH_LIFETIME = timedelta(days=1)


class ReusedToken(Unauthenticated):
    """A refresh token came a second time: somebody else may hold it, so the log-in has ended."""

    code = "token_reused"
    keeps_work = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Descent:
    """What the tokens of a log-in are made of: for whom, of which family, and the refresh token's id."""

    user_id: UUID
    tenant_id: UUID
    family_id: UUID
    refresh_id: UUID


def begin(
    session: Session, *, user: User, user_agent: str | None = None, address: str | None = None
) -> Descent:
    """Begin the family of a new log-in."""
    family = TokenFamily(user_id=user.id, user_agent=(user_agent or "")[:300] or None, address=address)
    session.add(family)
    session.flush()
    return _descend(session, user_id=user.id, family=family)


def rotate(session: Session, *, family_id: UUID, refresh_id: UUID) -> Descent:
    """Take a refresh token back for the next one. Of requests at the same moment one wins.

    Raises
    ------
    Unauthenticated
        If the log-in has ended.
    ReusedToken
        If the token was used before; the whole family is revoked then.
    """
    family = session.scalar(_living_families(session).where(TokenFamily.id == family_id))
    if family is None:
        raise Unauthenticated("This log-in has ended. Log in again.")
    taken = session.execute(
        update(RefreshToken)
        .where(RefreshToken.id == refresh_id, RefreshToken.family_id == family_id, ~RefreshToken.used)
        .values(used=True)
    )
    assert isinstance(taken, CursorResult)  # noqa: S101 - what an UPDATE gives, which the types leave open
    if taken.rowcount != 1:
        revoke(session, family=family, because="refresh token reused")
        raise ReusedToken("This refresh token was used before, so the log-in has ended. Log in again.")
    family.updated_at = now_of(session)
    note_presence(session, family.user_id)
    return _descend(session, user_id=family.user_id, family=family)


def revoke(session: Session, *, family: TokenFamily, because: str) -> None:
    """End a log-in: none of its tokens is good any more."""
    family.revoked_at = now_of(session)
    family.revoked_because = because
    session.flush()


def revoke_all(session: Session, *, user_id: UUID, because: str, but: UUID | None = None) -> None:
    """End all log-ins of a user, but for one where it is named."""
    session.execute(
        update(TokenFamily)
        .where(TokenFamily.user_id == user_id, TokenFamily.revoked_at.is_(None), TokenFamily.id != but)
        .values(revoked_at=now_of(session), revoked_because=because)
    )


def list_own(session: Session, *, user_id: UUID, cursor: str | None, limit: int) -> Page[TokenFamily]:
    """A page of the log-ins of a user that have not ended, the newest first.

    Raises
    ------
    Invalid
        If the cursor is not one of this list.
    """
    return take_page(
        session,
        _living_families(session).where(TokenFamily.user_id == user_id),
        key=TokenFamily.id,
        column=None,
        query=Query(cursor=cursor, limit=limit, sort="-"),
    )


def end_own(session: Session, *, user_id: UUID, family_id: UUID, because: str) -> None:
    """End one log-in of a user.

    Raises
    ------
    NotFound
        If the user has no such log-in, or it has ended already.
    """
    mine = _living_families(session).where(TokenFamily.id == family_id, TokenFamily.user_id == user_id)
    family = session.scalar(mine)
    if family is None:
        raise NotFound(f"There is no log-in {family_id}.")
    revoke(session, family=family, because=because)


def _living_families(session: Session) -> Select[TokenFamily]:
    """Log-ins that were neither ended nor left to expire, of accounts and tenants that are open."""
    return (
        select(TokenFamily)
        .join(User, User.id == TokenFamily.user_id)
        .join(Tenant, Tenant.id == TokenFamily.tenant_id)
        .where(
            TokenFamily.revoked_at.is_(None),
            TokenFamily.updated_at > now_of(session) - REFRESH_LIFETIME,
            User.is_active,
            Tenant.is_active,
        )
    )


def _descend(session: Session, *, user_id: UUID, family: TokenFamily) -> Descent:
    token = RefreshToken(family_id=family.id, expires_at=now_of(session) + REFRESH_LIFETIME)
    session.add(token)
    session.flush()
    return Descent(user_id=user_id, tenant_id=family.tenant_id, family_id=family.id, refresh_id=token.id)
