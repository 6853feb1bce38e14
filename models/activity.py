"""What users did: log-ins, failures, changes of passwords, uploads."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import TenantRow, belongs_to
from models.types import EncryptedJson


class Activity(TenantRow):
    """One deed of one user."""

    __tablename__ = "activities"
    __table_args__ = (
        belongs_to("users", "user_id", ondelete="CASCADE"),
        Index("ix_activities_by_user", "tenant_id", "user_id", "id"),
    )
    audited: ClassVar[bool] = False

    user_id: Mapped[UUID]
    kind: Mapped[str] = mapped_column(String(40))
    detail: Mapped[dict[str, Any]] = mapped_column(EncryptedJson("activities.detail"))
