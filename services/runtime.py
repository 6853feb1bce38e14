"""What services need of the world: the time, the post, and where the product is reached."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """An e-mail to one person."""

    to: str
    subject: str
    text: str


class Mailer(Protocol):
    """Takes an e-mail on its way."""

    def send(self, mail: Mail) -> None:
        """Hand the e-mail over; raises if it was not taken."""


class Queue(Protocol):
    """Takes jobs to workers."""

    def put(self, job: str, /, *arguments: str, job_id: str, lasts_s: float) -> None:
        """Queue a job: the dotted name of its function, and the texts it is called with.

        A job of an id that is queued already is not queued twice. ``lasts_s`` is how long it may take
        before the worker ends it.

        Raises
        ------
        Unavailable
            If the queue is away.
        """

    def lists(self, job_id: str) -> bool:
        """Whether a job waits or is being done; raises ``Unavailable`` as well."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Runtime:
    """The world as services see it; tests put in their own.

    Parameters
    ----------
    clock
        Gives the time, aware and in UTC.
    mailer
        Sends e-mails.
    queue
        Takes jobs to workers.
    base_url
        Where people reach the product, for links in e-mails.
    """

    clock: Callable[[], datetime]
    mailer: Mailer
    queue: Queue
    base_url: str
