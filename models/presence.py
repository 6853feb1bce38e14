"""What proves presence: consent, enrolled faces, devices with their keys, and challenges."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, deferred, mapped_column, relationship

from models.base import Record, TenantRow, belongs_to, one_of
from models.facility import Room
from models.types import EncryptedBytes, UtcDateTime
from models.user import User

CONSENT_PURPOSES = ("face",)


class Consent(Record):
    """A person agreed to something; what was agreed to is named by the version of its text."""

    __tablename__ = "consents"
    __table_args__ = (
        belongs_to("users", "user_id", ondelete="CASCADE"),
        belongs_to("users", "recorded_by_id"),
        one_of("purpose", CONSENT_PURPOSES),
        Index("ix_consents_user_id", "tenant_id", "user_id", "purpose"),
    )

    user_id: Mapped[UUID]
    purpose: Mapped[str] = mapped_column(String(20))
    text_version: Mapped[str] = mapped_column(String(20))
    given_at: Mapped[datetime] = mapped_column(UtcDateTime)
    recorded_by_id: Mapped[UUID | None]
    """Who wrote it down, where it was given on paper."""
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class FaceTemplate(TenantRow):
    """The mean of a person's enrolled encodings; there is one as long as the consent is."""

    __tablename__ = "face_templates"
    __table_args__ = (
        belongs_to("users", "user_id", ondelete="CASCADE"),
        belongs_to("consents", "consent_id"),
        belongs_to("users", "enrolled_by_id"),
        UniqueConstraint("tenant_id", "user_id"),
    )
    audited: ClassVar[bool] = False

    user_id: Mapped[UUID]
    consent_id: Mapped[UUID]
    enrolled_by_id: Mapped[UUID]
    encoding: Mapped[bytes] = deferred(mapped_column(EncryptedBytes("face_templates.encoding")))
    """128 numbers of four bytes."""
    photos: Mapped[int]
    spread: Mapped[float]


class Device(Record):
    """A kiosk: it has an account of role device, stands in a room, and signs what it sends."""

    __tablename__ = "devices"
    __table_args__ = (
        belongs_to("users", "user_id", ondelete="CASCADE"),
        belongs_to("rooms", "room_id"),
        UniqueConstraint("tenant_id", "user_id"),
        UniqueConstraint("tenant_id", "name"),
    )

    user_id: Mapped[UUID]
    name: Mapped[str] = mapped_column(String(100))
    room_id: Mapped[UUID | None]
    last_seen_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    drift_s: Mapped[float | None]
    """How far its clock was behind when it sent something last, in seconds."""
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    room: Mapped[Room | None] = relationship(
        primaryjoin="foreign(Device.room_id) == Room.id", lazy="raise", viewonly=True
    )
    keys: Mapped[list[DeviceKey]] = relationship(
        primaryjoin="Device.id == foreign(DeviceKey.device_id)",
        order_by="DeviceKey.created_at",
        lazy="raise",
        viewonly=True,
    )


class DeviceKey(TenantRow):
    """A public key (Ed25519) that a device signs by; while keys are changed there are two."""

    __tablename__ = "device_keys"
    __table_args__ = (belongs_to("devices", "device_id", ondelete="CASCADE"),)

    device_id: Mapped[UUID]
    public_key: Mapped[bytes] = mapped_column(LargeBinary(32))
    good_until: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Challenge(TenantRow):
    """A random number given out to a person or device, to be sent back once with what is captured."""

    __tablename__ = "challenges"
    __table_args__ = (
        belongs_to("users", "user_id", ondelete="CASCADE"),
        Index("ix_challenges_expires_at", "tenant_id", "expires_at"),
    )
    audited: ClassVar[bool] = False

    user_id: Mapped[UUID]
    secret_hash: Mapped[bytes] = mapped_column(LargeBinary(32), info={"secret": True})
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    user: Mapped[User] = relationship(
        primaryjoin="foreign(Challenge.user_id) == User.id", lazy="raise", viewonly=True
    )
