"""What was done to the entries of a version, so that it can be taken back."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import TenantRow, belongs_to
from models.types import Json


class TimetableEdit(TenantRow):
    """One edit of a version: the sessions that it touched, each as it was before."""

    __tablename__ = "timetable_edits"
    __table_args__ = (
        belongs_to("timetables", "timetable_id", ondelete="CASCADE"),
        UniqueConstraint("tenant_id", "timetable_id", "number"),
    )
    audited: ClassVar[bool] = False

    timetable_id: Mapped[UUID]
    number: Mapped[int]
    """Counts the edits of a version that can still be taken back."""
    before: Mapped[list[dict[str, Any]]] = mapped_column(Json)
    """By enrolment, type and ordinal: day, time, room, pin and substitute, or no place."""
