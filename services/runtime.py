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


@dataclass(frozen=True, slots=True, kw_only=True)
class Runtime:
    """The world as services see it; tests put in their own.

    Parameters
    ----------
    clock
        Gives the time, aware and in UTC.
    mailer
        Sends e-mails.
    base_url
        Where people reach the product, for links in e-mails.
    """

    clock: Callable[[], datetime]
    mailer: Mailer
    base_url: str
