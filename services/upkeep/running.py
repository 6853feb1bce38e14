"""Does the periodic jobs that are due."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import uuid4

import structlog
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from models import Tenant
from models.session import Database
from services.upkeep.claims import claim, renew, settle
from services.upkeep.jobs import JOBS, Job

log = structlog.get_logger()


def run_due(database: Database, *, jobs: Sequence[Job] = JOBS) -> int:
    """Do every job that is due and that nobody else is at; how many there were.

    A job that fails for one tenant goes on with the others, keeps the first error in its row, and is
    tried again when it is due next.
    """
    return sum(_run(database, job) for job in jobs)


def _run(database: Database, job: Job) -> bool:
    holder = uuid4().hex
    if not claim(database, job, holder=holder):
        return False
    count, error = 0, None
    with database.unit_of_work(read_only=True) as session:
        tenants = session.scalars(select(Tenant.id).order_by(Tenant.id)).all()
    for tenant_id in tenants:
        if not renew(database, job, holder=holder):
            log.warning("periodic_job_lost", job=job.name)
            return True
        try:
            count += job.work(database, tenant_id)
        except DBAPIError:
            raise  # the database is away or full: no other tenant would fare better
        except Exception as failure:  # one tenant's data must not hold up all others
            log.exception("periodic_job_failed", job=job.name, tenant=str(tenant_id))
            error = error or f"{type(failure).__name__}: {failure}"
    settle(database, job, holder=holder, error=error)
    log.info("periodic_job", job=job.name, rows=count)
    return True
