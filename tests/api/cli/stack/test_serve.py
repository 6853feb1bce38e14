"""The whole stack for real: what dies in it comes back, and nothing outlives it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
import requests
from click.testing import Result

PROGRAM = [sys.executable, "-c", "from api.cli import main; main()"]
WITHIN_S = 60.0

Run = Callable[..., Result]


@contextmanager
def _served(run: Run, folder: Path) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """A migrated installation, served; ended by force if the test has not."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    run("setup", "--port", port)
    run("migrate")
    log = (folder / "serve.log").open("wb")
    server = subprocess.Popen(
        [*PROGRAM, "serve", "--port", str(port)], cwd=folder, stdout=log, stderr=subprocess.STDOUT
    )
    try:
        _wait(lambda: _is_ready(port) and _pids(folder, "workers solve"), folder)
        yield server, port
    finally:
        server.terminate()
        server.wait(30)
        log.close()


def _is_ready(port: int) -> bool:
    try:
        return requests.get(f"http://127.0.0.1:{port}/health/ready", timeout=5).ok
    except requests.RequestException:
        return False


def _pids(folder: Path, words: str = "") -> list[int]:
    """Processes that work in a folder, by words of their command."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            command = (process / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            if Path(os.readlink(process / "cwd")).is_relative_to(folder) and words in command:
                found.append(int(process.name))
    return [pid for pid in found if pid != os.getpid()]


def _wait(until: Callable[[], object], folder: Path) -> None:
    deadline = time.monotonic() + WITHIN_S
    while not until():
        assert time.monotonic() < deadline, (folder / "serve.log").read_text()
        time.sleep(0.05)


def _queue(folder: Path) -> list[int]:
    """The queue's server, by where it works: its title is its own."""
    return _pids(folder / "var" / "queue")


@pytest.mark.slow
def test_what_dies_comes_back_and_nothing_outlives_a_supervisor_that_is_killed(
    run: Run, folder: Path
) -> None:
    with _served(run, folder) as (server, port):
        (worker,), (queue,) = _pids(folder, "workers solve"), _queue(folder)
        second = subprocess.run([*PROGRAM, "serve"], cwd=folder, capture_output=True, text=True, check=False)

        os.kill(worker, signal.SIGKILL)
        os.kill(queue, signal.SIGKILL)
        _wait(lambda: _pids(folder, "workers solve") not in ([], [worker]), folder)
        _wait(lambda: _queue(folder) not in ([], [queue]), folder)
        still_ready = _is_ready(port)
        server.kill()
        server.wait()
        _wait(lambda: not _pids(folder), folder)

    assert still_ready
    assert second.returncode == 2
    assert f"http://127.0.0.1:{port} is being served already" in second.stderr
    assert "was ended by SIGKILL" in (folder / "serve.log").read_text()


@pytest.mark.slow
def test_told_to_end_it_ends_within_ten_seconds_and_leaves_nothing(run: Run, folder: Path) -> None:
    with _served(run, folder) as (server, _port):
        began = time.monotonic()
        server.send_signal(signal.SIGINT)
        code = server.wait(30)
        seconds = time.monotonic() - began

    assert (code, _pids(folder)) == (0, [])
    assert seconds < 10
