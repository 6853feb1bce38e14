"""Sessions that are not held."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.orm import Session

from models import AttendanceSession
from models.session import now_of
from services.access import Actor, Permission
from services.attendance.lives import hold_session, move
from services.attendance.notices import tell_cancelled
from services.attendance.register import clear_register


def cancel_session(
    session: Session, *, actor: Actor, session_id: UUID, reason: str, version: int | None = None
) -> AttendanceSession:
    """Cancel a session that has not ended, and tell its class group and trainer if it is still to come.

    Of one that had begun the records go: nobody was absent from what was not held.

    Raises
    ------
    NotFound, Forbidden, Stale
        If there is no such session in reach, or it was changed since.
    BadSessionMove
        If it has ended, or is cancelled already.
    """
    held = hold_session(
        session, actor=actor, session_id=session_id, permission=Permission.SESSIONS_WRITE, version=version
    )
    had_begun = held.status == "active"
    move(held, to="canceled")
    held.canceled_because, held.cancel_reason = "decided", reason
    session.flush()
    if had_begun:
        clear_register(session, held)
    if held.ends_at > now_of(session):
        tell_cancelled(session, held)
    return held
