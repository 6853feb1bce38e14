"""The web application of an installation, made from the environment."""

from __future__ import annotations

import os

from api import logs
from api.app import create_app
from api.edge import Application
from models.session import Database, utc_now
from services.mail import mailer_of
from services.runtime import Runtime
from services.settings import Settings


def application() -> Application:
    """The application that web servers run; see ``wsgi.py``.

    Raises
    ------
    BadSettings
        If the environment lacks settings.
    """
    settings = Settings.from_env(os.environ)
    logs.configure(settings.log_level)
    database = Database(settings.database_url, keyring=settings.keyring)
    runtime = Runtime(clock=utc_now, mailer=mailer_of(settings.mail_url), base_url=settings.base_url)
    return create_app(settings, database=database, runtime=runtime)
