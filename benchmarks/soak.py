"""Kills everything again and again while solves are done: ``python -m benchmarks.soak --solves 200``.

Real workers, a real queue, real SIGKILLs: of jobs, of workers, of both, of the relay and of the queue's
server. It ends with an error if a solve was lost or done twice.
"""

from __future__ import annotations

import argparse
import random
import signal
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from uuid import UUID

from sqlalchemy import func, select

from models import Run, Timetable
from models.migrating import migrate
from models.run import OPEN_RUN_STATUSES
from models.session import Database
from tests.installation import KEYRING, Installation
from tests.services.runs.solving_college import SolvingCollege
from tests.workers.fleet import Fleet

OF_A_COLLEGE = 20
TELL_EVERY_S = 10.0


def main() -> int:
    """Solve, kill, count."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--solves", type=int, default=200)
    parser.add_argument("--solvers", type=int, default=2)
    parser.add_argument("--kill-every", type=float, default=8.0, metavar="SECONDS")
    parser.add_argument("--within", type=float, default=3600.0, metavar="SECONDS")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # which leaves no process behind
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'roster.db'}"
        database = Database(url, keyring=KEYRING)
        migrate(database.engine)
        database.close()
        installation = Installation.over(url)
        try:
            return _soak(installation, options)
        finally:
            installation.close()


def _soak(installation: Installation, options: argparse.Namespace) -> int:
    colleges: list[tuple[SolvingCollege, list[UUID]]] = []
    for first in range(0, options.solves, OF_A_COLLEGE):
        solving = SolvingCollege(installation.found_college())
        count = min(OF_A_COLLEGE, options.solves - first)
        colleges.append((solving, [solving.ask(time_limit_s=120) for _ in range(count)]))
    fleet = Fleet(installation, solvers=options.solvers)
    began = time.monotonic()
    with fleet.at_work():
        kills = _kill_until_done(fleet, colleges, options, began)
    return _count(colleges, kills, time.monotonic() - began)


def _kill_until_done(
    fleet: Fleet,
    colleges: list[tuple[SolvingCollege, list[UUID]]],
    options: argparse.Namespace,
    began: float,
) -> Counter[str]:
    ways = [fleet.kill_work_horse, fleet.kill_parent, fleet.kill_both, fleet.kill_relay, fleet.kill_queue]
    kills: Counter[str] = Counter()
    told = began
    while (
        left := sum(_open(solving) for solving, _ in colleges)
    ) and time.monotonic() - began < options.within:
        time.sleep(random.uniform(0.5, 1.5) * options.kill_every)
        way = random.choice(ways)
        kills[way.__name__] += way()
        if time.monotonic() - told > TELL_EVERY_S:
            told = time.monotonic()
            print(f"{told - began:6.0f} s: {left} open, {kills.total()} kills", flush=True)
    return kills


def _open(solving: SolvingCollege) -> int:
    with solving.college.unit_of_work() as session:
        is_open = Run.status.in_(OPEN_RUN_STATUSES)
        return session.scalar(select(func.count()).select_from(Run).where(is_open)) or 0


def _count(colleges: list[tuple[SolvingCollege, list[UUID]]], kills: Counter[str], seconds: float) -> int:
    counts: Counter[str] = Counter()
    for solving, runs in colleges:
        found = [solving.run(run_id) for run_id in runs]
        with solving.college.unit_of_work() as session:
            made = set(session.scalars(select(Timetable.id).where(Timetable.made_from_id.is_not(None))))
        results = {run.result_timetable_id for run in found if run.status == "succeeded"} - {None}
        still_open = sum(run.status in OPEN_RUN_STATUSES for run in found)
        counts["not done in time"] += still_open
        counts["lost"] += len(runs) - len(results) - still_open
        counts["doubled"] += len(made - results)
        counts["begun anew"] += sum(run.attempt > 0 for run in found)
    asked = sum(len(runs) for _, runs in colleges)
    print(f"{asked} solves in {seconds:.0f} s, {kills.total()} kills {dict(kills)}: {dict(counts)}")
    return 1 if counts["lost"] or counts["doubled"] or counts["not done in time"] else 0


if __name__ == "__main__":
    sys.exit(main())
