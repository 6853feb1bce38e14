"""What each kind of run is to the one who runs it: read, work, store."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Event
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy.orm import Session

from models import Run


@dataclass(frozen=True, slots=True)
class Watch:
    """How a task hears that it should end, and tells how far it is.

    Parameters
    ----------
    stop
        Set when the task should end within a second, with the best it has.
    tell
        Takes the newest state of the work as plain JSON, as often as there is one.
    """

    stop: Event
    tell: Callable[[dict[str, Any]], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """What a task leaves in its run.

    Parameters
    ----------
    answer
        What the engine said, as plain JSON.
    history
        Each improvement, oldest first.
    timetable_id
        The version that came of it.
    """

    answer: dict[str, Any]
    history: list[dict[str, Any]] = field(default_factory=list)
    timetable_id: UUID | None = None


class Task(Protocol):
    """Work of one run. It is read in one unit of work, done outside of any, and stored in another."""

    def work(self, watch: Watch) -> None:
        """Do it, without the database; may be called once."""

    def store(self, session: Session, run: Run) -> Stored:
        """Store what came of it, in the unit of work that ends the run."""


ReadTask = Callable[[Session, Run], Task]
"""Reads what a run needs from the database; raises a domain error if it cannot be done at all."""
