"""Weekly timetables of terms: their versions, where each session of the week is, and their pages."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, Date, Index, LargeBinary, String, Time, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Record, TenantRow, belongs_to, one_of
from models.curriculum import Enrollment
from models.facility import Room
from models.structure import Term
from models.types import Encrypted, EncryptedBytes, Json, UtcDateTime
from models.user import User

TIMETABLE_STATUSES = ("draft", "validated", "published", "archived")
SESSION_TYPES = ("theory", "practical")
SCHEDULE_SUBJECTS = ("class_group", "trainer", "room")
FEED_SUBJECTS = (*SCHEDULE_SUBJECTS, "person")


class Timetable(Record):
    """One version of a term's weekly timetable.

    A draft may be edited; validating it proves that it keeps every hard rule of the term as it is
    then; at most one version of a term is published. What is published is held.
    """

    __tablename__ = "timetables"
    __table_args__ = (
        belongs_to("terms", "term_id"),
        belongs_to("timetables", "made_from_id"),
        UniqueConstraint("tenant_id", "term_id", "number"),
        one_of("status", TIMETABLE_STATUSES),
        Index(
            "uq_timetables_published",
            "tenant_id",
            "term_id",
            unique=True,
            sqlite_where=text("status = 'published'"),
            postgresql_where=text("status = 'published'"),
        ),
    )

    term_id: Mapped[UUID]
    number: Mapped[int]
    """Counts the versions of a term from 1."""
    name: Mapped[str] = mapped_column(String(100))
    status: Mapped[str] = mapped_column(String(12), default="draft")
    made_from_id: Mapped[UUID | None]
    """The version that it was copied, solved or repaired from."""
    cost: Mapped[int | None]
    """By the referee, when entries were last stored as a whole; None while sessions lack a place."""
    bound: Mapped[int | None]
    """Proved by the solve that it comes from, for the problem as it was then."""
    cost_by_rule: Mapped[dict[str, int]] = mapped_column(Json, default=dict)
    fingerprint: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    """Of the problem that it was validated for: another one now means that the tables have changed."""
    validated_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    archived_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created_by: Mapped[UUID | None]

    term: Mapped[Term] = relationship(
        primaryjoin="foreign(Timetable.term_id) == Term.id", lazy="raise", viewonly=True
    )


class TimetableEntry(Record):
    """Where one session of the week is: day, time and room; or, with a date, a session of that day only.

    A weekly entry is the ``ordinal``-th theory or practical session of its enrolment, counted from 1.
    A session of the week without an entry has no place yet.
    """

    __tablename__ = "timetable_entries"
    __table_args__ = (
        belongs_to("timetables", "timetable_id", ondelete="CASCADE"),
        belongs_to("enrollments", "enrollment_id"),
        belongs_to("rooms", "room_id"),
        belongs_to("users", "substitute_id"),
        Index(
            "uq_timetable_entries_weekly",
            "tenant_id",
            "timetable_id",
            "enrollment_id",
            "session_type",
            "ordinal",
            unique=True,
            sqlite_where=text("held_on IS NULL"),
            postgresql_where=text("held_on IS NULL"),
        ),
        one_of("session_type", SESSION_TYPES),
        CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday_known"),
        CheckConstraint("starts_at < ends_at", name="starts_before_it_ends"),
        CheckConstraint("ordinal > 0", name="ordinal_positive"),
    )

    timetable_id: Mapped[UUID]
    enrollment_id: Mapped[UUID]
    session_type: Mapped[str] = mapped_column(String(12))
    ordinal: Mapped[int]
    weekday: Mapped[int]
    starts_at: Mapped[time] = mapped_column(Time)
    ends_at: Mapped[time] = mapped_column(Time)
    room_id: Mapped[UUID]
    is_pinned: Mapped[bool] = mapped_column(default=False)
    """Solves and repairs leave it where it is."""
    substitute_id: Mapped[UUID | None]
    """Who teaches it in place of the enrolment's trainers."""
    held_on: Mapped[date | None] = mapped_column(Date)
    """The one date of a temporary entry, such as a makeup; None where it is held every week."""

    timetable: Mapped[Timetable] = relationship(
        primaryjoin="foreign(TimetableEntry.timetable_id) == Timetable.id", lazy="raise", viewonly=True
    )
    enrollment: Mapped[Enrollment] = relationship(
        primaryjoin="foreign(TimetableEntry.enrollment_id) == Enrollment.id", lazy="raise", viewonly=True
    )
    room: Mapped[Room] = relationship(
        primaryjoin="foreign(TimetableEntry.room_id) == Room.id", lazy="raise", viewonly=True
    )
    substitute: Mapped[User | None] = relationship(
        primaryjoin="foreign(TimetableEntry.substitute_id) == User.id", lazy="raise", viewonly=True
    )


class WeeklySchedule(TenantRow):
    """The published week of a class group, a trainer or a room, ready to be sent.

    It is made when first asked for, and removed in the transaction that changes anything it shows,
    so that every process sees the same.
    """

    __tablename__ = "weekly_schedules"
    __table_args__ = (
        belongs_to("terms", "term_id", ondelete="CASCADE"),
        UniqueConstraint("tenant_id", "term_id", "subject_type", "subject_id"),
        one_of("subject_type", SCHEDULE_SUBJECTS),
    )
    audited: ClassVar[bool] = False

    term_id: Mapped[UUID]
    subject_type: Mapped[str] = mapped_column(String(12))
    subject_id: Mapped[UUID]
    body: Mapped[bytes] = mapped_column(EncryptedBytes("weekly_schedules.body"))
    """JSON, as it is sent: to read and to write it again would take longer than to open it."""


class CalendarFeed(Record):
    """A secret address from which calendars read sessions; who has it needs no log-in."""

    __tablename__ = "calendar_feeds"
    __table_args__ = (
        belongs_to("users", "user_id", ondelete="CASCADE"),
        Index("ix_calendar_feeds_hash", "tenant_id", "secret_hash", unique=True),
        one_of("subject_type", FEED_SUBJECTS),
    )

    user_id: Mapped[UUID]
    """Whose it is: what the person may no longer read, the feed no longer shows."""
    subject_type: Mapped[str] = mapped_column(String(12))
    subject_id: Mapped[UUID]
    secret: Mapped[str] = mapped_column(Encrypted("calendar_feeds.secret"), info={"secret": True})
    secret_hash: Mapped[bytes] = mapped_column(LargeBinary(32), info={"secret": True})
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
