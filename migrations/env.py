"""Runs the migrations of Smart Roster over the connection it is given (:mod:`models.migrating`)."""

from __future__ import annotations

from typing import Any

from alembic import context
from sqlalchemy.types import TypeDecorator

from models import Base


def render(kind: str, item: Any, _context: Any) -> str | bool:
    """Write our own column types as what the database stores, so that migrations stand alone."""
    if kind == "type" and isinstance(item, TypeDecorator):
        return f"sa.{item.impl_instance!r}"
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_item=render,
    render_as_batch=True,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
