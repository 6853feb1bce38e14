"""Nothing is left behind, not even by a supervisor that was killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from api.cli.stack.guard import MARK, marked
from api.cli.stack.guarding import guarded

SLEEPER = [sys.executable, "-S", "-c", "import time; time.sleep(60)"]
WITHIN_S = 15.0

SUPERVISOR = """
import subprocess, sys, time
from api.cli.stack.guarding import guarded
import os
from api.cli.stack.guard import MARK
with guarded():
    # A child with a child of its own, in sessions of their own, as workers have.
    subprocess.Popen(["/bin/sh", "-c", "sleep 60 & sleep 60; true"], start_new_session=True)
    print(os.environ[MARK], flush=True)
    time.sleep(60)
"""

pytestmark = pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="needs /proc")


def _wait(until: Callable[[], object]) -> None:
    deadline = time.monotonic() + WITHIN_S
    while not until():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_children_and_their_children_end_with_a_supervisor_that_is_killed() -> None:
    with subprocess.Popen([sys.executable, "-c", SUPERVISOR], stdout=subprocess.PIPE, text=True) as killed:
        assert killed.stdout is not None
        mark = killed.stdout.readline().strip()
        _wait(lambda: len(list(marked(mark))) == 3)

        killed.send_signal(signal.SIGKILL)
        killed.wait()

    _wait(lambda: not list(marked(mark)))


def test_what_is_still_there_at_the_end_of_the_block_is_ended() -> None:
    with guarded():
        left = subprocess.Popen(SLEEPER, start_new_session=True)
    left.wait(WITHIN_S)

    assert left.returncode == -signal.SIGTERM
    assert MARK not in os.environ


def test_a_stack_within_another_has_a_mark_of_its_own() -> None:
    with guarded():
        outer = os.environ[MARK]
        with guarded():
            inner = os.environ[MARK]
        again = os.environ[MARK]

    assert inner != outer
    assert again == outer
