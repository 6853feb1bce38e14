"""Check-ins that a person was to look at, and need not any more."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import ColumnElement, update
from sqlalchemy.orm import Session

from models import CheckIn
from models.session import tenant_of


def close_reviews(session: Session, session_id: UUID, *which: ColumnElement[bool]) -> None:
    """Close the open reviews of check-ins to a session, with their photos; of all, or of those meant."""
    session.execute(
        update(CheckIn)
        .where(
            CheckIn.tenant_id == tenant_of(session),
            CheckIn.session_id == session_id,
            CheckIn.action == "check_in",
            CheckIn.review == "open",
            *which,
        )
        .values(review=None, photo=None, photo_until=None),
        execution_options={"synchronize_session": False},
    )
