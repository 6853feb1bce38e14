"""Hands on what the outbox holds and finds runs that nobody does, until it is told to stop."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event

import structlog
from sqlalchemy.exc import SQLAlchemyError

from models.session import Database
from services.errors import Unavailable
from services.outbox import hand_on_due
from services.runs.reaping import reap
from services.runtime import Runtime

PAUSE_S = 0.5
PAUSE_AFTER_FAILURE_S = 5.0

log = structlog.get_logger()


def relay(database: Database, runtime: Runtime, *, stop: Event, pause_s: float = PAUSE_S) -> None:
    """Do what is due, and look again every ``pause_s`` seconds, until ``stop`` is set.

    What is at hand is finished first. While the database is away the relay waits. Of several that
    run at once each does what the others have not begun.
    """
    while not stop.is_set():
        try:
            found = hand_on_due(database, runtime)
            _unless_away(reap, database, runtime)
        except SQLAlchemyError:
            log.exception("database_away")
            stop.wait(PAUSE_AFTER_FAILURE_S)
            continue
        if not found:
            stop.wait(pause_s)


def _unless_away(act: Callable[[Database, Runtime], object], database: Database, runtime: Runtime) -> None:
    try:
        act(database, runtime)
    except Unavailable as error:
        log.warning("queue_away", error=error.message)
