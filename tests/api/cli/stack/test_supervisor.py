"""What dies is started again, what cannot live ends everything, and all is stopped in order."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event, Thread

import pytest

from api.cli.stack import supervisor as supervising
from api.cli.stack.programs import Program, Rank
from api.cli.stack.supervisor import GaveUp, Supervisor

LIVES = """
import signal, sys, time
signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
open(sys.argv[1], "a").write("begun\\n")
time.sleep(60)
"""
WITHIN_S = 20.0


@pytest.fixture(autouse=True)
def short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """As in service, but for a test's patience."""
    monkeypatch.setattr(supervising, "FIRST_PAUSE_S", 0.02)


@pytest.fixture
def living(tmp_path: Path) -> Callable[..., Program]:
    """Makes a program that lives until it is told to end, and writes down each time it begins."""

    def make(name: str, rank: Rank = Rank.WORKER) -> Program:
        return Program(name, rank, [sys.executable, "-S", "-c", LIVES, str(tmp_path / name)])

    return make


class Running:
    """A supervisor at work on another thread."""

    def __init__(self, first: Program, *others: Program) -> None:
        self.lines: list[str] = []
        self.stop, self.ready = Event(), Event()
        self.error: Exception | None = None
        self._supervisor = Supervisor(first, lambda: others, say=self.lines.append)
        self.thread = Thread(target=self._run)
        self.thread.start()

    def _run(self) -> None:
        try:
            self._supervisor.run(self.stop, on_ready=self.ready.set)
        except GaveUp as error:
            self.error = error

    def end(self) -> None:
        """Tell it to stop, and wait until it has."""
        self.stop.set()
        self.thread.join(WITHIN_S)
        assert not self.thread.is_alive()


def _wait(until: Callable[[], object]) -> None:
    deadline = time.monotonic() + WITHIN_S
    while not until():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def _begun(tmp_path: Path, name: str) -> int:
    file = tmp_path / name
    return file.read_text().count("begun") if file.exists() else 0


@pytest.fixture
def running(living: Callable[..., Program], tmp_path: Path) -> Iterator[Running]:
    """A web server and a worker under a supervisor, both up."""
    stack = Running(living("web", Rank.WEB), living("worker"))
    _wait(lambda: _begun(tmp_path, "web") and _begun(tmp_path, "worker"))
    yield stack
    stack.end()


def _pid(program: Program) -> int:
    assert program._process is not None
    return program._process.pid


def test_a_program_that_is_killed_is_started_again_and_the_log_says_so(
    living: Callable[..., Program], tmp_path: Path
) -> None:
    web, worker = living("web", Rank.WEB), living("worker")
    stack = Running(web, worker)
    _wait(lambda: _begun(tmp_path, "worker") and worker._process)

    os.kill(_pid(worker), signal.SIGKILL)
    _wait(lambda: _begun(tmp_path, "worker") == 2)
    stack.end()

    assert [line for line in stack.lines if line.startswith("worker was ended by SIGKILL after")]
    assert "it is started again in" in stack.lines[0]
    assert stack.error is None
    assert _begun(tmp_path, "web") == 1


def test_a_program_that_dies_at_once_again_and_again_ends_everything(
    living: Callable[..., Program], tmp_path: Path
) -> None:
    web = living("web", Rank.WEB)
    dying = Program("worker", Rank.WORKER, [sys.executable, "-S", "-c", "raise SystemExit(3)"])

    stack = Running(web, dying)
    stack.thread.join(WITHIN_S)

    assert isinstance(stack.error, GaveUp)
    assert "worker ended with code 3, 5 times in a row" in str(stack.error)
    assert web.how_it_ended() is not None
    pauses = [float(line.split("again in ")[1].split(" s")[0]) for line in stack.lines]
    assert pauses == [0.02, 0.04, 0.08, 0.16]


def test_a_program_that_is_not_there_ends_everything_with_the_reason() -> None:
    missing = Program("web", Rank.WEB, ["/nowhere/at-all"], ready=lambda: False)

    stack = Running(missing)
    stack.thread.join(WITHIN_S)

    assert "could not be started" in str(stack.error)


def test_nothing_else_is_started_before_the_first_is_ready(
    living: Callable[..., Program], tmp_path: Path
) -> None:
    ready = Event()
    web = Program("web", Rank.WEB, living("web").command, ready=ready.is_set)
    stack = Running(web, living("worker"))
    _wait(lambda: _begun(tmp_path, "web"))

    before = _begun(tmp_path, "worker")
    ready.set()
    _wait(lambda: _begun(tmp_path, "worker"))
    stack.end()

    assert before == 0
    assert stack.ready.is_set()


def test_who_gives_work_is_stopped_before_who_does_it(living: Callable[..., Program], tmp_path: Path) -> None:
    ended: list[str] = []

    class Watched(Program):
        def stop(self) -> None:
            ended.append(self.name)
            super().stop()

    def watched(name: str, rank: Rank) -> Program:
        return Watched(name, rank, living(name).command)

    stack = Running(
        watched("web", Rank.WEB),
        watched("queue", Rank.QUEUE),
        watched("relay", Rank.RELAY),
        watched("worker", Rank.WORKER),
    )
    _wait(lambda: all(_begun(tmp_path, name) for name in ("web", "queue", "relay", "worker")))
    stack.end()

    assert ended == ["web", "worker", "relay", "queue"]


def test_what_will_not_end_is_ended_by_force(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(supervising.STOP_WITHIN_S, Rank.WEB, 0.2)
    deaf = LIVES.replace("lambda *_: sys.exit(0)", "signal.SIG_IGN")
    web = Program("web", Rank.WEB, [sys.executable, "-S", "-c", deaf, str(tmp_path / "web")])
    stack = Running(web)
    _wait(lambda: _begun(tmp_path, "web"))

    stack.end()

    assert web.how_it_ended() == "was ended by SIGKILL"
