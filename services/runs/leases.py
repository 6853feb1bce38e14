"""Who holds a run: a worker on a lease, which its heartbeat renews until it ends the run or dies.

Everything here is a single statement on the condition that the attempt is still the one that the row
names: of two workers that believe they hold a run, one is told that it does not.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import CursorResult, update
from sqlalchemy.orm import Session
from sqlalchemy.sql.elements import ColumnElement

from models import Run
from models.session import now_of

LEASE = timedelta(seconds=12)
"""After which a silent worker counts as dead; the clocks of all hosts must agree to a few seconds."""

MAX_ATTEMPTS = 5
"""Of a run whose workers die; it may be the run that kills them."""


class Held(NamedTuple):
    """An attempt of a run."""

    run_id: UUID
    attempt: int


def take(session: Session, held: Held) -> bool:
    """Begin an attempt; whether it is one's own to do now."""
    now = now_of(session)
    values = {"status": "running", "started_at": now, "lease_until": now + LEASE, "progress": None}
    return _change(session, _queued(held), values)


def renew(session: Session, held: Held, *, progress: dict[str, Any] | None) -> bool:
    """Stay in hold of a run, and tell how far it is; whether it is still one's own."""
    values: dict[str, Any] = {"lease_until": now_of(session) + LEASE}
    if progress is not None:
        values["progress"] = progress
    return _change(session, _running(held), values)


def end(session: Session, held: Held, *, status: str, **values: Any) -> bool:
    """End an attempt for good; whether it was still one's own.

    What is stored of the run's result belongs into the same unit of work.
    """
    ended = {"status": status, "finished_at": now_of(session), "lease_until": None, **values}
    return _change(session, _running(held), ended)


def hand_back(session: Session, held: Held) -> bool:
    """Let another worker begin anew; whether it was still one's own to give."""
    values = {"status": "queued", "attempt": held.attempt + 1, "lease_until": None, "progress": None}
    return _change(session, _running(held), values)


def _queued(held: Held) -> ColumnElement[bool]:
    return (Run.id == held.run_id) & (Run.attempt == held.attempt) & (Run.status == "queued")


def _running(held: Held) -> ColumnElement[bool]:
    return (Run.id == held.run_id) & (Run.attempt == held.attempt) & (Run.status == "running")


def _change(session: Session, condition: ColumnElement[bool], values: dict[str, Any]) -> bool:
    statement = update(Run).where(condition).values(**values, updated_at=now_of(session))
    done = session.execute(statement, execution_options={"synchronize_session": False})
    assert isinstance(done, CursorResult)  # noqa: S101 - what an update gives
    return done.rowcount == 1
