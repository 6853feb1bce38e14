"""Noting that records of sessions change, so that their numbers are counted again."""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast
from uuid import UUID

from sqlalchemy import Table, select, update
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
    ids = sorted(set(session_ids))
    while ids and not _are_marked(session, ids):
        pass


def _are_marked(session: Session, ids: list[UUID]) -> bool:
    """Mark what is not marked; whether all was by the time that all of it was held."""
    of_tenant = (_sessions.c.tenant_id == tenant_of(session), _sessions.c.id.in_(ids))
    unmarked = select(_sessions.c.id).where(*of_tenant, _sessions.c.is_uncounted.is_(False))
    found = session.scalars(unmarked.order_by(_sessions.c.id).with_for_update(key_share=True)).all()
    if found:
        session.execute(
            update(_sessions)
            .where(_sessions.c.tenant_id == tenant_of(session), _sessions.c.id.in_(found))
            .values(is_uncounted=True)
        )
    marks = select(_sessions.c.is_uncounted).where(*of_tenant).order_by(_sessions.c.id)
    shared = session.begin_nested()
    if all(session.scalars(marks.with_for_update(read=True))):
        shared.commit()
        return True
    # Somebody counted in between. Two who share a row could never both write it: let go, and try again.
    shared.rollback()
    return False
