"""Takes a made-up institution away again, with all that was done in it."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from sqlalchemy import Column, Table, delete, update
from sqlalchemy.orm import Session

from models import Base, Tenant


def remove_institution(session: Session, tenant_id: UUID) -> None:
    """Delete an institution with all its rows, those first that refer to others."""
    for table in reversed(Base.metadata.sorted_tables):
        if "tenant_id" not in table.columns:
            continue
        for column in _references_to_itself(table):
            # A row that another one of its table refers to stays, even if both are to go.
            mine = update(table).where(table.c.tenant_id == tenant_id, column.is_not(None))
            session.execute(mine.values({column.name: None}))
        session.execute(delete(table).where(table.c.tenant_id == tenant_id))
    session.execute(delete(Tenant).where(Tenant.id == tenant_id))


def _references_to_itself(table: Table) -> Iterator[Column[UUID]]:
    for constraint in table.foreign_key_constraints:
        if constraint.referred_table is table:
            yield from (column for column in constraint.columns if column.name != "tenant_id")
