"""Queues: how jobs reach workers, wherever these run."""

from __future__ import annotations

from services.queue.connecting import connect
from services.queue.embedded import EmbeddedServer, folder_of
from services.queue.jobs import QUEUE_NAME, JobQueue
from services.runtime import Queue

__all__ = ["QUEUE_NAME", "EmbeddedServer", "JobQueue", "connect", "folder_of", "queue_of"]


def queue_of(url: str) -> Queue:
    """The queue that an address names; nothing is asked of its server yet.

    ``embedded:FOLDER`` is the server that the product brings along, with its data in a folder;
    ``redis://:password@host:port/0`` and ``rediss://…`` are servers that several hosts share.

    Raises
    ------
    ValueError
        If it names none.
    """
    return JobQueue(connect(url))
