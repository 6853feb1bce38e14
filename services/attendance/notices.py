"""E-mails about sessions to those whom a change concerns."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from models import (
    AttendanceSession,
    ClassGroup,
    Course,
    Enrollment,
    HodProfile,
    Programme,
    Room,
    Tenant,
    User,
)
from models.session import tenant_of
from services.attendance.groups import trainees_of_enrollment
from services.mail.composing import one_line
from services.outbox import post_mail
from services.policy import policy_of
from services.runtime import Mail

MAX_NAME = 80
MAX_REASON = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What people are told of a session: which one it is, when and where."""

    course: str
    class_group: str
    room: str
    starts_at: datetime
    ends_at: datetime

    @property
    def words(self) -> str:
        """The session in one line."""
        return f"{self.course} of {self.class_group} on {self.when} in {self.room}"

    @property
    def when(self) -> str:
        """Its date and time by the clock on the institution's wall."""
        return f"{self.starts_at:%A, %-d %B %Y, %H:%M} to {self.ends_at:%H:%M}"


def told_of(session: Session, held: AttendanceSession) -> Told:
    """What people are told of a session."""
    row = session.execute(
        select(Course.code, Course.title, ClassGroup.name, Room.name)
        .select_from(Enrollment)
        .join(Course, Course.id == Enrollment.course_id)
        .join(ClassGroup, ClassGroup.id == Enrollment.class_group_id)
        .join(Room, Room.id == held.room_id)
        .where(Enrollment.id == held.enrollment_id)
        .execution_options(include_deleted=True)
    ).one()
    code, title, group, room = (one_line(text, most=MAX_NAME) for text in row)
    zone = ZoneInfo(policy_of(session).time_zone)
    return Told(
        course=f"{code} {title}",
        class_group=group,
        room=room,
        starts_at=held.starts_at.astimezone(zone),
        ends_at=held.ends_at.astimezone(zone),
    )


def tell(session: Session, *, people: Iterable[UUID], subject: str, paragraphs: Sequence[str]) -> int:
    """Have an e-mail sent to each of these people once this unit of work is committed.

    Closed accounts, and devices, get none. Gives how many are sent.
    """
    wanted = set(people)
    if not wanted:
        return 0
    college = session.scalars(select(Tenant.name).where(Tenant.id == tenant_of(session))).one()
    name = one_line(college, most=MAX_NAME)
    text = "\n\n".join(("Hello,", *paragraphs, name)) + "\n"
    addresses = session.scalars(
        select(User.email).where(User.id.in_(wanted), User.is_active, User.role != "device").order_by(User.id)
    ).all()
    for address in addresses:
        post_mail(session, Mail(to=address, subject=f"{subject} – {name}", text=text))
    return len(addresses)


def tell_group(
    session: Session, held: AttendanceSession, *, subject: str, paragraphs: Sequence[str], also: Any = ()
) -> int:
    """Tell the class group and the trainer of a session, and others; how many are told."""
    group = session.scalars(trainees_of_enrollment(held.enrollment_id)).all()
    return tell(session, people=[*group, held.trainer_id, *also], subject=subject, paragraphs=paragraphs)


def tell_cancelled(session: Session, held: AttendanceSession) -> int:
    """Tell group and trainer that a session is not held."""
    told = told_of(session, held)
    reason = one_line(held.cancel_reason or "", most=MAX_REASON)
    return tell_group(
        session,
        held,
        subject=f"Cancelled: {told.course}, {told.when}",
        paragraphs=[f"The session {told.words} is cancelled.", *([f"Reason: {reason}"] if reason else [])],
    )


def tell_moved(
    session: Session, held: AttendanceSession, *, changes: Sequence[str], former_trainer_id: UUID | None
) -> int:
    """Tell group and trainers that another trainer holds a session, or that it is in another room."""
    told = told_of(session, held)
    return tell_group(
        session,
        held,
        subject=f"Changed: {told.course}, {told.when}",
        paragraphs=[f"The session {told.words} has changed.", *changes],
        also=[] if former_trainer_id is None else [former_trainer_id],
    )


def tell_missed(session: Session, held: AttendanceSession) -> int:
    """Tell group, trainer and whoever plans that a session was never started, and can be made up for."""
    told = told_of(session, held)
    return tell_group(
        session,
        held,
        subject=f"Not held: {told.course}, {told.when}",
        paragraphs=[
            f"The session {told.words} was not started in time, and counts as not held.",
            "It can be made up for on another date; whoever plans the timetable is told as well.",
        ],
        also=planners_of(session, held),
    )


def planners_of(session: Session, held: AttendanceSession) -> Sequence[UUID]:
    """Who plans makeups of a session: the head of its department, and the deputy principals."""
    department = (
        select(Programme.department_id)
        .join(ClassGroup, ClassGroup.programme_id == Programme.id)
        .join(Enrollment, Enrollment.class_group_id == ClassGroup.id)
        .where(Enrollment.id == held.enrollment_id)
        .scalar_subquery()
    )
    heads = select(HodProfile.user_id).where(HodProfile.department_id == department)
    return session.scalars(
        select(User.id).where(or_(User.role == "dp_academics", (User.role == "hod") & User.id.in_(heads)))
    ).all()
