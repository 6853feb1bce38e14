"""Who may do a periodic job: one at a time, wherever schedulers run, and whichever of them is killed."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import CursorResult, Table, or_, select, update
from sqlalchemy.exc import IntegrityError

from models import PeriodicJob
from models.session import Database
from services.upkeep.jobs import Job

LEASE = timedelta(minutes=10)
"""Renewed after each tenant; a scheduler that was killed holds up its job for as long at most."""

MAX_ERROR = 500
_jobs = cast(Table, PeriodicJob.__table__)


def claim(database: Database, job: Job, *, holder: str) -> bool:
    """Take a job that is due, under a name of one's own; of several who try at once, one succeeds."""
    now = database.clock()
    with database.unit_of_work(read_only=True) as session:
        due_at = session.scalar(select(_jobs.c.due_at).where(_jobs.c.name == job.name))
    if due_at is None:
        _enter(database, job, due_at=now)
    elif due_at > now:
        return False
    free = or_(_jobs.c.lease_until.is_(None), _jobs.c.lease_until < now)
    return _change(
        database,
        job,
        free,
        _jobs.c.due_at <= now,
        holder=holder,
        lease_until=now + LEASE,
        due_at=now + job.every,
    )


def renew(database: Database, job: Job, *, holder: str) -> bool:
    """Go on with a job; false if somebody else has it meanwhile."""
    mine = _jobs.c.holder == holder
    return _change(database, job, mine, lease_until=database.clock() + LEASE)


def settle(database: Database, job: Job, *, holder: str, error: str | None) -> None:
    """Give a job back that is done, or has failed; it is due again when it would have been anyway."""
    _change(
        database,
        job,
        _jobs.c.holder == holder,
        holder=None,
        lease_until=None,
        ended_at=database.clock(),
        last_error=error and error[:MAX_ERROR],
    )


def _enter(database: Database, job: Job, *, due_at: datetime) -> None:
    """Write down a job that is new in this version; another scheduler may do the same."""
    try:
        with database.unit_of_work() as session:
            session.add(PeriodicJob(name=job.name, due_at=due_at))
    except IntegrityError:
        return


def _change(database: Database, job: Job, *conditions: Any, **values: Any) -> bool:
    """Compare and set; whether the row was as the conditions say."""
    with database.unit_of_work() as session:
        statement = update(_jobs).where(_jobs.c.name == job.name, *conditions).values(**values)
        return cast(CursorResult[Any], session.execute(statement)).rowcount == 1
