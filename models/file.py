"""Files that people upload: pictures of people and of the school, course material."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import LargeBinary, String
from sqlalchemy.orm import Mapped, deferred, mapped_column

from models.base import TenantRow, belongs_to
from models.types import EncryptedBytes


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
    sealed: Mapped[bytes | None] = deferred(
        mapped_column(EncryptedBytes("files.sealed"), info={"secret": True})
    )
    """The content of what nobody but few may ever see, such as a doctor's note; ``content`` is empty then."""

    @property
    def body(self) -> bytes:
        """What the file holds, wherever that is kept."""
        return self.content if self.sealed is None else self.sealed
