"""What verified excuses do to records: absences within their time become excused, and back."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Session

from models import AttendanceRecord, AttendanceSession, Excuse
from models.session import now_of
from services.attendance.counting import mark_uncounted

SETTLED = "completed"
"""Only sessions that have ended know who was absent; whoever ends one asks for the excuses then."""


def excuses_for(session: Session, held: AttendanceSession) -> dict[UUID, UUID]:
    """The verified excuse of each trainee who has one for the time of a session.

    Whoever ends the session holds its row first, so that none is verified in between unseen.
    """
    found = session.execute(
        select(Excuse.trainee_id, Excuse.id)
        .where(
            Excuse.status == "verified",
            Excuse.starts_at < held.ends_at,
            Excuse.ends_at > held.starts_at,
        )
        .order_by(Excuse.id)
    )
    return {trainee_id: excuse_id for trainee_id, excuse_id in found}


def excuse_absences(session: Session, excuse: Excuse) -> int:
    """Excuse the trainee's absences from sessions within an excuse's time; how many there were."""
    mark_uncounted(session, _sessions_within(session, excuse))
    records = _records(session, excuse, AttendanceRecord.status == "absent")
    for record in records:
        record.status, record.marked_by, record.excuse_id = "excused", "excuse", excuse.id
        record.marked_at = now_of(session)
    session.flush()
    return len(records)


def count_absences_again(session: Session, excuse: Excuse) -> int:
    """Take back what an excuse did to records; how many there were."""
    mark_uncounted(session, _sessions_within(session, excuse))
    records = _records(session, excuse, AttendanceRecord.excuse_id == excuse.id)
    for record in records:
        record.status, record.marked_by, record.excuse_id = "absent", "staff", None
        record.marked_at = now_of(session)
    session.flush()
    return len(records)


def _sessions_within(session: Session, excuse: Excuse) -> Sequence[UUID]:
    """Sessions within an excuse's time in which its trainee has a record, ended or not."""
    return session.scalars(
        select(AttendanceSession.id)
        .join(AttendanceRecord, AttendanceRecord.session_id == AttendanceSession.id)
        .where(AttendanceRecord.trainee_id == excuse.trainee_id, _is_within(excuse))
    ).all()


def _records(session: Session, excuse: Excuse, condition: ColumnElement[bool]) -> Sequence[AttendanceRecord]:
    return session.scalars(
        select(AttendanceRecord)
        .join(AttendanceSession, AttendanceSession.id == AttendanceRecord.session_id)
        .where(
            AttendanceRecord.trainee_id == excuse.trainee_id,
            condition,
            AttendanceSession.status == SETTLED,
            _is_within(excuse),
        )
        .order_by(AttendanceRecord.id)
        .execution_options(populate_existing=True)
    ).all()


def _is_within(excuse: Excuse) -> ColumnElement[bool]:
    """Whether a session and an excuse overlap: who is ill from ten misses what began at nine, too."""
    return and_(AttendanceSession.starts_at < excuse.ends_at, AttendanceSession.ends_at > excuse.starts_at)
