"""Does what is due again and again, until it is told to stop."""

from __future__ import annotations

from threading import Event

import structlog
from sqlalchemy.exc import SQLAlchemyError

from models.session import Database
from services.upkeep import run_due

PAUSE_S = 30.0

log = structlog.get_logger()


def schedule(database: Database, *, stop: Event, pause_s: float = PAUSE_S) -> None:
    """Do what is due, and look again every ``pause_s`` seconds, until ``stop`` is set.

    While the database is away, nothing is done and nothing is lost.
    """
    while not stop.is_set():
        try:
            run_due(database)
        except SQLAlchemyError:
            log.exception("database_away")
        stop.wait(pause_s)
