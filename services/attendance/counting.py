"""Noting that records of sessions change, so that their numbers are counted again."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast
from uuid import UUID

from sqlalchemy import CursorResult, Table, select, update
from sqlalchemy.orm import Session

from models import AttendanceSession
from models.session import tenant_of

_sessions = cast(Table, AttendanceSession.__table__)


def mark_uncounted(session: Session, session_ids: Iterable[UUID]) -> None:
    """Note that records of these sessions change in this unit of work; call it before they are changed.

    Nobody ends the sessions, nor counts them, before this unit of work has ended: whoever does either
    holds the session's row ``FOR UPDATE`` first. Others may change records meanwhile, since rows that
    are marked already are only shared. Marking is no person's change of the session: its version stays.
    """
    # One by one in the order of their ids: some are held alone and some shared, and whoever took first all
    # of one sort and then all of the other would meet those who hold rows in order.
    for session_id in sorted(set(session_ids)):
        while not _is_marked(session, session_id):
            pass


def _is_marked(session: Session, session_id: UUID) -> bool:
    """Mark a session if it is not; whether it was marked by the time that it was held."""
    this = (_sessions.c.tenant_id == tenant_of(session), _sessions.c.id == session_id)
    unmarked = update(_sessions).where(*this, _sessions.c.is_uncounted.is_(False))
    if cast("CursorResult[Any]", session.execute(unmarked.values(is_uncounted=True))).rowcount:
        return True
    shared = session.begin_nested()
    if session.scalar(select(_sessions.c.is_uncounted).where(*this).with_for_update(read=True)) is not False:
        shared.commit()
        return True
    # Somebody counted in between. Two who share a row could never both write it: let go, and try again.
    shared.rollback()
    return False
