"""What a supervisor looks after, and the web server first of all."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Protocol

CONNECT_TIMEOUT_S = 0.5


class Rank(IntEnum):
    """When a program is stopped: who gives work goes before who does it, the store of the work last."""

    WEB = 0
    WORKER = 1
    RELAY = 2
    QUEUE = 3


class Service(Protocol):
    """Something that runs until it is told to stop."""

    name: str
    rank: Rank

    def start(self) -> None:
        """Start it; raises ``OSError`` if it cannot be."""

    def is_ready(self) -> bool:
        """Whether it does its work already, for those that wait for it."""

    def how_it_ended(self) -> str | None:
        """How it ended, in words; None while it runs."""

    def stop(self) -> None:
        """Ask it to end."""

    def kill(self) -> None:
        """End it at once."""


def always() -> bool:
    """Ready from the first moment on, as far as anybody needs to know."""
    return True


@dataclass
class Program:
    """A program of its own process.

    Parameters
    ----------
    name
        As the log calls it.
    command
        Started in a session of its own: Ctrl-C reaches the supervisor alone, which ends the others in order.
    ready
        Whether it does its work already.
    """

    name: str
    rank: Rank
    command: Sequence[str]
    ready: Callable[[], bool] = always
    _process: subprocess.Popen[bytes] | None = field(default=None, init=False)

    def start(self) -> None:
        """Start the program."""
        self._process = subprocess.Popen(  # noqa: S603 - our own programs
            self.command, stdin=subprocess.DEVNULL, start_new_session=True
        )

    def is_ready(self) -> bool:
        """Ask the program."""
        return self.ready()

    def how_it_ended(self) -> str | None:
        """By its exit code, or by the signal that ended it."""
        if self._process is None:
            return "was not started"
        code = self._process.poll()
        if code is None:
            return None
        return f"ended with code {code}" if code >= 0 else f"was ended by {_signal_name(-code)}"

    def stop(self) -> None:
        """Send SIGTERM."""
        if self._process is not None:
            self._process.terminate()

    def kill(self) -> None:
        """Send SIGKILL, and see the end."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()


def web(host: str, port: int, *, processes: int, threads: int) -> Program:
    """The web server."""
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port)]
    command += ["--workers", str(processes), "--blocking-threads", str(threads), "--factory", "--no-ws"]
    command += ["--backlog", "2048", "--workers-kill-timeout", "2"]
    command += ["--log-level", "warning", "api.serving:application"]

    def accepts() -> bool:
        try:
            with socket.create_connection((host, port), CONNECT_TIMEOUT_S):
                return True
        except OSError:
            return False

    return Program("web", Rank.WEB, command, ready=accepts)


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"
