"""Real workers over a test's installation: started, killed without warning, started again."""

from __future__ import annotations

import base64
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Thread
from uuid import uuid4

from api.cli.stack.guard import MARK, end_marked
from services.queue import EmbeddedServer
from tests.installation import KEYRING, Installation

LOOK_S = 0.1


@dataclass
class Fleet:
    """One relay, some solvers and the queue's server, each of which is started again when it dies."""

    installation: Installation
    solvers: int = 2
    mark: str = field(default_factory=lambda: uuid4().hex)
    _processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    _ended: Event = field(default_factory=Event)

    @property
    def queue(self) -> EmbeddedServer:
        """The queue's server."""
        return self.installation.queue.server

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """Look after the processes until the block ends, and leave none behind."""
        watcher = Thread(target=self._watch)
        watcher.start()
        try:
            yield
        finally:
            self._ended.set()
            watcher.join()
            end_marked(self.mark, within_s=0)
            for process in self._processes.values():
                process.wait()

    def kill_work_horse(self) -> bool:
        """Kill a process that does a job; false if there is none."""
        return any(_kill(horse) for solver in self._shuffled() for horse in _children(solver))

    def kill_parent(self) -> bool:
        """Kill a solver, whose job goes on as an orphan."""
        return any(_kill(solver) for solver in self._shuffled() if _children(solver))

    def kill_both(self) -> bool:
        """Kill a solver and its job."""
        for solver in self._shuffled():
            horses = _children(solver)
            if horses and _kill(solver):
                return any([_kill(horse) for horse in horses])
        return False

    def kill_relay(self) -> bool:
        """Kill the relay."""
        process = self._processes.get("relay")
        return process is not None and _kill(process.pid)

    def kill_queue(self) -> bool:
        """Kill the queue's server."""
        pid = self.queue.pid
        return pid is not None and _kill(pid)

    def _shuffled(self) -> list[int]:
        solvers = [process.pid for name, process in self._processes.items() if name != "relay"]
        random.shuffle(solvers)
        return solvers

    def _watch(self) -> None:
        names = ["relay", *(f"solve {number}" for number in range(self.solvers))]
        while not self._ended.wait(LOOK_S):
            if self.queue.pid is None:
                self.queue.start()
            for name in names:
                process = self._processes.get(name)
                if process is None or process.poll() is not None:
                    self._processes[name] = self._start(name.split()[0])

    def _start(self, work: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-m", "workers", work],
            env=environment(self.installation) | {MARK: self.mark},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )


def environment(installation: Installation) -> dict[str, str]:
    """What a process must be told to work for an installation."""
    settings = installation.settings
    key, index_key = (base64.b64encode(raw).decode() for raw in (KEYRING.keys[1], KEYRING.index_key))
    return os.environ | {
        "DATABASE_URL": settings.database_url,
        "QUEUE_URL": settings.queue_url,
        "TOKEN_SECRET": settings.token_secret,
        "DATA_KEYS": f"1:{key}",
        "INDEX_KEY": index_key,
    }


def wait_until(happened: Callable[[], bool], *, within_s: float) -> None:
    """Wait for something.

    Raises
    ------
    AssertionError
        If it does not happen in time.
    """
    until = time.monotonic() + within_s
    while not happened():
        assert time.monotonic() < until, f"not within {within_s:g} s"
        time.sleep(LOOK_S)


def _children(pid: int) -> list[int]:
    with suppress(OSError):
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    return []


def _kill(pid: int) -> bool:
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
        return True
    return False
