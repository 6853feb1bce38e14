"""``python -m workers``: does what is not done while somebody waits for an answer.

Without an argument it hands on what the outbox holds and finds runs whose worker died. With ``solve``
it does runs, one at a time; start as many as there are cores to spare. With ``schedule`` it does what is
due again and again; of several, one at a time.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Mapping
from threading import Event

import structlog

from models.session import Database, utc_now
from services import logs
from services.mail import mailer_of
from services.queue import connect, queue_of
from services.runtime import Runtime
from services.settings import BadSettings, Settings
from workers.relay import relay
from workers.scheduler import schedule

USAGE = "Usage: python -m workers [relay | solve | schedule]"

log = structlog.get_logger()


def main(arguments: list[str]) -> int:
    """Run until SIGTERM or SIGINT; what is at hand is finished or handed back first."""
    name = arguments[0] if arguments else "relay"
    if len(arguments) > 1 or name not in DEEDS:
        print(USAGE, file=sys.stderr)
        return 2
    stop = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    try:
        settings = Settings.from_env(os.environ)
        logs.configure(settings.log_level)
        work = DEEDS[name](settings, stop)
    except (BadSettings, ValueError) as error:
        print(error, file=sys.stderr)
        return 2
    log.info("worker_begins", does=name)
    work()
    log.info("worker_ends")
    return 0


def _solving(settings: Settings, stop: Event) -> Callable[[], None]:
    # Here and not above: it takes the engine along, which the others can do without.
    from workers.solving import solve

    connection = connect(settings.queue_url)
    return lambda: solve(connection, stop=stop)


def _relaying(settings: Settings, stop: Event) -> Callable[[], None]:
    runtime = Runtime(
        clock=utc_now,
        mailer=mailer_of(settings.mail_url),
        queue=queue_of(settings.queue_url),
        base_url=settings.base_url,
    )
    database = Database(settings.database_url, keyring=settings.keyring)

    def work() -> None:
        relay(database, runtime, stop=stop)
        database.close()

    return work


def _scheduling(settings: Settings, stop: Event) -> Callable[[], None]:
    database = Database(settings.database_url, keyring=settings.keyring)

    def work() -> None:
        schedule(database, stop=stop)
        database.close()

    return work


DEEDS: Mapping[str, Callable[[Settings, Event], Callable[[], None]]] = {
    "relay": _relaying,
    "solve": _solving,
    "schedule": _scheduling,
}


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
