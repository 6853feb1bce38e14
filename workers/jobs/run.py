"""Does one attempt of a run, in a process of its own that may die with it."""

from __future__ import annotations

import os
import signal
from threading import Event
from uuid import UUID

from models.session import Database
from services.runs.executing import execute as execute_run
from services.settings import Settings


def execute(tenant_id: str, run_id: str, attempt: str) -> None:
    """Do an attempt of a run, or hand it back on SIGTERM."""
    leaving = Event()
    signal.signal(signal.SIGTERM, lambda *_: leaving.set())
    settings = Settings.from_env(os.environ)
    # Here and not in the parent: connections do not survive the fork.
    database = Database(settings.database_url, keyring=settings.keyring)
    try:
        execute_run(
            database, tenant_id=UUID(tenant_id), run_id=UUID(run_id), attempt=int(attempt), leaving=leaving
        )
    finally:
        database.close()
