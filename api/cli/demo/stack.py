"""A whole installation of the demo's own: set up, migrated, seeded, served, and ended."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import requests

from api.cli.bad_input import BadInput
from api.cli.stack.guarding import guarded

PROGRAM = (sys.executable, "-c", "from api.cli import main; main()")
READY_WITHIN_S = 60.0
STOP_WITHIN_S = 20.0
LOOK_EVERY_S = 0.05

FOREIGN = (
    "DATABASE_URL",
    "MIGRATION_DATABASE_URL",
    "QUEUE_URL",
    "BASE_URL",
    "MAIL_URL",
    "LIMITS_URL",
    "RATE_LIMITS",
    "TRUSTED_PROXIES",
    "SECURE_COOKIES",
    "ALLOWED_ORIGINS",
    "TOKEN_SECRET",
    "DATA_KEYS",
    "INDEX_KEY",
    "WEB_THREADS",
)
"""Settings of another installation that may be in the environment, and must not be touched."""


class Stack:
    """The installation in a folder.

    Parameters
    ----------
    folder
        Made anew: what an earlier demo has left there is removed.
    database_url
        Of an empty or a migrated database; a file in the folder by default.
    """

    def __init__(self, folder: Path, *, database_url: str = "sqlite:///var/roster.db") -> None:
        self.folder = folder
        self._database_url = database_url
        self.log = folder / "serve.log"
        self._port = _free_port()
        self._environment = {name: value for name, value in os.environ.items() if name not in FOREIGN}

    @property
    def address(self) -> str:
        """Where it is served."""
        return f"http://127.0.0.1:{self._port}"

    def prepare(self, *, password: str) -> None:
        """Set it up with a demo college, whose log-ins have that password.

        Raises
        ------
        BadInput
            If a command fails.
        """
        if self.folder.exists():
            shutil.rmtree(self.folder)
        self.folder.mkdir(parents=True)
        self._run("setup", "--port", str(self._port), "--database-url", self._database_url)
        self._run("migrate")
        self._run("seed", "--evening", "--password", password)

    @contextmanager
    def served(self, *options: str) -> Iterator[float]:
        """Serve it until the block ends; gives the seconds from the start to the first answer.

        ``options`` are of smart-roster serve.

        Raises
        ------
        BadInput
            If it does not answer, or does not end cleanly.
        """
        with guarded(), self.log.open("wb") as log:
            began = time.monotonic()
            server = subprocess.Popen(  # noqa: S603 - this very program
                [*PROGRAM, "serve", "--port", str(self._port), *options],
                cwd=self.folder,
                env=self._environment | _mark(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
            try:
                self._await(server)
                yield time.monotonic() - began
            finally:
                server.send_signal(signal.SIGTERM)
                code = _end_of(server)
        if code:
            raise BadInput(f"The service did not end cleanly, code {code}; {self.log} says why.")

    def _await(self, server: subprocess.Popen[bytes]) -> None:
        until = time.monotonic() + READY_WITHIN_S
        while time.monotonic() < until and server.poll() is None:
            try:
                if requests.get(f"{self.address}/health/ready", timeout=5).ok:
                    return
            except requests.RequestException:
                time.sleep(LOOK_EVERY_S)
        raise BadInput(f"The service does not answer; {self.log} says why.")

    def _run(self, *words: str) -> None:
        done = subprocess.run(  # noqa: S603 - this very program
            [*PROGRAM, *words],
            cwd=self.folder,
            env=self._environment,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise BadInput(f"smart-roster {words[0]} failed: {done.stderr.strip()}")


def _mark() -> dict[str, str]:
    """What :func:`guarded` put into the environment after the stack was made."""
    from api.cli.stack.guard import MARK

    return {MARK: os.environ[MARK]}


def _end_of(server: subprocess.Popen[bytes]) -> int:
    try:
        return server.wait(STOP_WITHIN_S)
    except subprocess.TimeoutExpired:
        server.kill()
        return server.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
