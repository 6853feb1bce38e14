"""What is held at the same time as a dated session, wherever it was moved to since it was planned."""

from __future__ import annotations

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from models import AttendanceSession, Enrollment
from services.errors import Conflict

STILL_HELD = ("scheduled", "active")


class SlotTaken(Conflict):
    """The room, the trainer or the class group is at another session then."""

    code = "slot_taken"


def refuse_overlap(session: Session, held: AttendanceSession) -> None:
    """Refuse a session, stored or not, that shares room, trainer or class group with another one.

    The referee knows the week and what was agreed beside it; this knows where the sessions of a date
    have gone since.

    Raises
    ------
    SlotTaken
        If it does.
    """
    group = select(Enrollment.class_group_id).where(Enrollment.id == held.enrollment_id).scalar_subquery()
    other = session.execute(
        select(
            AttendanceSession.id,
            AttendanceSession.starts_at,
            AttendanceSession.room_id == held.room_id,
            AttendanceSession.trainer_id == held.trainer_id,
        )
        .join(Enrollment, Enrollment.id == AttendanceSession.enrollment_id)
        .where(
            AttendanceSession.id != held.id,
            AttendanceSession.status.in_(STILL_HELD),
            AttendanceSession.starts_at < held.ends_at,
            AttendanceSession.ends_at > held.starts_at,
            or_(
                AttendanceSession.room_id == held.room_id,
                AttendanceSession.trainer_id == held.trainer_id,
                Enrollment.class_group_id == group,
            ),
        )
        .order_by(AttendanceSession.starts_at, AttendanceSession.id)
        .limit(1)
    ).first()
    if other is None:
        return
    session_id, starts_at, has_room, has_trainer = other
    field, who = (
        ("room_id", "room")
        if has_room
        else ("trainer_id", "trainer")
        if has_trainer
        else ("starts_at", "class group")
    )
    raise SlotTaken(
        f"The {who} is taken by session {session_id}, which begins at {starts_at:%Y-%m-%d %H:%M} UTC.",
        fields={field: "Taken at that time."},
    )
