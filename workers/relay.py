"""Hands on what the outbox holds, until it is told to stop."""

from __future__ import annotations

from threading import Event

import structlog
from sqlalchemy.exc import SQLAlchemyError

from models.session import Database
from services.outbox import hand_on_due
from services.runtime import Runtime

PAUSE_S = 1.0
PAUSE_AFTER_FAILURE_S = 5.0

log = structlog.get_logger()


def relay(database: Database, runtime: Runtime, *, stop: Event, pause_s: float = PAUSE_S) -> None:
    """Hand on due messages, and look again every ``pause_s`` seconds, until ``stop`` is set.

    A message that is being handed on is finished first. While the database is away the relay waits.
    """
    while not stop.is_set():
        try:
            found = hand_on_due(database, runtime)
        except SQLAlchemyError:
            log.exception("database_away")
            stop.wait(PAUSE_AFTER_FAILURE_S)
            continue
        if not found:
            stop.wait(pause_s)
