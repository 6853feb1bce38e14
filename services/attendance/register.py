"""The register of a session: a line for everybody of its class group, from its start to its end.

Written at once and past the history, which tells that the session was started or ended.
"""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID

from sqlalchemy import Table, exists, insert, select, update
from sqlalchemy.orm import Session
from uuid_utils.compat import uuid7

from models import AttendanceRecord, AttendanceSession, CheckIn
from models.session import now_of, tenant_of
from services.attendance.counting import mark_uncounted
from services.attendance.excused import excuses_for
from services.attendance.groups import trainees_of_enrollment
from services.attendance.looks import close_reviews

_records = cast(Table, AttendanceRecord.__table__)


def open_register(session: Session, held: AttendanceSession) -> int:
    """Give everybody of the class group who has none yet a pending record; how many there were."""
    mark_uncounted(session, [held.id])
    known = select(AttendanceRecord.trainee_id).where(AttendanceRecord.session_id == held.id)
    group = set(session.scalars(trainees_of_enrollment(held.enrollment_id)))
    now, tenant_id = now_of(session), tenant_of(session)
    rows = [
        {
            "id": uuid7(),
            "tenant_id": tenant_id,
            "session_id": held.id,
            "trainee_id": trainee_id,
            "status": "pending",
            "created_at": now,
            "updated_at": now,
            "version": 1,
        }
        for trainee_id in sorted(group.difference(session.scalars(known)))
    ]
    if rows:
        session.execute(insert(AttendanceRecord), rows)
    return len(rows)


def settle_register(session: Session, held: AttendanceSession) -> None:
    """Mark who is pending: excused where an excuse was verified, and absent otherwise.

    Whose check-in a person has yet to look at stays pending.
    """
    mark_uncounted(session, [held.id])
    excuses = excuses_for(session, held)
    pending = select(AttendanceRecord.trainee_id).where(
        AttendanceRecord.session_id == held.id, AttendanceRecord.status == "pending"
    )
    for trainee_id in excuses.keys() & set(session.scalars(pending)):
        excuse_id = excuses[trainee_id]
        _mark(session, held, _records.c.trainee_id == trainee_id, status="excused", excuse_id=excuse_id)
    _mark(session, held, status="absent", excuse_id=None)
    _forget(session, held.id)


def clear_register(session: Session, held: AttendanceSession) -> None:
    """Remove the records of a session that is not held after all; the history keeps what they said.

    Nobody need look at check-ins to it any more.
    """
    mark_uncounted(session, [held.id])
    close_reviews(session, held.id)
    for record in session.scalars(select(AttendanceRecord).where(AttendanceRecord.session_id == held.id)):
        session.delete(record)
    session.flush()


def awaits_review(records: Any) -> Any:
    """The condition that a check-in behind a record has yet to be looked at by a person."""
    return exists().where(
        CheckIn.tenant_id == records.tenant_id,
        CheckIn.session_id == records.session_id,
        CheckIn.user_id == records.trainee_id,
        CheckIn.action == "check_in",
        CheckIn.review == "open",
    )


def _mark(
    session: Session, held: AttendanceSession, *which: Any, status: str, excuse_id: UUID | None
) -> None:
    now = now_of(session)
    session.execute(
        update(_records)
        .where(
            _records.c.tenant_id == tenant_of(session),
            _records.c.session_id == held.id,
            _records.c.status == "pending",
            ~awaits_review(_records.c),
            *which,
        )
        .values(
            status=status,
            excuse_id=excuse_id,
            marked_by="job" if excuse_id is None else "excuse",
            marked_at=now,
            updated_at=now,
            version=_records.c.version + 1,
        )
    )


def _forget(session: Session, session_id: UUID) -> None:
    """Have records that this unit of work has read already read anew."""
    for row in list(session.identity_map.values()):
        if isinstance(row, AttendanceRecord) and row.session_id == session_id:
            session.expire(row)
