"""Asking for a run: written down at once, done by a worker after the commit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import Run, Term, Timetable
from models.run import OPEN_RUN_STATUSES
from models.session import tenant_of
from services.access import Actor
from services.errors import Conflict, NotFound
from services.outbox import post
from services.policy import policy_of
from services.runs.queueing import message_of

MAX_OPEN_RUNS = 200
"""Of an institution: more would wait for days, and a script gone wrong must not fill the queue."""


class SolveOpen(Conflict):
    """The institution wants one solve of a term at a time."""

    code = "solve_open"


class TooManyRuns(Conflict):
    """So many runs wait that one more would not be done soon."""

    code = "too_many_runs"


def request_run(
    session: Session, *, actor: Actor, timetable_id: UUID, kind: str, request: Mapping[str, Any]
) -> Run:
    """Write down a run, and have it queued once this unit of work is committed.

    ``request`` is plain JSON that the task of the kind reads (:mod:`services.runs.tasks`); where it has
    ``time_limit_s``, the worker is given that long, and a grace.

    Raises
    ------
    NotFound
        If there is no such timetable.
    SolveOpen
        If a solve of the term is open, and the institution lets no other wait for it.
    TooManyRuns
        If too many runs are open.
    """
    term_id = session.scalar(select(Timetable.term_id).where(Timetable.id == timetable_id))
    if term_id is None:
        raise NotFound(f"There is no timetable {timetable_id}.")
    if kind == "solve" and not policy_of(session).queue_solves:
        _refuse_second(session, term_id)
    _refuse_too_many(session)
    run = Run(timetable_id=timetable_id, kind=kind, request=dict(request), requested_by=actor.user_id)
    session.add(run)
    session.flush()
    tenant_id = tenant_of(session)
    body = message_of(tenant_id=tenant_id, run_id=run.id, attempt=run.attempt, request=run.request)
    post(session, kind="run", body=body)
    return run


def _refuse_second(session: Session, term_id: UUID) -> None:
    # Two who ask at once are looked at one after the other.
    session.scalar(select(Term.id).where(Term.id == term_id).with_for_update())
    is_open = (
        select(Run.id)
        .join(Timetable, Timetable.id == Run.timetable_id)
        .where(Timetable.term_id == term_id, Run.kind == "solve", Run.status.in_(OPEN_RUN_STATUSES))
        .limit(1)
    )
    open_id = session.scalar(is_open)
    if open_id is not None:
        raise SolveOpen(
            f"Run {open_id} of this term is open, and no other solve may wait for it. Let it end, or stop it."
        )


def _refuse_too_many(session: Session) -> None:
    is_open = Run.status.in_(OPEN_RUN_STATUSES)
    count = session.scalar(select(func.count()).select_from(Run).where(is_open)) or 0
    if count >= MAX_OPEN_RUNS:
        raise TooManyRuns(f"{count} runs are open; wait until some have ended, or stop them.")
