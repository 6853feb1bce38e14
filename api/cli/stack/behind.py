"""What works behind the web server: the queue, the relay of the outbox, solve workers, the scheduler."""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

from api.cli.stack.programs import Program, Rank, Service
from services.queue import EmbeddedServer
from services.queue.embedded import DidNotStart

WORKERS = (sys.executable, "-m", "workers")
ASK_EVERY_S = 1.0


@dataclass
class QueueServer:
    """The server of the queue that the product brings along."""

    server: EmbeddedServer
    name: str = "queue"
    rank: Rank = Rank.QUEUE
    _answered: float = field(default=0.0, init=False)

    def start(self) -> None:
        """Start it; it answers when this returns."""
        try:
            self.server.start()
        except DidNotStart as error:
            raise OSError(str(error)) from error

    def is_ready(self) -> bool:
        """It answers since it was started."""
        return True

    def how_it_ended(self) -> str | None:
        """Whether it answers; it is not asked more than once a second."""
        now = time.monotonic()
        if now - self._answered < ASK_EVERY_S:
            return None
        if self.server.pid is None:
            return "no longer answers"
        self._answered = now
        return None

    def stop(self) -> None:
        """Shut it down; all it holds is on disk."""
        self.server.stop()
        self._answered = 0.0

    def kill(self) -> None:
        """Nothing is left to do: what does not answer is ended by the guard."""


def behind_web(folder: Path | None, *, workers: int) -> list[Service]:
    """Everything behind the web server; ``folder`` is the embedded queue's, where it is used."""
    relay = Program("relay", Rank.RELAY, [*WORKERS, "relay"])
    scheduler = Program("scheduler", Rank.RELAY, [*WORKERS, "schedule"])
    queue = [] if folder is None else [QueueServer(EmbeddedServer(folder))]
    return [*queue, relay, *solve_workers(workers), scheduler]


def solve_workers(count: int) -> list[Service]:
    """Programs that do runs."""
    return [Program(f"worker {number}", Rank.WORKER, [*WORKERS, "solve"]) for number in range(1, count + 1)]
