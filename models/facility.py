"""Where and when teaching is possible: rooms, their maintenance, and trainers' availability."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, String, Time
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Deletable, Record, belongs_to, one_of, unique_while_alive
from models.structure import Term
from models.types import Json, UtcDateTime
from models.user import User

ROOM_TYPES = ("theory", "lab", "workshop", "virtual", "other")
AVAILABILITIES = ("available", "unavailable", "disliked")


class Room(Record, Deletable):
    """A place to teach in, of bricks or virtual."""

    __tablename__ = "rooms"
    __table_args__ = (
        unique_while_alive("rooms", "code"),
        one_of("room_type", ROOM_TYPES),
        CheckConstraint("capacity > 0", name="capacity_positive"),
        Index("ix_rooms_type", "tenant_id", "room_type"),
    )

    code: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(100))
    room_type: Mapped[str] = mapped_column(String(20))
    capacity: Mapped[int]
    building: Mapped[str | None] = mapped_column(String(100))
    facilities: Mapped[list[str]] = mapped_column(Json, default=list)
    geo_zone: Mapped[dict[str, Any] | None] = mapped_column(Json)
    daily_booking_limit: Mapped[int | None]
    is_available: Mapped[bool] = mapped_column(default=True)


class RoomMaintenance(Record):
    """A time in which a room cannot be used."""

    __tablename__ = "room_maintenances"
    __table_args__ = (
        belongs_to("rooms", "room_id", ondelete="CASCADE"),
        Index("ix_room_maintenances_starts_at", "tenant_id", "starts_at"),
        CheckConstraint("starts_at < ends_at", name="starts_before_it_ends"),
    )

    room_id: Mapped[UUID]
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime)
    reason: Mapped[str] = mapped_column(String(200))

    room: Mapped[Room] = relationship(
        primaryjoin="foreign(RoomMaintenance.room_id) == Room.id", lazy="raise", viewonly=True
    )


class TrainerAvailability(Record):
    """When a trainer can, cannot or would rather not teach, every week of a term.

    Where a trainer has rows of kind ``available`` in a term, the trainer is free at those times only.
    """

    __tablename__ = "trainer_availabilities"
    __table_args__ = (
        belongs_to("users", "trainer_id", ondelete="CASCADE"),
        belongs_to("terms", "term_id", ondelete="CASCADE"),
        CheckConstraint("starts_at < ends_at", name="starts_before_it_ends"),
        CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday_known"),
        one_of("kind", AVAILABILITIES),
    )

    trainer_id: Mapped[UUID]
    term_id: Mapped[UUID]
    weekday: Mapped[int]
    starts_at: Mapped[time] = mapped_column(Time)
    ends_at: Mapped[time] = mapped_column(Time)
    kind: Mapped[str] = mapped_column(String(12), default="available")

    trainer: Mapped[User] = relationship(
        primaryjoin="foreign(TrainerAvailability.trainer_id) == User.id", lazy="raise", viewonly=True
    )
    term: Mapped[Term] = relationship(
        primaryjoin="foreign(TrainerAvailability.term_id) == Term.id", lazy="raise", viewonly=True
    )
