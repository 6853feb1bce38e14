"""The institution: school, departments, programmes, class groups, years and terms."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Date, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Deletable, Record, belongs_to, unique_while_alive
from models.types import Json


class School(Record):
    """The institution itself: one for each tenant, and never deleted."""

    __tablename__ = "schools"
    __table_args__ = (UniqueConstraint("tenant_id"),)

    name: Mapped[str] = mapped_column(String(200))
    code: Mapped[str] = mapped_column(String(20))
    address: Mapped[str | None] = mapped_column(String(300))
    phone: Mapped[str | None] = mapped_column(String(40))
    email: Mapped[str | None] = mapped_column(String(254))
    website: Mapped[str | None] = mapped_column(String(200))
    logo_id: Mapped[UUID | None]
    geo_zone: Mapped[dict[str, Any] | None] = mapped_column(Json)


class Department(Record, Deletable):
    """A part of the school, with a head and trainers."""

    __tablename__ = "departments"
    __table_args__ = (
        unique_while_alive("departments", "code"),
        unique_while_alive("departments", "name"),
        belongs_to("schools", "school_id"),
        belongs_to("users", "hod_id"),
    )

    school_id: Mapped[UUID]
    code: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(200))
    description: Mapped[str | None] = mapped_column(Text)
    hod_id: Mapped[UUID | None]


class Programme(Record, Deletable):
    """A course of study that leads to an award, in one department."""

    __tablename__ = "programmes"
    __table_args__ = (
        unique_while_alive("programmes", "department_id", "code"),
        unique_while_alive("programmes", "department_id", "name"),
        belongs_to("departments", "department_id"),
    )

    department_id: Mapped[UUID]
    code: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(200))
    level: Mapped[str] = mapped_column(String(40))
    duration_terms: Mapped[int]
    description: Mapped[str | None] = mapped_column(Text)

    department: Mapped[Department] = relationship(
        primaryjoin="foreign(Programme.department_id) == Department.id", lazy="raise", viewonly=True
    )


class ClassGroup(Record, Deletable):
    """Trainees of one programme and year of study who are taught together."""

    __tablename__ = "class_groups"
    __table_args__ = (
        unique_while_alive("class_groups", "name"),
        belongs_to("programmes", "programme_id"),
        CheckConstraint("year_of_study > 0", name="year_of_study_positive"),
    )

    programme_id: Mapped[UUID]
    name: Mapped[str] = mapped_column(String(60))
    year_of_study: Mapped[int]
    planned_size: Mapped[int | None]
    daily_load_hours: Mapped[int | None]

    programme: Mapped[Programme] = relationship(
        primaryjoin="foreign(ClassGroup.programme_id) == Programme.id", lazy="raise", viewonly=True
    )


class AcademicYear(Record):
    """A year of teaching, such as 2026/2027."""

    __tablename__ = "academic_years"
    __table_args__ = (
        UniqueConstraint("tenant_id", "name"),
        CheckConstraint("starts_on < ends_on", name="starts_before_it_ends"),
    )

    name: Mapped[str] = mapped_column(String(20))
    starts_on: Mapped[date] = mapped_column(Date)
    ends_on: Mapped[date] = mapped_column(Date)
    is_active: Mapped[bool] = mapped_column(default=False)


class Term(Record):
    """A stretch of an academic year in which the weekly timetable is held."""

    __tablename__ = "terms"
    __table_args__ = (
        UniqueConstraint("tenant_id", "academic_year_id", "name"),
        belongs_to("academic_years", "academic_year_id"),
        Index("ix_terms_dates", "tenant_id", "starts_on", "ends_on"),
        CheckConstraint("starts_on < ends_on", name="starts_before_it_ends"),
    )

    academic_year_id: Mapped[UUID]
    name: Mapped[str] = mapped_column(String(60))
    starts_on: Mapped[date] = mapped_column(Date)
    ends_on: Mapped[date] = mapped_column(Date)

    academic_year: Mapped[AcademicYear] = relationship(
        primaryjoin="foreign(Term.academic_year_id) == AcademicYear.id", lazy="raise", viewonly=True
    )

    @property
    def duration_days(self) -> int:
        """Days from the first to the last, both counted."""
        return (self.ends_on - self.starts_on).days + 1

    @property
    def duration_weeks(self) -> int:
        """Weeks that it takes, the last one begun or full."""
        return -(-self.duration_days // 7)


class Holiday(Record):
    """Days of the calendar on which nothing is taught."""

    __tablename__ = "holidays"
    __table_args__ = (
        Index("ix_holidays_dates", "tenant_id", "starts_on", "ends_on"),
        CheckConstraint("starts_on <= ends_on", name="starts_before_it_ends"),
    )

    name: Mapped[str] = mapped_column(String(100))
    starts_on: Mapped[date] = mapped_column(Date)
    ends_on: Mapped[date] = mapped_column(Date)
