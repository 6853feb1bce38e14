"""What is kept of records in numbers: totals, warnings and forecasts of each trainee in each course."""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import Date, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.attendance import AttendanceSession
from models.base import TenantRow, belongs_to
from models.curriculum import Enrollment
from models.types import UtcDateTime
from models.user import User


class AttendanceTotal(TenantRow):
    """How often a trainee was present in the sessions of an enrolment; written by a job, never by hand."""

    __tablename__ = "attendance_totals"
    __table_args__ = (
        belongs_to("enrollments", "enrollment_id", ondelete="CASCADE"),
        belongs_to("users", "trainee_id", ondelete="CASCADE"),
        UniqueConstraint("tenant_id", "enrollment_id", "trainee_id"),
    )
    audited: ClassVar[bool] = False

    enrollment_id: Mapped[UUID]
    trainee_id: Mapped[UUID]
    present_count: Mapped[int] = mapped_column(default=0)
    late_count: Mapped[int] = mapped_column(default=0)
    absent_count: Mapped[int] = mapped_column(default=0)
    excused_count: Mapped[int] = mapped_column(default=0)
    pending_count: Mapped[int] = mapped_column(default=0)

    enrollment: Mapped[Enrollment] = relationship(
        primaryjoin="foreign(AttendanceTotal.enrollment_id) == Enrollment.id", lazy="raise", viewonly=True
    )
    trainee: Mapped[User] = relationship(
        primaryjoin="foreign(AttendanceTotal.trainee_id) == User.id", lazy="raise", viewonly=True
    )


class AttendanceWarning(TenantRow):
    """A trainee was told that attendance in a course is low."""

    __tablename__ = "attendance_warnings"
    __table_args__ = (
        belongs_to("enrollments", "enrollment_id", ondelete="CASCADE"),
        belongs_to("users", "trainee_id", ondelete="CASCADE"),
        Index("ix_attendance_warnings_trainee_id", "tenant_id", "trainee_id", "enrollment_id", "warned_at"),
    )
    audited: ClassVar[bool] = False

    enrollment_id: Mapped[UUID]
    trainee_id: Mapped[UUID]
    warned_at: Mapped[datetime] = mapped_column(UtcDateTime)
    percent: Mapped[float]
    """Attendance then."""
    limit_percent: Mapped[int]
    absence_probability: Mapped[float | None]
    """How probable it was held that the next session would be missed too."""

    enrollment: Mapped[Enrollment] = relationship(
        primaryjoin="foreign(AttendanceWarning.enrollment_id) == Enrollment.id", lazy="raise", viewonly=True
    )
    trainee: Mapped[User] = relationship(
        primaryjoin="foreign(AttendanceWarning.trainee_id) == User.id", lazy="raise", viewonly=True
    )


class AbsenceForecast(TenantRow):
    """How probable it is that a trainee misses a session that is still to come; written by a job."""

    __tablename__ = "absence_forecasts"
    __table_args__ = (
        belongs_to("attendance_sessions", "session_id", ondelete="CASCADE"),
        belongs_to("users", "trainee_id", ondelete="CASCADE"),
        UniqueConstraint("tenant_id", "session_id", "trainee_id"),
    )
    audited: ClassVar[bool] = False

    session_id: Mapped[UUID]
    trainee_id: Mapped[UUID]
    probability: Mapped[float]
    made_on: Mapped[date] = mapped_column(Date)

    session: Mapped[AttendanceSession] = relationship(
        primaryjoin="foreign(AbsenceForecast.session_id) == AttendanceSession.id",
        lazy="raise",
        viewonly=True,
    )
