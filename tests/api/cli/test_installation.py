"""An installation from nothing: settings, schema, a look at its health, and serving."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
import requests
from click.testing import Result

from models.migrating import newest_revision

Run = Callable[..., Result]


def test_set_up_writes_secrets_that_only_the_owner_reads_and_never_replaces_them(
    run: Run, folder: Path
) -> None:
    run("setup")
    written = (folder / ".env").read_text()
    again = run("setup")

    assert (folder / ".env").stat().st_mode & 0o077 == 0
    assert "TOKEN_SECRET=" in written
    assert "stays" in again.output
    assert (folder / ".env").read_text() == written


def test_an_installation_becomes_healthy_once_it_is_migrated(run: Run, folder: Path) -> None:
    run("setup")

    ill = run("doctor")
    migrated = run("migrate")
    well = run("doctor")

    assert (ill.exit_code, well.exit_code) == (2, 0)
    assert "run smart-roster migrate" in ill.output
    assert newest_revision() in migrated.output
    assert "WRONG" not in well.output


def test_without_settings_each_missing_one_is_named(run: Run, folder: Path) -> None:
    result = run("migrate")

    assert result.exit_code == 2
    assert [
        name for name in ("DATABASE_URL", "TOKEN_SECRET", "DATA_KEYS", "INDEX_KEY") if name in result.output
    ]
    assert "smart-roster setup" in result.output


def test_a_key_that_cannot_be_read_is_not_repeated_in_the_error(
    run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("setup")
    monkeypatch.setenv("DATA_KEYS", "1:not-base64-but-secret")

    result = run("migrate")

    assert result.exit_code == 2
    assert "DATA_KEYS" in result.output
    assert "not-base64-but-secret" not in result.output


def test_serving_is_refused_before_the_database_is_migrated(run: Run, folder: Path) -> None:
    run("setup")

    result = run("serve")

    assert result.exit_code == 2
    assert "smart-roster migrate" in result.output


def test_a_port_that_is_taken_is_told_in_a_sentence(run: Run, folder: Path) -> None:
    run("setup")
    run("migrate")
    with socket.create_server(("127.0.0.1", 0)) as other:
        result = run("serve", "--port", other.getsockname()[1])

    assert result.exit_code == 2
    assert "Try --port" in result.output


def test_a_served_installation_answers_and_ends_when_told_to(run: Run, folder: Path) -> None:
    port = _free_port()
    run("setup", "--port", port)
    run("migrate")
    command = [sys.executable, "-c", "from api.cli import main; main()", "serve", "--port", str(port)]

    with subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as program:
        try:
            ready = _wait_for(f"http://127.0.0.1:{port}/health/ready")
        finally:
            program.send_signal(signal.SIGTERM)
            output, _ = program.communicate(timeout=30)

    assert ready["status"] == "ready", output
    assert program.returncode == 0
    with pytest.raises(requests.ConnectionError):
        requests.get(f"http://127.0.0.1:{port}/health/live", timeout=2)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(address: str) -> dict[str, str]:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            read: dict[str, str] = requests.get(address, timeout=5).json()
        except requests.ConnectionError:
            time.sleep(0.1)
        else:
            return read
    return {}
