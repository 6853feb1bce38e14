"""How long the API takes to answer: every read of the demo college, one user, SQLite.

``python -m benchmarks.api`` seeds the college in a folder of its own, asks for every list and record
that the document describes, and writes the slowest medians to ``RESULTS.md``. The answer's status is
asserted before its time counts.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from uuid import UUID

from sqlalchemy import select

from benchmarks.machine import describe_machine
from benchmarks.results import write_section
from engine.timetable.problem import Placement
from engine.timetable.timetable import Timetable
from models import Base, TenantRow, User
from models.migrating import migrate
from models.session import Database
from services.access import Role
from services.seeding.demo import seed_demo
from services.timetabling.plan import plan_of
from services.timetabling.storing import store_version
from services.timetabling.terms import find_term
from tests.api.document import Operation, operations
from tests.installation import KEYRING, PASSWORD, Api, College, Installation

LIMIT_MS = 50.0
SCHEDULE_LIMIT_MS = 5.0
"""For the week of a class group, once it is kept."""

REPEATS = 15
SHOWN = 12
SCHEDULE_REPEATS = 200


def main() -> None:
    """Seed, ask, write down, and fail if a median is above the limit."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", default="demo", help="size of the college")
    size = parser.parse_args().size
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'roster.db'}"
        database = Database(url, keyring=KEYRING)
        migrate(database.engine)
        began = time.perf_counter()
        seeded = seed_demo(database, today=date(2026, 9, 7), size=size, password=PASSWORD)
        seconds = time.perf_counter() - began
        database.close()
        installation = Installation.over(url)
        medians = dict(_measure(installation, seeded.tenant_id))
        schedule = _schedule_ms(installation, seeded.tenant_id)
    slowest = sorted(medians.items(), key=lambda item: -item[1])
    lines = [
        f"The `{size}` college, {sum(seeded.rows.values()):,} rows, was seeded in {seconds:.1f} s. Its"
        f" {len(medians)} reads, asked {REPEATS} times each by one admin on SQLite, in this process:"
        f" median of medians {statistics.median(medians.values()):.1f} ms; the limit is {LIMIT_MS:.0f} ms.",
        f" The published week of a class group, once it is kept: median {schedule:.1f} ms of"
        f" {SCHEDULE_REPEATS}; the limit is {SCHEDULE_LIMIT_MS:.0f} ms.",
        "",
        "| slowest | median, ms |",
        "|---|---:|",
        *(f"| `GET {address}` | {median:.1f} |" for address, median in slowest[:SHOWN]),
    ]
    print("\n".join(lines))
    assert slowest[0][1] <= LIMIT_MS
    assert schedule <= SCHEDULE_LIMIT_MS
    write_section("Reads of the API", describe_machine(), lines)


def _measure(installation: Installation, tenant_id: UUID) -> Iterator[tuple[str, float]]:
    college = College(installation, tenant_id, "demo")
    with college.unit_of_work() as session:
        admin = session.scalars(select(User).where(User.role == Role.ADMIN)).first()
        models = [mapper.class_ for mapper in Base.registry.mappers if issubclass(mapper.class_, TenantRow)]
        ids = [session.scalar(select(model.id).limit(1)) for model in models]
    assert admin is not None
    api = college.api(user=admin)
    for operation in operations(installation.app):
        if operation.method == "get" and operation.permission not in ("public", "platform"):
            address = _answered(api, operation, ids)
            if address is not None:
                yield operation.path, _median_ms(api, address)


def _schedule_ms(installation: Installation, tenant_id: UUID) -> float:
    """Publish a week in which every session has some place, and read that of a class group."""
    college = College(installation, tenant_id, "demo")
    with college.unit_of_work() as session:
        admin = session.scalars(select(User).where(User.role == Role.ADMIN)).first()
        plan = plan_of(session, term_id=find_term(session).id)
        grid = plan.week.grid
        places = tuple(
            Placement((event % grid.days) * grid.slots_per_day, event % len(plan.problem.rooms))
            for event in range(len(plan.problem.events))
        )
        version = store_version(session, plan, Timetable(places), name="Some place for everything")
        version.status = "published"
    assert admin is not None
    api = college.api(user=admin)
    address = f"/api/class-groups/{plan.ids.class_groups[0]}/schedule"
    first = api.client.get(address, headers=api.headers, buffered=True)
    assert len(first.get_json()["sessions"]) > 1
    return _median_ms(api, address, repeats=SCHEDULE_REPEATS)


def _answered(api: Api, operation: Operation, ids: list[UUID | None]) -> str | None:
    """An address of the operation that has an answer here."""
    for record_id in ids if operation.parameters else [None]:
        address = operation.address(record_id)
        if api.client.get(address, headers=api.headers).status_code == 200:
            return address
    return None


def _median_ms(api: Api, address: str, *, repeats: int = REPEATS) -> float:
    times = []
    for _ in range(repeats):
        began = time.perf_counter()
        response = api.client.get(address, headers=api.headers)
        times.append((time.perf_counter() - began) * 1000)
        assert response.status_code == 200
    return statistics.median(times)


if __name__ == "__main__":
    main()
