"""Ending a session: by its trainer, or by itself where nobody does."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from models import AttendanceSession
from services.access import Actor, Permission
from services.attendance.attempt import Attempt, judge_attempt
from services.attendance.lives import hold_session, move
from services.attendance.register import settle_register
from services.attendance.starting import Moved


def end_session(
    session: Session, *, actor: Actor, session_id: UUID, attempt: Attempt, version: int | None = None
) -> Moved:
    """End a session, as its assigned trainer, within its window, with face and place.

    Who is pending becomes absent, or excused. Feedback is open from now on.

    Raises
    ------
    NotFound, Stale
        If there is no such session in reach, or it was changed since.
    AttemptRefused
        If the person is not its trainer, it is not the time, or face or place speak against it.
    """
    held = hold_session(
        session, actor=actor, session_id=session_id, permission=Permission.SESSIONS_READ, version=version
    )
    judged = judge_attempt(
        session, actor=actor, held=held, action="end", attempt=attempt, user_id=actor.user_id
    )
    complete(session, held, at=judged.check_in.captured_at)
    return Moved(held, judged.check_in)


def complete(session: Session, held: AttendanceSession, *, at: datetime) -> None:
    """Have a session that is held end at a moment, with everybody marked.

    Raises
    ------
    BadSessionMove
        If it is not active.
    """
    move(held, to="completed")
    held.ended_at = at
    session.flush()
    settle_register(session, held)
