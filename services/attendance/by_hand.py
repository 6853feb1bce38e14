"""Marks that staff set by hand, each with its reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import AttendanceRecord, AttendanceSession, User
from services.access import Actor, Permission
from services.attendance.groups import trainees_of_enrollment
from services.attendance.kind import RECORDS, SESSIONS
from services.attendance.marking import add_record, hold, mark, records_of, spare_reviews
from services.errors import Conflict, Invalid, NotFound
from services.records import fetch, refuse_stale, require

MARKS = ("present", "late", "absent")
"""What staff may say. Excused is who has an excuse that was verified; pending is nothing to say."""

MAX_AT_ONCE = 500


class SessionNotHeld(Conflict):
    """The session was not started, or is cancelled: nobody was there to be marked."""

    code = "session_not_held"


class NotInGroup(Invalid):
    """Somebody who is marked does not attend the session."""

    code = "not_in_group"


def mark_record(
    session: Session, *, actor: Actor, record_id: UUID, status: str, reason: str, version: int | None = None
) -> AttendanceRecord:
    """Say of one trainee in one session what became of them.

    Raises
    ------
    NotFound, Forbidden, Stale
        If there is no such record, it lies beyond the actor's reach, or was changed since.
    SessionNotHeld
        If the session was not held.
    """
    found = fetch(session, RECORDS, actor=actor, record_id=record_id)
    require(session, RECORDS, actor=actor, record=found, permission=Permission.RECORDS_WRITE)
    held = _held(session, found.session_id)
    record = records_of(session, held, [found.trainee_id]).get(found.trainee_id)
    if record is None:
        raise NotFound(f"There is no attendance record {record_id}.")
    refuse_stale(RECORDS.noun, is_at=record.version, made_upon=version)
    mark(session, record, status, by="staff", arrived_at=record.arrived_at, reason=reason)
    session.flush()
    spare_reviews(session, held, [record.trainee_id])
    return fetch(session, RECORDS, actor=actor, record_id=record_id)


def mark_many(
    session: Session, *, actor: Actor, session_id: UUID, marks: Mapping[UUID, str], reason: str
) -> Sequence[AttendanceRecord]:
    """Say of several trainees in one session what became of them; all of it, or nothing.

    Raises
    ------
    NotFound, Forbidden
        If there is no such session, or it lies beyond the actor's reach.
    SessionNotHeld
        If it was not held.
    NotInGroup
        If one of the trainees does not attend it; they are named.
    """
    found = fetch(session, SESSIONS, actor=actor, record_id=session_id)
    require(session, SESSIONS, actor=actor, record=found, permission=Permission.RECORDS_WRITE)
    held = _held(session, session_id)
    records = dict(records_of(session, held, marks.keys()))
    joined = marks.keys() - records.keys()
    group = trainees_of_enrollment(held.enrollment_id).where(User.id.in_(joined))
    strangers = joined.difference(session.scalars(group))
    if strangers:
        raise NotInGroup(
            f"{len(strangers)} of those who are marked do not attend this session.",
            fields={str(trainee_id): "Does not attend the session." for trainee_id in sorted(strangers)},
        )
    for trainee_id, status in marks.items():
        record = records.get(trainee_id) or add_record(session, held, trainee_id)
        mark(session, record, status, by="staff", arrived_at=record.arrived_at, reason=reason)
    session.flush()
    spare_reviews(session, held, marks.keys())
    return session.scalars(
        select(AttendanceRecord)
        .where(AttendanceRecord.session_id == session_id, AttendanceRecord.trainee_id.in_(marks))
        .options(*RECORDS.load)
        .order_by(AttendanceRecord.id)
    ).all()


def _held(session: Session, session_id: UUID) -> AttendanceSession:
    held = hold(session, session_id)
    if held.status not in ("active", "completed"):
        raise SessionNotHeld(f"The session is {held.status}; marks are for sessions that are held.")
    return held
