"""The queue over a real server: jobs are queued once, outlive it, and are refused at once without it."""

from __future__ import annotations

import os
import signal
import socket
import stat
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from redis.exceptions import AuthenticationError, ResponseError

from services.errors import Unavailable
from services.queue import EmbeddedServer, connect, queue_of
from services.queue.embedded import read_address
from services.runs.queueing import EXECUTE
from services.runtime import Queue


@pytest.fixture
def server(tmp_path: Path) -> Iterator[EmbeddedServer]:
    """A server that runs."""
    server = EmbeddedServer(tmp_path / "queue")
    server.start()
    yield server
    server.stop()


@pytest.fixture
def queue(server: EmbeddedServer) -> Queue:
    """The queue that it holds."""
    return queue_of(f"embedded:{server.folder}")


def put(queue: Queue, job_id: str = "s1-0") -> None:
    """Queue a job."""
    queue.put(EXECUTE, "tenant", "run", "0", job_id=job_id, lasts_s=60)


def kill(server: EmbeddedServer) -> None:
    """End the server without warning."""
    pid = server.pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    while server.pid is not None:
        time.sleep(0.01)


def test_a_job_is_queued_once_however_often_it_is_put(queue: Queue, server: EmbeddedServer) -> None:
    put(queue)
    put(queue)

    assert queue.lists("s1-0")
    assert not queue.lists("s1-1")
    assert connect(f"embedded:{server.folder}").llen("rq:queue:solve") == 1


def test_jobs_outlive_a_server_that_is_killed(queue: Queue, server: EmbeddedServer) -> None:
    for number in range(50):
        put(queue, f"s{number}-0")

    kill(server)
    server.start()

    assert [number for number in range(50) if not queue.lists(f"s{number}-0")] == []


def test_a_server_that_is_away_is_told_at_once(queue: Queue, server: EmbeddedServer) -> None:
    put(queue)
    kill(server)

    began = time.monotonic()
    with pytest.raises(Unavailable):
        queue.lists("s1-0")
    with pytest.raises(Unavailable):
        put(queue)

    assert time.monotonic() - began < 1.0


def test_a_server_that_never_was_is_away_too(tmp_path: Path) -> None:
    with pytest.raises(Unavailable):
        queue_of(f"embedded:{tmp_path}").lists("s1-0")


def test_a_server_that_runs_is_found_by_whoever_starts_it_again(server: EmbeddedServer) -> None:
    pid = server.pid
    another = EmbeddedServer(server.folder)

    another.start()

    assert another.pid == pid
    another.stop()
    assert server.pid is None


def test_clients_find_a_server_that_had_to_take_another_port(queue: Queue, server: EmbeddedServer) -> None:
    put(queue)
    before = read_address(server.folder)
    assert before is not None
    server.stop()

    with socket.socket() as taken:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        taken.bind(("127.0.0.1", before.port))
        taken.listen()
        server.start()

    after = read_address(server.folder)
    assert after is not None
    assert after.port != before.port
    assert queue.lists("s1-0")


def test_nobody_gets_in_without_the_password_in_the_folder(server: EmbeddedServer) -> None:
    address = read_address(server.folder)
    assert address is not None
    file = server.folder / "address.json"

    with pytest.raises((AuthenticationError, ResponseError)):
        connect(f"redis://{address.host}:{address.port}/0").ping()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert address.password not in Path(f"/proc/{server.pid}/cmdline").read_text()


@pytest.mark.parametrize("job_id", ["", "a:b", "a b", "ä", "x" * 101])
def test_ids_that_the_queue_could_not_hold_are_refused(queue: Queue, job_id: str) -> None:
    with pytest.raises(ValueError, match="id"):
        put(queue, job_id)


@pytest.mark.parametrize("url", ["", "embedded:", "http://x", "secret"])
def test_addresses_of_no_queue_are_refused_without_repeating_them(url: str) -> None:
    with pytest.raises(ValueError, match="QUEUE_URL") as caught:
        queue_of(url)

    assert "secret" not in str(caught.value)
