"""Whatever is killed, at whatever moment: each solve is done, and done once."""

from __future__ import annotations

import itertools
import time
from uuid import UUID

import pytest
from sqlalchemy import func, select

from models import Run, Timetable
from models.run import OPEN_RUN_STATUSES
from tests.installation import Installation
from tests.services.runs.solving_college import SolvingCollege
from tests.workers.fleet import Fleet, wait_until

pytestmark = pytest.mark.slow

RESTARTED_WITHIN_S = 20.0
BUSY = 6
"""How much longer things may take where other tests use the same cores."""


def open_runs(solving: SolvingCollege) -> int:
    """How many runs have not ended."""
    with solving.college.unit_of_work() as session:
        is_open = Run.status.in_(OPEN_RUN_STATUSES)
        return session.scalar(select(func.count()).select_from(Run).where(is_open)) or 0


def assert_each_has_one_result(solving: SolvingCollege, runs: list[UUID]) -> None:
    """None lost, none doubled."""
    found = [solving.run(run_id) for run_id in runs]
    with solving.college.unit_of_work() as session:
        made = set(session.scalars(select(Timetable.id).where(Timetable.made_from_id == solving.base.id)))
    assert [(run.status, run.error) for run in found] == [("succeeded", None)] * len(runs)
    assert {run.result_timetable_id for run in found} == made
    assert len(made) == len(runs)


@pytest.mark.parametrize("lone_installation", ["sqlite"], indirect=True)
def test_twenty_solves_survive_kills_of_everything(lone_installation: Installation) -> None:
    solving = SolvingCollege(lone_installation.found_college())
    fleet = Fleet(lone_installation)
    runs = [solving.ask(time_limit_s=120) for _ in range(20)]
    kills = [fleet.kill_work_horse, fleet.kill_parent, fleet.kill_relay, fleet.kill_queue, fleet.kill_both]
    done = 0

    with fleet.at_work():
        for kill in itertools.cycle(kills):
            if done == 2 * len(kills) or not open_runs(solving):
                break
            done += kill()
            time.sleep(0.7)
        wait_until(lambda: not open_runs(solving), within_s=300)

    assert done >= len(kills)
    assert_each_has_one_result(solving, runs)


@pytest.mark.parametrize("lone_installation", ["postgresql"], indirect=True)
def test_a_solve_whose_worker_dies_begins_anew_within_twenty_seconds(
    lone_installation: Installation,
) -> None:
    solving = SolvingCollege(lone_installation.found_college(), groups=10)
    fleet = Fleet(lone_installation, solvers=2)
    # Too much for a proof, so that the solve takes all its time and is under way when it is killed.
    run_id = solving.ask(time_limit_s=10)

    with fleet.at_work():
        wait_until(lambda: solving.run(run_id).status == "running", within_s=300)
        assert fleet.kill_both()
        began = time.monotonic()
        wait_until(lambda: solving.run(run_id).attempt == 1, within_s=RESTARTED_WITHIN_S)
        wait_until(lambda: solving.run(run_id).started_at is not None, within_s=RESTARTED_WITHIN_S)
        wait_until(lambda: solving.run(run_id).status != "queued", within_s=RESTARTED_WITHIN_S)
        took = time.monotonic() - began
        wait_until(lambda: not open_runs(solving), within_s=300)

    assert took < RESTARTED_WITHIN_S
    assert solving.run(run_id).attempt == 1
    assert_each_has_one_result(solving, [run_id])
