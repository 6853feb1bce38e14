"""A periodic job is done by one scheduler at a time, and goes on after one was killed."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from models import PeriodicJob
from models.session import Database
from services.upkeep import Job, run_due
from services.upkeep.claims import LEASE, claim, renew, settle
from tests.installation import College, Installation


@pytest.fixture
def job() -> Job:
    """A job of the test's own."""
    return Job(uuid4().hex, timedelta(hours=1), _nothing)


def _nothing(_database: Database, _tenant_id: UUID) -> int:
    return 0


def _row(installation: Installation, job: Job) -> PeriodicJob:
    with installation.database.unit_of_work() as session:
        return session.scalars(select(PeriodicJob).where(PeriodicJob.name == job.name)).one()


def test_of_many_schedulers_that_look_at_once_one_takes_a_job(college: College, job: Job) -> None:
    database = college.installation.database
    with ThreadPoolExecutor(8) as pool:
        taken = list(pool.map(lambda number: claim(database, job, holder=f"s{number}"), range(8)))

    assert sum(taken) == 1


def test_a_job_that_was_done_is_due_again_when_its_time_has_come(college: College, job: Job) -> None:
    database, clock = college.installation.database, college.installation.clock
    assert claim(database, job, holder="first")
    settle(database, job, holder="first", error=None)

    too_early = claim(database, job, holder="second")
    clock.ahead += job.every
    in_time = claim(database, job, holder="second")

    assert (too_early, in_time) == (False, True)


def test_a_job_whose_scheduler_was_killed_is_taken_by_another_when_its_lease_has_ended(
    college: College, job: Job
) -> None:
    installation = college.installation
    often = Job(job.name, timedelta(minutes=1), job.work)
    assert claim(installation.database, often, holder="killed")

    installation.clock.ahead += timedelta(minutes=2)
    while_leased = claim(installation.database, often, holder="other")
    installation.clock.ahead += LEASE
    afterwards = claim(installation.database, often, holder="other")

    assert (while_leased, afterwards) == (False, True)
    assert not renew(installation.database, often, holder="killed")
    assert renew(installation.database, often, holder="other")


def test_a_job_that_fails_for_one_tenant_goes_on_with_the_others_and_says_why(
    college: College, job: Job
) -> None:
    installation, done = college.installation, []
    other = installation.found_college()

    def work(_database: Database, tenant_id: UUID) -> int:
        if tenant_id == college.tenant_id:
            raise ValueError("no such week")
        done.append(tenant_id)
        return 1

    assert run_due(installation.database, jobs=[Job(job.name, job.every, work)]) == 1

    row = _row(installation, job)
    assert other.tenant_id in done
    assert row.last_error == "ValueError: no such week"
    assert (row.holder, row.lease_until) == (None, None)
    assert row.ended_at is not None
