"""Dated sessions: what a published timetable says is held, and what became of it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Record, belongs_to, one_of
from models.curriculum import Enrollment
from models.facility import Room
from models.timetable import SESSION_TYPES, TimetableEntry
from models.types import UtcDateTime
from models.user import User

SESSION_STATUSES = ("scheduled", "active", "completed", "canceled")
CANCEL_CAUSES = ("missed", "decided")


class AttendanceSession(Record):
    """One session on its date: its trainer and room, its life, and what came of it in numbers.

    The numbers follow the records and the feedback; they are kept here so that nobody counts them again.
    """

    __tablename__ = "attendance_sessions"
    __table_args__ = (
        belongs_to("timetable_entries", "entry_id"),
        belongs_to("enrollments", "enrollment_id"),
        belongs_to("rooms", "room_id"),
        belongs_to("rooms", "planned_room_id"),
        belongs_to("users", "trainer_id"),
        belongs_to("users", "planned_trainer_id"),
        belongs_to("attendance_sessions", "makeup_of_id"),
        UniqueConstraint("tenant_id", "entry_id", "starts_at"),
        one_of("session_type", SESSION_TYPES),
        one_of("status", SESSION_STATUSES),
        one_of("canceled_because", CANCEL_CAUSES),
        CheckConstraint("starts_at < ends_at", name="starts_before_it_ends"),
        Index("ix_attendance_sessions_starts_at", "tenant_id", "starts_at"),
        Index("ix_attendance_sessions_status", "tenant_id", "status", "starts_at"),
        Index("ix_attendance_sessions_uncounted", "tenant_id", "is_uncounted"),
    )

    entry_id: Mapped[UUID | None]
    """The entry of the timetable that it comes from."""
    enrollment_id: Mapped[UUID]
    session_type: Mapped[str] = mapped_column(String(12))
    trainer_id: Mapped[UUID]
    """Who may start and end it."""
    planned_trainer_id: Mapped[UUID | None]
    """Who was to hold it before the trainer was changed."""
    room_id: Mapped[UUID]
    """Where it is held."""
    planned_room_id: Mapped[UUID | None]
    """The room that it was to be held in before it was moved."""
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime)
    status: Mapped[str] = mapped_column(String(12), default="scheduled")
    is_makeup: Mapped[bool] = mapped_column(default=False)
    makeup_of_id: Mapped[UUID | None]
    """The missed or cancelled session that it makes up for."""

    started_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    auto_closed: Mapped[bool] = mapped_column(default=False)
    """Whether nobody ended it."""
    canceled_because: Mapped[str | None] = mapped_column(String(12))
    """``missed`` if it was never started, ``decided`` if somebody cancelled it."""
    cancel_reason: Mapped[str | None] = mapped_column(String(500))

    present_count: Mapped[int] = mapped_column(default=0)
    late_count: Mapped[int] = mapped_column(default=0)
    absent_count: Mapped[int] = mapped_column(default=0)
    excused_count: Mapped[int] = mapped_column(default=0)
    pending_count: Mapped[int] = mapped_column(default=0)
    is_uncounted: Mapped[bool] = mapped_column(default=False)
    """Whether records have changed since they were counted."""

    feedback_count: Mapped[int] = mapped_column(default=0)
    content_sum: Mapped[int] = mapped_column(default=0)
    delivery_sum: Mapped[int] = mapped_column(default=0)
    engagement_sum: Mapped[int] = mapped_column(default=0)
    overall_sum: Mapped[int] = mapped_column(default=0)

    entry: Mapped[TimetableEntry | None] = relationship(
        primaryjoin="foreign(AttendanceSession.entry_id) == TimetableEntry.id", lazy="raise", viewonly=True
    )
    enrollment: Mapped[Enrollment] = relationship(
        primaryjoin="foreign(AttendanceSession.enrollment_id) == Enrollment.id", lazy="raise", viewonly=True
    )
    room: Mapped[Room] = relationship(
        primaryjoin="foreign(AttendanceSession.room_id) == Room.id", lazy="raise", viewonly=True
    )
    planned_room: Mapped[Room | None] = relationship(
        primaryjoin="foreign(AttendanceSession.planned_room_id) == Room.id", lazy="raise", viewonly=True
    )
    trainer: Mapped[User] = relationship(
        primaryjoin="foreign(AttendanceSession.trainer_id) == User.id", lazy="raise", viewonly=True
    )
    planned_trainer: Mapped[User | None] = relationship(
        primaryjoin="foreign(AttendanceSession.planned_trainer_id) == User.id", lazy="raise", viewonly=True
    )
