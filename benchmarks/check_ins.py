"""How many check-ins a process takes, and what one costs: ``python -m benchmarks.check_ins``.

A class group of a thousand checks in to one session over 8 threads, on SQLite and on PostgreSQL, with faces
that were looked at before; then one whole check-in is taken apart: the look at a photo of 480 lines, and the
verdict with all that it reads and stores. Every answer is asserted before its time counts. Results go to
`benchmarks/RESULTS.md`; `--print-only` does not write them.
"""

from __future__ import annotations

import argparse
import os
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from sqlalchemy import func, select

from benchmarks.machine import describe_machine
from benchmarks.results import write_section
from models import AttendanceRecord
from models.migrating import migrate
from models.session import Database
from services.presence import looking
from tests.engine.face.photos import file_of, portrait
from tests.installation import KEYRING, Installation
from tests.postgres import make_database, start, stop_all
from tests.services.attendance.checking import Checking
from tests.services.attendance.crowd import attempts_of, crowd, send

THREADS = 8
ALONE = 100
"""Check-ins one after the other, of which the CPU of one is told."""

WIDTH_480P = 410
"""The portrait has 480 lines at this width."""

CPU_LIMIT_MS = 150.0


def main() -> None:
    """Measure and write it down."""
    options = _options()
    lines = [
        f"{options.people:,} trainees of one group check in to one session over {THREADS} threads of one"
        f" process; load of the machine as it began: {os.getloadavg()[0]:.1f}.",
        "",
        "| | check-ins a second | CPU of one alone, ms | CPU of the verdict alone, ms |",
        "|---|---:|---:|---:|",
    ]
    look_ms, costs = _look_ms(), []
    for name, installed in (("SQLite", _sqlite), ("PostgreSQL", _postgres)):
        with installed() as installation:
            rate, verdict_ms = _measure(installation, options.people)
        costs.append(look_ms + verdict_ms)
        lines.append(f"| {name} | {rate:.0f} | {look_ms + verdict_ms:.1f} | {verdict_ms:.1f} |")
    lines += ["", f"The look at a photo of 480 lines takes {look_ms:.1f} ms of it, in a process of its own."]
    print("\n".join(lines), flush=True)
    assert max(costs) <= CPU_LIMIT_MS, "Is the machine busy with other things?"
    if not options.print_only:
        write_section("Check-ins", describe_machine(), lines)


def _measure(installation: Installation, people: int) -> tuple[float, float]:
    """Check-ins a second of all at once, and the CPU of one of those that came alone."""
    checking = Checking(installation.found_college())
    held = checking.session(checking.starts_at, status="active", ended_at=None)
    faces = crowd(checking, held, people)
    attempts = attempts_of(checking, faces, list(faces))
    alone, at_once = attempts[:ALONE], attempts[ALONE:]
    costs = [_cpu_ms(lambda one=one: send(checking, held, *one)) for one in alone]  # type: ignore[misc]
    began = time.perf_counter()
    with ThreadPoolExecutor(THREADS) as threads:
        came = list(threads.map(lambda one: send(checking, held, *one), at_once))
    seconds = time.perf_counter() - began
    assert set(came) == {"present"}
    with checking.college.unit_of_work() as session:
        present = select(func.count()).where(AttendanceRecord.session_id == held.id)
        assert session.scalar(present.where(AttendanceRecord.status == "present")) == people
    return len(at_once) / seconds, statistics.median(costs)


def _look_ms() -> float:
    """CPU of the look at a photo, once the models are there."""
    photo = file_of(portrait(WIDTH_480P))
    assert looking.check_in(photo).encoding is not None
    return statistics.median(_cpu_ms(lambda: looking.check_in(photo)) for _ in range(9))


def _cpu_ms(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return (time.process_time() - began) * 1000


@contextmanager
def _sqlite() -> Iterator[Installation]:
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'roster.db'}"
        database = Database(url, keyring=KEYRING)
        migrate(database.engine)
        database.close()
        installation = Installation.over(url)
        yield installation
        installation.close()


@contextmanager
def _postgres() -> Iterator[Installation]:
    try:
        installation = Installation.over(make_database(start(uuid4().hex), "check_ins", KEYRING))
        yield installation
        installation.close()
    finally:
        stop_all()


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=1000)
    parser.add_argument("--print-only", action="store_true")
    return parser.parse_args()


if __name__ == "__main__":
    main()
