"""The life of a session: ``scheduled``, ``active``, then ``completed`` or ``canceled``, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy.orm import Session

from models import AttendanceSession
from services.access import Actor, Permission
from services.attendance.kind import SESSIONS
from services.errors import Conflict, NotFound
from services.records import refuse_stale, require, visible

MOVES: Mapping[str, frozenset[str]] = {
    "scheduled": frozenset({"active", "canceled"}),
    "active": frozenset({"completed", "canceled"}),
    "completed": frozenset(),
    "canceled": frozenset(),
}
"""What may become of a session in each of its states."""


class BadSessionMove(Conflict):
    """A session in this state cannot come into the one wanted."""

    code = "bad_session_move"


def hold_session(
    session: Session,
    *,
    actor: Actor,
    session_id: UUID,
    permission: Permission,
    version: int | None = None,
) -> AttendanceSession:
    """A session that nobody else changes before this unit of work has ended, as it is by then.

    Raises
    ------
    NotFound, Forbidden
        If there is none that the actor may read, or the permission does not cover it.
    Stale
        If it was changed since the version that the caller's change was made upon.
    """
    found = session.scalar(
        visible(SESSIONS, actor=actor)
        .where(AttendanceSession.id == session_id)
        # Attempts that refer to it may still be stored: its key is not going to change.
        .with_for_update(key_share=True, of=AttendanceSession)
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise NotFound(f"There is no session {session_id}.")
    require(session, SESSIONS, actor=actor, record=found, permission=permission)
    refuse_stale("session", is_at=found.version, made_upon=version)
    return found


def move(held: AttendanceSession, *, to: str) -> None:
    """Bring a session that is held into another state.

    Raises
    ------
    BadSessionMove
        If it cannot come into that state from the one it is in.
    """
    if to not in MOVES[held.status]:
        raise BadSessionMove(f"This session is {held.status} and cannot become {to}.")
    held.status = to
