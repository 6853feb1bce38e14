"""Finds runs that nobody does any more, and has them done.

Any number of processes may do this at once, and each may die at any moment: what it changes are single
statements, and what it did not come to the next one finds.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, cast
from uuid import UUID

import structlog
from sqlalchemy import Row, Table, select, text, update
from sqlalchemy.orm import Session

from models import Run
from models.session import Database, now_of
from services.runs.leases import MAX_ATTEMPTS
from services.runs.queueing import job_id, message_of, put_run
from services.runtime import Runtime

PATIENCE = timedelta(seconds=3)
"""How long a run may be on its way from the outbox to the queue before it is looked for."""
BATCH = 1000

GIVEN_UP = (
    f"The worker died {MAX_ATTEMPTS} times over this run, so it was given up."
    " Ask again with fewer threads or a shorter time, or ask whoever runs the service."
)

# The table and not the model: statements on models see the rows of one tenant only.
_runs = cast(Table, Run.__table__)

log = structlog.get_logger()


def reap(database: Database, runtime: Runtime) -> int:
    """Queue again what dead workers held and what the queue has lost; how many were queued.

    Raises
    ------
    Unavailable
        If the queue is away; nothing is lost, and the next one who looks finds the same.
    """
    with database.unit_of_work() as session:
        if database.engine.name == "postgresql":
            session.execute(text("SET LOCAL app.relay = 'on'"))
        for run in _dead(session):
            _let_go(session, run)
        waiting = _waiting(session)
    return sum(_queue_again(runtime, run) for run in waiting)


def _dead(session: Session) -> list[Row[Any]]:
    return list(
        session.execute(
            select(_runs.c.id, _runs.c.attempt, _runs.c.cancel_requested_at)
            .where(_runs.c.status == "running", _runs.c.lease_until < now_of(session))
            .limit(BATCH)
            .with_for_update(skip_locked=True)
        )
    )


def _let_go(session: Session, run: Row[Any]) -> None:
    """Have the next attempt made, unless somebody wanted the run to stop, or it has had enough of them."""
    now = now_of(session)
    log.warning("worker_died", run=str(run.id), attempt=run.attempt)
    if run.cancel_requested_at is not None:
        values = _ended(now, "cancelled")
    elif run.attempt + 1 >= MAX_ATTEMPTS:
        values = _ended(now, "failed") | {"error": GIVEN_UP, "error_code": "worker_died"}
    else:
        # Older than it is, so that it is looked for at once.
        values = {"status": "queued", "attempt": run.attempt + 1, "updated_at": now - PATIENCE}
    still = (_runs.c.id == run.id) & (_runs.c.attempt == run.attempt) & (_runs.c.status == "running")
    session.execute(update(_runs).where(still).values(lease_until=None, **values))


def _ended(now: datetime, status: str) -> dict[str, Any]:
    return {"status": status, "finished_at": now, "updated_at": now}


def _waiting(session: Session) -> list[Row[Any]]:
    return list(
        session.execute(
            select(_runs.c.id, _runs.c.tenant_id, _runs.c.attempt, _runs.c.request)
            .where(_runs.c.status == "queued", _runs.c.updated_at <= now_of(session) - PATIENCE)
            .order_by(_runs.c.updated_at)
            .limit(BATCH)
        )
    )


def _queue_again(runtime: Runtime, run: Row[Any]) -> bool:
    run_id: UUID = run.id
    if runtime.queue.lists(job_id(run_id, run.attempt)):
        return False
    log.warning("run_queued_again", run=str(run_id), attempt=run.attempt)
    put_run(
        runtime,
        message_of(tenant_id=run.tenant_id, run_id=run_id, attempt=run.attempt, request=run.request),
    )
    return True
