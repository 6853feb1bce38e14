"""Ctrl-C keeps the best so far; a second one ends at once."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

PROGRAM = (sys.executable, "-c", "from api.cli import main; main()")
PATIENCE_S = 60.0

IMPATIENT = """
import os, signal, time
from api.cli.stop_signals import stop_on_signal

with stop_on_signal() as stop:
    os.kill(os.getpid(), signal.SIGINT)
    os.kill(os.getpid(), signal.SIGINT)  # the same wish, heard twice
    print(stop.is_set(), flush=True)
    time.sleep(0.3)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(60)
"""


def test_a_second_signal_but_not_an_echo_of_the_first_ends_the_program_at_once() -> None:
    ended = subprocess.run(
        [sys.executable, "-c", IMPATIENT], check=False, capture_output=True, text=True, timeout=PATIENCE_S
    )

    assert (ended.returncode, ended.stdout) == (130, "True\n")


def wait_for_cost(progress: Path, running: subprocess.Popen[str]) -> None:
    """Wait until a timetable has been found."""
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end and running.poll() is None:
        lines = progress.read_text().splitlines() if progress.exists() else []
        if any(json.loads(line)["cost"] is not None for line in lines):
            return
        time.sleep(0.05)
    pytest.fail("No timetable was found in time.")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_keeps_the_best_so_far(college: Path, tmp_path: Path, number: signal.Signals) -> None:
    out, progress = tmp_path / "out.json", tmp_path / "progress.jsonl"
    files = ["--out", str(out), "--progress", str(progress)]
    command = [*PROGRAM, "solve", str(college), "--time-limit", "600", "--json", *files]

    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as running:
        try:
            wait_for_cost(progress, running)
            running.send_signal(number)
            stdout, stderr = running.communicate(timeout=15)
        finally:
            running.kill()

    outcome = json.loads(stdout)
    assert running.returncode == 0, stderr
    assert outcome["interrupted"] is True
    assert out.exists()
