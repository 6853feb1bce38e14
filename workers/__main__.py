"""``python -m workers``: does what is not done while somebody waits for an answer."""

from __future__ import annotations

import os
import signal
import sys
from threading import Event

import structlog

from models.session import Database, utc_now
from services.mail import mailer_of
from services.runtime import Runtime
from services.settings import BadSettings, Settings
from workers.relay import relay

log = structlog.get_logger()


def main() -> int:
    """Run until SIGTERM or SIGINT; what is at hand is finished first."""
    try:
        settings = Settings.from_env(os.environ)
        mailer = mailer_of(settings.mail_url)
    except (BadSettings, ValueError) as error:
        print(error, file=sys.stderr)
        return 2
    stop = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    database = Database(settings.database_url, keyring=settings.keyring)
    log.info("worker_begins")
    relay(database, Runtime(clock=utc_now, mailer=mailer, base_url=settings.base_url), stop=stop)
    database.close()
    log.info("worker_ends")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
