"""Runs that nobody does any more are found, and had done, by one of all who look."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from uuid import UUID

import pytest

from models.session import utc_now
from services.errors import Unavailable
from services.runs.leases import LEASE, MAX_ATTEMPTS, Held, end, renew, take
from services.runs.queueing import job_id
from services.runs.reaping import PATIENCE, reap
from tests.installation import College, Installation
from tests.services.runs.solving_college import SolvingCollege

LATER = LEASE + timedelta(seconds=1)


def taken(solving: SolvingCollege, *, attempt: int = 0) -> Held:
    """A run that a worker holds."""
    held = Held(solving.ask(), attempt)
    solving.change(held.run_id, attempt=attempt)
    with solving.college.unit_of_work() as session:
        assert take(session, held)
    return held


def look(college: College) -> None:
    """What the relay does every second."""
    reap(college.installation.database, college.installation.runtime)


def is_listed(college: College, run_id: UUID, attempt: int) -> bool:
    """Whether the queue has an attempt."""
    return college.installation.queue.lists(job_id(run_id, attempt))


def test_what_a_dead_worker_held_is_queued_as_the_next_attempt(college: College) -> None:
    solving = SolvingCollege(college)
    held = taken(solving)
    college.installation.clock.ahead = LATER

    look(college)

    run = solving.run(held.run_id)
    assert (run.status, run.attempt, run.lease_until) == ("queued", 1, None)
    assert is_listed(college, held.run_id, 1)


def test_the_worker_that_was_taken_for_dead_can_store_nothing_any_more(college: College) -> None:
    solving = SolvingCollege(college)
    held = taken(solving)
    college.installation.clock.ahead = LATER
    look(college)

    with college.unit_of_work() as session:
        assert not renew(session, held, progress={"seconds": 9.0})
        assert not end(session, held, status="succeeded")
    assert solving.run(held.run_id).progress is None


def test_a_heartbeat_keeps_a_run_from_being_reaped(college: College) -> None:
    solving = SolvingCollege(college)
    held = taken(solving)
    college.installation.clock.ahead = LATER
    with college.unit_of_work() as session:
        assert renew(session, held, progress={"seconds": 13.0})

    look(college)

    run = solving.run(held.run_id)
    assert (run.status, run.attempt, run.progress) == ("running", 0, {"seconds": 13.0})


def test_two_workers_cannot_take_the_same_attempt(college: College) -> None:
    solving = SolvingCollege(college)
    held = taken(solving)

    with college.unit_of_work() as session:
        assert not take(session, held)


def test_what_should_stop_is_not_begun_anew(college: College) -> None:
    solving = SolvingCollege(college)
    held = taken(solving)
    solving.change(held.run_id, cancel_requested_at=utc_now())
    college.installation.clock.ahead = LATER

    look(college)

    run = solving.run(held.run_id)
    assert (run.status, run.attempt) == ("cancelled", 0)
    assert run.finished_at is not None


def test_a_run_over_which_worker_after_worker_dies_is_given_up(college: College) -> None:
    solving = SolvingCollege(college)
    held = taken(solving, attempt=MAX_ATTEMPTS - 1)
    college.installation.clock.ahead = LATER

    look(college)

    run = solving.run(held.run_id)
    assert (run.status, run.error_code) == ("failed", "worker_died")
    assert run.error is not None
    assert "died" in run.error


def test_what_the_queue_has_lost_is_queued_again_after_a_while(college: College) -> None:
    solving = SolvingCollege(college)
    run_id = solving.ask()  # its message in the outbox is never handed on here

    look(college)
    assert not is_listed(college, run_id, 0)
    college.installation.clock.ahead = PATIENCE
    look(college)

    assert is_listed(college, run_id, 0)
    assert solving.run(run_id).attempt == 0


def test_of_many_who_look_at_once_one_begins_the_next_attempt(college: College) -> None:
    solving = SolvingCollege(college)
    held = taken(solving)
    college.installation.clock.ahead = LATER
    barrier = Barrier(6)

    def look_together() -> None:
        barrier.wait()
        look(college)

    with ThreadPoolExecutor(6) as pool:
        for done in [pool.submit(look_together) for _ in range(6)]:
            done.result()

    assert (solving.run(held.run_id).status, solving.run(held.run_id).attempt) == ("queued", 1)


def test_while_the_queue_is_away_nothing_is_lost(lone_installation: Installation) -> None:
    college = lone_installation.found_college()
    solving = SolvingCollege(college)
    held = taken(solving)
    assert not is_listed(college, held.run_id, 1)
    lone_installation.queue.server.stop()
    lone_installation.clock.ahead = LATER

    with pytest.raises(Unavailable):
        look(college)
    lone_installation.queue.server.start()
    look(college)

    assert is_listed(college, held.run_id, 1)
