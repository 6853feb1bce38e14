"""Starting a session: its trainer proves to be there, and its register is opened."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from models import AttendanceSession, CheckIn
from services.access import Actor, Permission
from services.attendance.attempt import Attempt, judge_attempt
from services.attendance.lives import hold_session, move
from services.attendance.register import open_register


@dataclass(frozen=True, slots=True)
class Moved:
    """A session that has come into another state, and the attempt that proved its trainer there."""

    held: AttendanceSession
    check_in: CheckIn


def start_session(
    session: Session, *, actor: Actor, session_id: UUID, attempt: Attempt, version: int | None = None
) -> Moved:
    """Start a session, as its assigned trainer, within its window, with face and place.

    An attempt that leaves doubts starts it too, so that teaching need not wait; a person has to look
    at the attempt afterwards, who cannot be the trainer.

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
        session, actor=actor, held=held, action="start", attempt=attempt, user_id=actor.user_id
    )
    move(held, to="active")
    held.started_at = judged.check_in.captured_at
    session.flush()
    open_register(session, held)
    return Moved(held, judged.check_in)
