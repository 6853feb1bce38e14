"""Files that people upload: pictures of people and of the school, course material."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import LargeBinary, String
from sqlalchemy.orm import Mapped, deferred, mapped_column

from models.base import TenantRow, belongs_to


class File(TenantRow):
    """An uploaded file, checked and written anew; its bytes are loaded only when asked for."""

    __tablename__ = "files"
    __table_args__ = (belongs_to("users", "owner_id", ondelete="CASCADE"),)

    owner_id: Mapped[UUID | None]
    purpose: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(200))
    content_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    content: Mapped[bytes] = deferred(mapped_column(LargeBinary, info={"secret": True}))
