"""Holding rows until the end of a unit of work, so that two requests decide one after the other.

Whoever holds several rows holds parents before children and those of one table in order of their
ids: two requests that wait for each other would wait for ever.
"""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Base, School


def hold(session: Session, model: type[Base], row_ids: Iterable[UUID]) -> None:
    """Let nobody else change or hold these rows before this unit of work has ended."""
    held = select(model.id).where(model.id.in_(list(row_ids))).order_by(model.id)
    # Rows that refer to the held ones may still be stored: no key is going to change.
    session.execute(held.with_for_update(key_share=True)).all()


def hold_prerequisites(session: Session) -> None:
    """Let nobody else change prerequisites before this unit of work has ended.

    A circle can be closed by two requests that share no course, so the school's row, of which there
    is one, stands for all of them.
    """
    session.execute(select(School.id).with_for_update(key_share=True)).all()
