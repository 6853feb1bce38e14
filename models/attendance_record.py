"""Who attended: a record for each trainee and session, the attempts behind it, excuses and feedback."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, deferred, mapped_column, relationship

from models.attendance import AttendanceSession
from models.base import Record, TenantRow, belongs_to, one_of
from models.types import Encrypted, EncryptedBytes, EncryptedJson, UtcDateTime
from models.user import User

RECORD_STATUSES = ("pending", "present", "late", "absent", "excused")
MARKED_BY = ("check_in", "review", "staff", "excuse", "job")
ACTIONS = ("check_in", "start", "end")
CHANNELS = ("own", "kiosk", "class_photo")
DECISIONS = ("accepted", "review", "refused")
REVIEWS = ("open", "accepted", "refused")
EXCUSE_STATUSES = ("requested", "verified", "refused", "withdrawn")
RATING = range(1, 6)
"""What a rating may be."""


class AttendanceRecord(Record):
    """What became of one trainee in one session; pending from its start until that is known."""

    __tablename__ = "attendance_records"
    __table_args__ = (
        belongs_to("attendance_sessions", "session_id", ondelete="CASCADE"),
        belongs_to("users", "trainee_id"),
        belongs_to("excuses", "excuse_id"),
        UniqueConstraint("tenant_id", "session_id", "trainee_id"),
        one_of("status", RECORD_STATUSES),
        one_of("marked_by", MARKED_BY),
        Index("ix_attendance_records_trainee_id", "tenant_id", "trainee_id", "status"),
    )

    session_id: Mapped[UUID]
    trainee_id: Mapped[UUID]
    status: Mapped[str] = mapped_column(String(12), default="pending")
    marked_by: Mapped[str | None] = mapped_column(String(12))
    marked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    arrived_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When the check-in was captured."""
    reason: Mapped[str | None] = mapped_column(Encrypted("attendance_records.reason"))
    """Why staff marked it by hand."""
    excuse_id: Mapped[UUID | None]

    session: Mapped[AttendanceSession] = relationship(
        primaryjoin="foreign(AttendanceRecord.session_id) == AttendanceSession.id",
        lazy="raise",
        viewonly=True,
    )
    trainee: Mapped[User] = relationship(
        primaryjoin="foreign(AttendanceRecord.trainee_id) == User.id", lazy="raise", viewonly=True
    )


class CheckIn(TenantRow):
    """One attempt to check in, or to start or end a session: what was found, and what came of it.

    A refused attempt leaves this line and nothing else.
    """

    __tablename__ = "check_ins"
    __table_args__ = (
        belongs_to("attendance_sessions", "session_id", ondelete="CASCADE"),
        belongs_to("users", "user_id", ondelete="CASCADE"),
        belongs_to("users", "reviewed_by_id"),
        belongs_to("devices", "device_id"),
        one_of("action", ACTIONS),
        one_of("channel", CHANNELS),
        one_of("decision", DECISIONS),
        one_of("review", REVIEWS),
        Index("ix_check_ins_session_id", "tenant_id", "session_id", "received_at"),
        Index("ix_check_ins_user_id", "tenant_id", "user_id", "received_at"),
        Index("ix_check_ins_photo", "tenant_id", "photo_digest"),
        Index("ix_check_ins_review", "tenant_id", "review", "received_at"),
        Index("ix_check_ins_photo_until", "tenant_id", "photo_until"),
    )
    audited: ClassVar[bool] = False

    session_id: Mapped[UUID]
    user_id: Mapped[UUID | None]
    """Whom it was for; None where a face was nobody's of the group."""
    device_id: Mapped[UUID | None]
    action: Mapped[str] = mapped_column(String(12))
    channel: Mapped[str] = mapped_column(String(12))
    captured_at: Mapped[datetime] = mapped_column(UtcDateTime)
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)
    decision: Mapped[str] = mapped_column(String(12))
    mark: Mapped[str | None] = mapped_column(String(12))
    """Present or late, if it counts."""
    findings: Mapped[list[dict[str, Any]]] = mapped_column(EncryptedJson("check_ins.findings"))
    position: Mapped[dict[str, Any] | None] = mapped_column(EncryptedJson("check_ins.position"))
    photo_digest: Mapped[bytes | None] = mapped_column(LargeBinary(32), info={"secret": True})
    """Keyed hash of the photo's pixels; finds the same photo again and tells nothing else."""
    encoding: Mapped[bytes | None] = deferred(mapped_column(EncryptedBytes("check_ins.encoding")))
    """Of accepted attempts, to find nearly the same photo again; goes with the consent."""
    photo: Mapped[bytes | None] = deferred(mapped_column(EncryptedBytes("check_ins.photo")))
    photo_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    review: Mapped[str | None] = mapped_column(String(12))
    reviewed_by_id: Mapped[UUID | None]
    reviewed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    photo_shown_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When the reviewer saw the photo, which is shown once."""

    session: Mapped[AttendanceSession] = relationship(
        primaryjoin="foreign(CheckIn.session_id) == AttendanceSession.id", lazy="raise", viewonly=True
    )
    user: Mapped[User | None] = relationship(
        primaryjoin="foreign(CheckIn.user_id) == User.id", lazy="raise", viewonly=True
    )


class Excuse(Record):
    """A trainee's reason to be absent from sessions within a time, with its document."""

    __tablename__ = "excuses"
    __table_args__ = (
        belongs_to("users", "trainee_id", ondelete="CASCADE"),
        belongs_to("users", "decided_by_id"),
        belongs_to("files", "document_id"),
        one_of("status", EXCUSE_STATUSES),
        CheckConstraint("starts_at < ends_at", name="starts_before_it_ends"),
        Index("ix_excuses_trainee_id", "tenant_id", "trainee_id", "starts_at"),
        Index("ix_excuses_status", "tenant_id", "status"),
    )

    trainee_id: Mapped[UUID]
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime)
    reason: Mapped[str] = mapped_column(Encrypted("excuses.reason"))
    document_id: Mapped[UUID | None]
    status: Mapped[str] = mapped_column(String(12), default="requested")
    decided_by_id: Mapped[UUID | None]
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decision_note: Mapped[str | None] = mapped_column(Encrypted("excuses.decision_note"))

    trainee: Mapped[User] = relationship(
        primaryjoin="foreign(Excuse.trainee_id) == User.id", lazy="raise", viewonly=True
    )


class SessionFeedback(TenantRow):
    """What a trainee thinks of a session: four ratings from 1 to 5, and words if they like."""

    __tablename__ = "session_feedback"
    __table_args__ = (
        belongs_to("attendance_sessions", "session_id", ondelete="CASCADE"),
        belongs_to("users", "trainee_id", ondelete="CASCADE"),
        UniqueConstraint("tenant_id", "session_id", "trainee_id"),
        *(
            CheckConstraint(f"{rating} BETWEEN {RATING[0]} AND {RATING[-1]}", name=f"{rating}_in_range")
            for rating in ("content", "delivery", "engagement", "overall")
        ),
    )
    audited: ClassVar[bool] = False

    session_id: Mapped[UUID]
    trainee_id: Mapped[UUID]
    content: Mapped[int]
    delivery: Mapped[int]
    engagement: Mapped[int]
    overall: Mapped[int]
    comment: Mapped[str | None] = mapped_column(Encrypted("session_feedback.comment"))
