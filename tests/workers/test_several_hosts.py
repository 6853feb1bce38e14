"""Two web servers and two solve workers over one PostgreSQL and one queue are one service."""

from __future__ import annotations

import itertools
import os
import socket
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from typing import Any

import pytest
import requests

from api.cli.stack.guard import MARK
from api.cli.stack.programs import web
from services.access import Role
from tests.installation import Installation
from tests.services.runs.solving_college import SolvingCollege
from tests.workers.fleet import Fleet, environment, wait_until

RUNS = 4
WITHIN_S = 60.0


@contextmanager
def _web(installation: Installation, mark: str) -> Iterator[str]:
    """A web server in a process of its own; its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = web("127.0.0.1", port, processes=1, threads=4).command
    with subprocess.Popen(
        command,
        env=environment(installation) | {MARK: mark, "SECURE_COOKIES": "no", "LOG_LEVEL": "ERROR"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as server:
        yield f"http://127.0.0.1:{port}"
        server.terminate()


def _is_ready(address: str) -> bool:
    with suppress(requests.RequestException):
        return requests.get(f"{address}/health/ready", timeout=5).ok
    return False


class Callers:
    """One person whose requests meet the two web servers in turn."""

    def __init__(self, addresses: list[str], headers: dict[str, str]) -> None:
        self.addresses = addresses
        self._turns = itertools.cycle(addresses)
        self._headers = headers

    def ask(self, method: str, path: str, *, at: str | None = None, **options: Any) -> requests.Response:
        """Send a request to whoever's turn it is, or to a given one."""
        address = at or next(self._turns)
        headers = self._headers | options.pop("headers", {})
        return requests.request(method, address + path, headers=headers, timeout=30, **options)

    def same(self, path: str, **query: str) -> Any:
        """What both answer, which must be the same."""
        first, second = (self.ask("GET", path, at=one, params=query).json() for one in self.addresses)
        assert first == second
        return first


@pytest.mark.slow
def test_requests_and_solves_are_answered_the_same_whoever_takes_them(
    lone_installation: Installation,
) -> None:
    if lone_installation.database.engine.name != "postgresql":
        return  # a file is on one host
    solving = SolvingCollege(lone_installation.found_college())
    college = solving.college
    fleet = Fleet(lone_installation, solvers=2)
    with ExitStack() as stack:
        addresses = [stack.enter_context(_web(lone_installation, fleet.mark)) for _ in range(2)]
        stack.enter_context(fleet.at_work())
        for address in addresses:
            wait_until(lambda address=address: _is_ready(address), within_s=WITHIN_S)  # type: ignore[misc]
        callers = Callers(addresses, college.bearer(college.user(Role.DP_ACADEMICS)))

        path = f"/api/timetables/{solving.base.id}/solves"
        key = {"Idempotency-Key": f"twice-{os.getpid()}"}
        twice = [
            callers.ask("POST", path, json={"time_limit_s": 5, "workers": 1}, headers=key) for _ in range(2)
        ]
        others = [
            callers.ask("POST", path, json={"time_limit_s": 5, "workers": 1, "seed": seed})
            for seed in range(2, RUNS + 1)
        ]
        ids = {answer.json()["id"] for answer in (*twice, *others)}
        wait_until(
            lambda: all(callers.ask("GET", f"/api/runs/{run}").json()["finished_at"] for run in ids),
            within_s=WITHIN_S,
        )

        runs = callers.same("/api/runs")["items"]
        versions = callers.same("/api/timetables", limit="50")["items"]
        best = callers.same(f"/api/timetables/{runs[0]['result_timetable_id']}")
        here, there = callers.addresses
        own, tag = f"/api/timetables/{best['id']}", {"If-Match": f'"{best["version"]}"'}
        first = callers.ask("PATCH", own, at=here, json={"name": "Here"}, headers=tag)
        second = callers.ask("PATCH", own, at=there, json={"name": "There"}, headers=tag)
        tag = {"If-Match": first.headers["ETag"]}
        valid = callers.ask("POST", f"{own}/validation", at=there, headers=tag)
        tag = {"If-Match": valid.headers["ETag"]}
        published = callers.ask("POST", f"{own}/publication", at=here, headers=tag)
        week = callers.same("/api/schedules", subject_type="class_group")["items"]
        sessions = callers.same(week[0]["address"])["sessions"]

    assert [answer.status_code for answer in (*twice, *others)] == [202] * (RUNS + 1)
    assert len(ids) == RUNS
    assert {run["status"] for run in runs} == {"succeeded"}
    assert len(versions) == RUNS + 1
    assert len({run["result_timetable_id"] for run in runs}) == RUNS
    assert (first.status_code, second.status_code) == (200, 412)
    assert (valid.status_code, published.status_code) == (200, 200), (valid.text, published.text)
    assert sessions
