"""Takes a made-up institution away again, with all that was done in it."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.orm import Session

from models import Base, Tenant


def remove_institution(session: Session, tenant_id: UUID) -> None:
    """Delete an institution with all its rows, those first that refer to others."""
    for table in reversed(Base.metadata.sorted_tables):
        if "tenant_id" in table.columns:
            session.execute(delete(table).where(table.c.tenant_id == tenant_id))
    session.execute(delete(Tenant).where(Tenant.id == tenant_id))
