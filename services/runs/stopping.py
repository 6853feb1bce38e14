"""Stopping a run: what it has found by then is kept."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.orm import Session

from models import Run
from models.session import now_of
from services.errors import Conflict
from services.runs.reading import find_run


class RunEnded(Conflict):
    """What has ended cannot be stopped."""

    code = "run_ended"


def stop_run(session: Session, *, run_id: UUID) -> Run:
    """Have a run end soon, with the best it has; one that nobody has begun ends now, with nothing.

    To stop it a second time changes nothing.

    Raises
    ------
    NotFound
        If there is no such run.
    RunEnded
        If it ended by itself.
    """
    run = find_run(session, run_id=run_id, for_update=True)
    if run.status in ("succeeded", "failed"):
        raise RunEnded(f"Run {run_id} has ended already: it {run.status}.")
    if run.cancel_requested_at is None:
        run.cancel_requested_at = run.updated_at = now_of(session)
    if run.status == "queued":
        run.status, run.finished_at = "cancelled", now_of(session)
    session.flush()
    return run
