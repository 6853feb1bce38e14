"""Work to be done after a transaction, written in the same transaction; and effects done once."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import TenantRow
from models.types import EncryptedJson, UtcDateTime


class Message(TenantRow):
    """Work for after the commit: an e-mail to send, a job to queue.

    It is there exactly when the change that caused it is; a relay hands it on, and marks it done.
    """

    __tablename__ = "outbox"
    __table_args__ = (Index("ix_outbox_due", "done_at", "not_before"),)
    audited: ClassVar[bool] = False

    kind: Mapped[str] = mapped_column(String(40))
    body: Mapped[dict[str, Any]] = mapped_column(EncryptedJson("outbox.body"))
    not_before: Mapped[datetime] = mapped_column(UtcDateTime)
    attempts: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str | None] = mapped_column(String(500))
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class IdempotencyKey(TenantRow):
    """A request that a client may repeat: what it asked, and what it was answered."""

    __tablename__ = "idempotency_keys"
    __table_args__ = (UniqueConstraint("tenant_id", "key"),)
    audited: ClassVar[bool] = False

    key: Mapped[str] = mapped_column(String(240))
    request_hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    status: Mapped[int]
    response: Mapped[dict[str, Any]] = mapped_column(EncryptedJson("idempotency_keys.response"))
