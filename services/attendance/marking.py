"""What becomes of a trainee's record in a session, and who may say so last."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from models import AttendanceRecord, AttendanceSession, CheckIn
from models.session import now_of
from services.attendance.counting import mark_uncounted
from services.attendance.looks import close_reviews
from services.errors import Conflict, NotFound

PRESENT = ("present", "late")


class AlreadyCheckedIn(Conflict):
    """The trainee is present or late already; nothing is counted twice."""

    code = "already_checked_in"


class MarkedByStaff(Conflict):
    """Staff said what became of the trainee; no check-in changes that."""

    code = "marked_by_staff"


def hold(session: Session, session_id: UUID) -> AttendanceSession:
    """A session whose records change in this unit of work; nobody ends or counts it meanwhile.

    Raises
    ------
    NotFound
        If there is none.
    """
    mark_uncounted(session, [session_id])
    held = session.scalar(
        select(AttendanceSession)
        .where(AttendanceSession.id == session_id)
        .execution_options(populate_existing=True)
    )
    if held is None:
        raise NotFound(f"There is no session {session_id}.")
    return held


def records_of(
    session: Session, held: AttendanceSession, trainee_ids: Collection[UUID]
) -> Mapping[UUID, AttendanceRecord]:
    """Records of these trainees, held until the unit of work ends; not everybody need have one."""
    found = session.scalars(
        select(AttendanceRecord)
        .where(AttendanceRecord.session_id == held.id, AttendanceRecord.trainee_id.in_(trainee_ids))
        .order_by(AttendanceRecord.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return {record.trainee_id: record for record in found}


def refuse_settled(record: AttendanceRecord | None) -> None:
    """Refuse to check somebody in of whom it is known what became of them.

    Who counts as absent because nobody came may still be checked in by what was captured in time, and
    so may who was excused and came.

    Raises
    ------
    AlreadyCheckedIn, MarkedByStaff
        If it is known.
    """
    if record is None:
        return
    if record.status in PRESENT:
        raise AlreadyCheckedIn(f"The trainee is {record.status} in this session already.")
    if is_final(record):
        raise MarkedByStaff(f"Staff marked the trainee as {record.status}; ask them.")


def is_final(record: AttendanceRecord) -> bool:
    """Whether no check-in changes the record any more."""
    return record.status in PRESENT or (record.status == "absent" and record.marked_by in ("staff", "review"))


def settle(
    session: Session, held: AttendanceSession, record: AttendanceRecord | None, check_in: CheckIn
) -> AttendanceRecord:
    """Let a record follow from an attempt that was not refused.

    Raises
    ------
    AlreadyCheckedIn
        If another request stored the trainee's record at this moment.
    """
    assert check_in.user_id is not None  # noqa: S101 - what was not refused is somebody's
    if record is None:
        record = add_record(session, held, check_in.user_id)
    if check_in.decision == "accepted":
        assert check_in.mark is not None  # noqa: S101 - it was in time
        mark(session, record, check_in.mark, by="check_in", arrived_at=check_in.captured_at)
    else:
        record.status, record.marked_by, record.marked_at, record.excuse_id = "pending", None, None, None
    return record


def mark(
    session: Session,
    record: AttendanceRecord,
    status: str,
    *,
    by: str,
    arrived_at: datetime | None = None,
    reason: str | None = None,
) -> None:
    """Say what became of a trainee; what follows for attempts that wait, :func:`spare_reviews` does."""
    record.status, record.marked_by, record.marked_at = status, by, now_of(session)
    record.arrived_at, record.reason, record.excuse_id = arrived_at, reason, None


def spare_reviews(session: Session, held: AttendanceSession, trainee_ids: Collection[UUID]) -> None:
    """Have nobody look any more at attempts of trainees of whom it is known now what became of them."""
    close_reviews(session, held.id, CheckIn.user_id.in_(trainee_ids))


def add_record(session: Session, held: AttendanceSession, trainee_id: UUID) -> AttendanceRecord:
    """A pending record of who joined the class group after the session was started.

    Raises
    ------
    AlreadyCheckedIn
        If another request stored one at this moment.
    """
    record = AttendanceRecord(session_id=held.id, trainee_id=trainee_id, status="pending")
    try:
        with session.begin_nested():
            session.add(record)
    except IntegrityError as error:
        raise AlreadyCheckedIn("The trainee is being checked in at this moment.") from error
    return record
