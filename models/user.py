"""People and devices with an account, and what each role adds to them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Date, Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Deletable, Record, belongs_to, one_of, unique_while_alive
from models.types import Encrypted, Json, UtcDateTime

ROLES = ("admin", "dp_academics", "hod", "trainer", "trainee", "staff", "device", "operator")
GENDERS = ("female", "male", "other", "undisclosed")
TRAINEE_STATUSES = ("active", "suspended", "graduated", "withdrawn")


class User(Record, Deletable):
    """An account. Whatever tells who the person is, is encrypted; the e-mail is found by its blind index."""

    __tablename__ = "users"
    __table_args__ = (
        unique_while_alive("users", "email_index"),
        one_of("role", ROLES),
        one_of("gender", GENDERS),
        Index("ix_users_role", "tenant_id", "role"),
    )

    email: Mapped[str] = mapped_column(Encrypted("users.email"))
    email_index: Mapped[bytes] = mapped_column(LargeBinary(32), info={"secret": True})
    role: Mapped[str] = mapped_column(String(20))
    first_name: Mapped[str] = mapped_column(Encrypted("users.first_name"))
    last_name: Mapped[str] = mapped_column(Encrypted("users.last_name"))
    gender: Mapped[str] = mapped_column(String(12), default="undisclosed")
    phone: Mapped[str | None] = mapped_column(Encrypted("users.phone"))
    id_number: Mapped[str | None] = mapped_column(Encrypted("users.id_number"))
    address: Mapped[str | None] = mapped_column(Encrypted("users.address"))
    birth_date: Mapped[str | None] = mapped_column(Encrypted("users.birth_date"))
    avatar_id: Mapped[UUID | None]
    password_hash: Mapped[str | None] = mapped_column(String(200), info={"secret": True})
    is_active: Mapped[bool] = mapped_column(default=True)
    email_verified_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    failed_login_attempts: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    last_login_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    last_active_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    profile: Mapped[Profile | None] = relationship(
        primaryjoin="User.id == foreign(Profile.user_id)", uselist=False, lazy="raise", viewonly=True
    )
    trainee: Mapped[TraineeProfile | None] = relationship(
        primaryjoin="User.id == foreign(TraineeProfile.user_id)", uselist=False, lazy="raise", viewonly=True
    )
    trainer: Mapped[TrainerProfile | None] = relationship(
        primaryjoin="User.id == foreign(TrainerProfile.user_id)", uselist=False, lazy="raise", viewonly=True
    )
    hod: Mapped[HodProfile | None] = relationship(
        primaryjoin="User.id == foreign(HodProfile.user_id)", uselist=False, lazy="raise", viewonly=True
    )
    dp_academics: Mapped[DpAcademicsProfile | None] = relationship(
        primaryjoin="User.id == foreign(DpAcademicsProfile.user_id)",
        uselist=False,
        lazy="raise",
        viewonly=True,
    )

    @property
    def full_name(self) -> str:
        """First and last name."""
        return f"{self.first_name} {self.last_name}"


class Profile(Record):
    """What anybody may say of themselves, one for each account."""

    __tablename__ = "profiles"
    __table_args__ = (
        belongs_to("users", "user_id", ondelete="CASCADE"),
        UniqueConstraint("tenant_id", "user_id"),
    )

    user_id: Mapped[UUID]
    position: Mapped[str | None] = mapped_column(String(100))
    bio: Mapped[str | None] = mapped_column(Text)
    preferences: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    training_preferences: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    skills: Mapped[list[dict[str, str]]] = mapped_column(Json, default=list)


class TraineeProfile(Record):
    """A trainee's place in the institution."""

    __tablename__ = "trainee_profiles"
    __table_args__ = (
        belongs_to("users", "user_id", ondelete="CASCADE"),
        belongs_to("class_groups", "class_group_id"),
        UniqueConstraint("tenant_id", "user_id"),
        UniqueConstraint("tenant_id", "admission_number"),
        one_of("status", TRAINEE_STATUSES),
    )

    user_id: Mapped[UUID]
    class_group_id: Mapped[UUID | None]
    admission_number: Mapped[str | None] = mapped_column(String(40))
    status: Mapped[str] = mapped_column(String(20), default="active")
    admitted_on: Mapped[date | None] = mapped_column(Date)


class TrainerProfile(Record):
    """A trainer's department, qualifications and teaching load in hours a week."""

    __tablename__ = "trainer_profiles"
    __table_args__ = (
        belongs_to("users", "user_id", ondelete="CASCADE"),
        belongs_to("departments", "department_id"),
        UniqueConstraint("tenant_id", "user_id"),
    )

    user_id: Mapped[UUID]
    department_id: Mapped[UUID | None]
    qualifications: Mapped[list[str]] = mapped_column(Json, default=list)
    weekly_load_hours: Mapped[int | None]
    daily_load_hours: Mapped[int | None]


class HodProfile(Record):
    """The department that a head of department answers for."""

    __tablename__ = "hod_profiles"
    __table_args__ = (
        belongs_to("users", "user_id", ondelete="CASCADE"),
        belongs_to("departments", "department_id"),
        UniqueConstraint("tenant_id", "user_id"),
    )

    user_id: Mapped[UUID]
    department_id: Mapped[UUID | None]
    appointed_on: Mapped[date | None] = mapped_column(Date)


class DpAcademicsProfile(Record):
    """The office of a deputy principal for academics."""

    __tablename__ = "dp_academics_profiles"
    __table_args__ = (
        belongs_to("users", "user_id", ondelete="CASCADE"),
        UniqueConstraint("tenant_id", "user_id"),
    )

    user_id: Mapped[UUID]
    office: Mapped[str | None] = mapped_column(String(100))
    appointed_on: Mapped[date | None] = mapped_column(Date)
