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


class AttendanceSession(Record):
    """One session on its date, with its trainer and room."""

    __tablename__ = "attendance_sessions"
    __table_args__ = (
        belongs_to("timetable_entries", "entry_id"),
        belongs_to("enrollments", "enrollment_id"),
        belongs_to("rooms", "room_id"),
        belongs_to("users", "trainer_id"),
        UniqueConstraint("tenant_id", "entry_id", "starts_at"),
        one_of("session_type", SESSION_TYPES),
        one_of("status", SESSION_STATUSES),
        CheckConstraint("starts_at < ends_at", name="starts_before_it_ends"),
        Index("ix_attendance_sessions_starts_at", "tenant_id", "starts_at"),
    )

    entry_id: Mapped[UUID | None]
    """The entry of the timetable that it comes from."""
    enrollment_id: Mapped[UUID]
    session_type: Mapped[str] = mapped_column(String(12))
    trainer_id: Mapped[UUID]
    room_id: Mapped[UUID]
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime)
    status: Mapped[str] = mapped_column(String(12), default="scheduled")
    is_makeup: Mapped[bool] = mapped_column(default=False)

    entry: Mapped[TimetableEntry | None] = relationship(
        primaryjoin="foreign(AttendanceSession.entry_id) == TimetableEntry.id", lazy="raise", viewonly=True
    )
    enrollment: Mapped[Enrollment] = relationship(
        primaryjoin="foreign(AttendanceSession.enrollment_id) == Enrollment.id", lazy="raise", viewonly=True
    )
    room: Mapped[Room] = relationship(
        primaryjoin="foreign(AttendanceSession.room_id) == Room.id", lazy="raise", viewonly=True
    )
    trainer: Mapped[User] = relationship(
        primaryjoin="foreign(AttendanceSession.trainer_id) == User.id", lazy="raise", viewonly=True
    )
