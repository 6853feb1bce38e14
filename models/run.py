"""Long work of the engine: asked for over the API, done by a worker."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import TenantRow, belongs_to, one_of
from models.timetable import Timetable
from models.types import Encrypted, EncryptedJson, Json, UtcDateTime

RUN_KINDS = ("solve", "repair", "explain", "what_if", "variants", "makeup")
RUN_STATUSES = ("queued", "running", "succeeded", "failed", "cancelled")
OPEN_RUN_STATUSES = RUN_STATUSES[:2]
"""Of runs that still take or await a worker's time."""


class Run(TenantRow):
    """A question to the engine that takes longer than a request may.

    A worker holds it on a lease that its heartbeat renews; a lease that has ended means that the
    worker is gone, and the run is queued again as the next attempt. Only the attempt that the row
    names may store a result.
    """

    __tablename__ = "runs"
    __table_args__ = (
        belongs_to("timetables", "timetable_id", ondelete="CASCADE"),
        belongs_to("timetables", "result_timetable_id"),
        one_of("kind", RUN_KINDS),
        one_of("status", RUN_STATUSES),
        Index("ix_runs_lease", "status", "lease_until"),
        Index("ix_runs_status", "tenant_id", "status"),
    )
    audited: ClassVar[bool] = False

    timetable_id: Mapped[UUID]
    kind: Mapped[str] = mapped_column(String(12))
    status: Mapped[str] = mapped_column(String(12), default="queued")
    request: Mapped[dict[str, Any]] = mapped_column(Json)
    """What was asked: time limit, seed, changes."""
    requested_by: Mapped[UUID | None]
    attempt: Mapped[int] = mapped_column(default=0)
    lease_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    cancel_requested_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    started_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    progress: Mapped[dict[str, Any] | None] = mapped_column(Json)
    """The newest of seconds, stage, cost, bound and gap."""
    history: Mapped[list[dict[str, Any]]] = mapped_column(Json, default=list)
    """Each improvement of cost or bound, once the run has ended."""
    answer: Mapped[dict[str, Any] | None] = mapped_column(EncryptedJson("runs.answer"))
    """What the engine said, with names of people in its words."""
    result_timetable_id: Mapped[UUID | None]
    error: Mapped[str | None] = mapped_column(Encrypted("runs.error"))
    """Why it failed, in a sentence for the one who asked."""
    error_code: Mapped[str | None] = mapped_column(String(60))

    timetable: Mapped[Timetable] = relationship(
        primaryjoin="foreign(Run.timetable_id) == Timetable.id", lazy="raise", viewonly=True
    )
