"""The web application of an installation, made from the environment."""

from __future__ import annotations

import gc
import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from api.edge import Application


def application() -> Application:
    """The application that web servers run; see ``wsgi.py``.

    Raises
    ------
    BadSettings
        If the environment lacks settings.
    """
    # What is loaded stays for good. To look through it for garbage again and again would take a tenth of
    # the time to the first answer, and afterwards a pause now and then in the middle of one.
    gc.disable()
    try:
        return _load()
    finally:
        gc.freeze()
        gc.enable()


def _load() -> Application:
    from api.app import create_app
    from models.session import Database, utc_now
    from services import logs
    from services.mail import mailer_of
    from services.queue import queue_of
    from services.runtime import Runtime
    from services.settings import Settings

    settings = Settings.from_env(os.environ)
    logs.configure(settings.log_level)
    database = Database(settings.database_url, keyring=settings.keyring)
    runtime = Runtime(
        clock=utc_now,
        mailer=mailer_of(settings.mail_url),
        queue=queue_of(settings.queue_url),
        base_url=settings.base_url,
    )
    return create_app(settings, database=database, runtime=runtime)
