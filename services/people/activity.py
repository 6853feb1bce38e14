"""What people did, for themselves and for the admin to look up."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Table, bindparam, or_, select, update
from sqlalchemy.orm import Session

from models import Activity, User
from models.session import now_of, tenant_of
from services.access import Actor, Permission, Scope, scope_of
from services.errors import NotFound
from services.records import Page, Query
from services.records.paging import take_page

ACTIVE_AGAIN_AFTER = timedelta(minutes=5)
"""How often at most it is written down that somebody is active."""

_users = cast(Table, User.__table__)
# Of the table: neither a new version nor a line of history, for the account was not changed. Built once,
# for whoever writes anything is marked.
_ACTIVE = (
    update(_users)
    .where(
        _users.c.id == bindparam("user"),
        _users.c.tenant_id == bindparam("tenant"),
        or_(_users.c.last_active_at.is_(None), _users.c.last_active_at < bindparam("earlier")),
    )
    .values(last_active_at=bindparam("now"))
)


def note(session: Session, user_id: UUID, kind: str, **detail: Any) -> None:
    """Write down what a user did, such as ``note(session, user.id, "logged_in", address=…)``.

    ``kind`` is a deed in the past tense of at most 40 letters; the detail is kept encrypted.
    """
    session.add(Activity(user_id=user_id, kind=kind, detail=detail))


def note_presence(session: Session, user_id: UUID) -> None:
    """Write down that a user is active, unless that was done within the last five minutes.

    Called in units of work that write anyway, of which log-in and refresh are two: somebody who only
    reads is marked once an hour, and reading never waits for the one who writes.
    """
    now = now_of(session)
    session.execute(
        _ACTIVE,
        {
            "user": user_id,
            "tenant": tenant_of(session),
            "now": now,
            "earlier": now - ACTIVE_AGAIN_AFTER,
        },
    )


def activities_of(session: Session, *, actor: Actor, user_id: UUID, query: Query) -> Page[Activity]:
    """A page of what a user did, the latest first.

    Raises
    ------
    NotFound
        If there is no such user, or the actor may not look.
    """
    allowed = actor.user_id == user_id or scope_of(Permission.ACTIVITY_READ, actor.role) is Scope.TENANT
    exists = session.scalar(
        select(User.id).where(User.id == user_id), execution_options={"include_deleted": True}
    )
    if not allowed or exists is None:
        raise NotFound(f"There is no user {user_id} whose activity you may read.")
    backwards = Query(sort="-id", cursor=query.cursor, limit=query.limit)
    return take_page(
        session,
        select(Activity).where(Activity.user_id == user_id),
        key=Activity.id,
        column=None,
        query=backwards,
    )
