"""Work that is due again and again: when it was done, and who is at it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base
from models.types import UtcDateTime


class PeriodicJob(Base):
    """One kind of upkeep, for all tenants. Whoever sets holder and lease first does it; nobody else then."""

    __tablename__ = "periodic_jobs"

    name: Mapped[str] = mapped_column(String(40), unique=True)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    holder: Mapped[str | None] = mapped_column(String(32))
    lease_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When others may think that the holder is gone."""
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    last_error: Mapped[str | None] = mapped_column(String(500))
