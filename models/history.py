"""Who changed what and when: one row for every row that is stored, changed or deleted."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import Index, String, inspect
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import TenantRow
from models.types import EncryptedJson

UNTOLD = frozenset({"id", "tenant_id", "created_at", "updated_at", "version"})
"""Columns whose changes say nothing that the history's own columns do not."""


class Change(TenantRow):
    """One change of one row: who, when, and every field before and after (encrypted)."""

    __tablename__ = "changes"
    __table_args__ = (
        Index("ix_changes_of_row", "tenant_id", "entity", "entity_id", "id"),
        Index("ix_changes_by_user", "tenant_id", "user_id", "id"),
    )
    audited: ClassVar[bool] = False

    entity: Mapped[str] = mapped_column(String(60))
    entity_id: Mapped[UUID]
    action: Mapped[str] = mapped_column(String(10))
    user_id: Mapped[UUID | None]
    request_id: Mapped[str | None] = mapped_column(String(64))
    fields: Mapped[dict[str, Any]] = mapped_column(EncryptedJson("changes.fields"))


def write_history(session: Session, *, now: datetime, user_id: UUID | None, request_id: str | None) -> None:
    """Add a :class:`Change` for every audited row that is about to be stored, changed or deleted."""
    for row, action in _touched(session):
        fields = _fields(row, action)
        if not fields and action == "change":
            continue
        session.add(
            Change(
                tenant_id=row.tenant_id,
                created_at=now,
                updated_at=now,
                entity=row.__tablename__,
                entity_id=row.id,
                action=action,
                user_id=user_id,
                request_id=request_id,
                fields=fields,
            )
        )


def _touched(session: Session) -> Iterator[tuple[TenantRow, str]]:
    for rows, action in ((session.new, "create"), (session.dirty, "change"), (session.deleted, "delete")):
        for row in list(rows):
            if isinstance(row, TenantRow) and row.audited:
                yield row, action


def _fields(row: TenantRow, action: str) -> dict[str, list[Any]]:
    """The fields that say something, each with its value before and after."""
    state = inspect(row)
    fields = {}
    for attribute in state.mapper.column_attrs:
        column = attribute.columns[0]
        if attribute.key in UNTOLD or column.info.get("secret"):
            continue
        history = state.attrs[attribute.key].history
        before = history.deleted[0] if history.deleted else None
        after = history.added[0] if history.added else None
        if action == "delete":
            before, after = state.dict.get(attribute.key), None
        elif not history.has_changes() or before == after:
            continue
        if before is not None or after is not None:
            fields[attribute.key] = [_plain(before), _plain(after)]
    return fields


def _plain(value: Any) -> Any:
    if isinstance(value, bytes):
        return f"{len(value)} bytes"
    return value if isinstance(value, int | float | bool | str | list | dict | None) else str(value)
