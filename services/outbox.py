"""Work for after the commit: written with the change that caused it, handed on by a relay.

A message is taken in one transaction, handed on outside of any, and marked done in another: a slow
mail server holds no lock. A relay that dies in between has its message taken again when its lease
has ended, so whatever takes messages must bear one that comes twice.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy import Table, select, text, update
from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import Session

from models import Message
from models.session import Database, Who, now_of
from services.mail import Undeliverable
from services.runs.queueing import put_run
from services.runtime import Mail, Runtime

MAX_ATTEMPTS = 8
LEASE = timedelta(minutes=5)
FIRST_PAUSE = timedelta(seconds=10)
LONGEST_PAUSE = timedelta(hours=6)
BATCH = 5
"""Few, so that a relay that is told to stop, or that meets a slow server, holds few leases."""

ADDRESS = re.compile(r"[^\s<>'\"]+@[^\s<>'\"]+")

Handler = Callable[[Runtime, Mapping[str, Any]], None]

log = structlog.get_logger()


def _send_mail(runtime: Runtime, body: Mapping[str, Any]) -> None:
    runtime.mailer.send(Mail(**body))


HANDLERS: Mapping[str, Handler] = {"mail": _send_mail, "run": put_run}
"""Who takes which kind of message."""


@dataclass(frozen=True, slots=True)
class _Taken:
    """A message on lease."""

    id: UUID
    tenant_id: UUID


def post(session: Session, *, kind: str, body: dict[str, Any], after: timedelta = timedelta()) -> Message:
    """Have something done once this unit of work is committed, not earlier than ``after`` from now."""
    message = Message(kind=kind, body=body, not_before=now_of(session) + after)
    session.add(message)
    return message


def post_mail(session: Session, mail: Mail) -> Message:
    """Have an e-mail sent once this unit of work is committed."""
    return post(session, kind="mail", body=asdict(mail))


def hand_on_due(
    database: Database, runtime: Runtime, *, handlers: Mapping[str, Handler] = HANDLERS, most: int = BATCH
) -> int:
    """Hand on the messages of all tenants that are due; how many were taken.

    What fails is tried again after growing pauses, eight times within about half a day; then it
    stays with its last error.
    """
    taken = _take_due(database, most)
    for message in taken:
        _hand_on(database, runtime, handlers, message)
    return len(taken)


def _take_due(database: Database, most: int) -> list[_Taken]:
    # The table and not the model: statements on models see the rows of one tenant only.
    outbox = Message.__table__
    assert isinstance(outbox, Table)  # noqa: S101 - what it is for every model, which the types leave open
    with database.unit_of_work() as session:
        now = now_of(session)
        if database.engine.name == "postgresql":
            session.execute(text("SET LOCAL app.relay = 'on'"))
        due = session.execute(
            select(outbox.c.id, outbox.c.tenant_id)
            .where(outbox.c.done_at.is_(None), outbox.c.not_before <= now, outbox.c.attempts < MAX_ATTEMPTS)
            .order_by(outbox.c.not_before)
            .limit(most)
            .with_for_update(skip_locked=True)
        ).all()
        session.execute(
            update(outbox)
            .where(outbox.c.id.in_([row.id for row in due]))
            .values(attempts=outbox.c.attempts + 1, not_before=now + LEASE, updated_at=now)
        )
        return [_Taken(row.id, row.tenant_id) for row in due]


def _hand_on(database: Database, runtime: Runtime, handlers: Mapping[str, Handler], taken: _Taken) -> None:
    who = Who(taken.tenant_id)
    failure: Exception | None = None
    try:
        with database.unit_of_work(who, read_only=True) as session:
            kind, body = session.execute(
                select(Message.kind, Message.body).where(Message.id == taken.id)
            ).one()
        handlers[kind](runtime, body)
    except NoResultFound:
        return  # its tenant was deleted meanwhile
    except Exception as error:  # one bad message must not hold up all others
        failure = error
        log.warning("message_failed", message=str(taken.id), error=_words(error))
    with database.unit_of_work(who) as session:
        message = session.scalar(select(Message).where(Message.id == taken.id))
        if message is not None:
            _settle(message, failure=failure, now=now_of(session))


def _settle(message: Message, *, failure: Exception | None, now: datetime) -> None:
    if failure is None:
        # What was sent may hold secrets, such as the link of a reset, and is of no further use.
        message.done_at, message.last_error, message.body = now, None, {}
        return
    message.last_error = _words(failure)[:500]
    message.not_before = now + min(FIRST_PAUSE * 4 ** (message.attempts - 1), LONGEST_PAUSE)
    if isinstance(failure, Undeliverable):
        message.attempts = MAX_ATTEMPTS


def _words(failure: Exception) -> str:
    """What went wrong, without the addresses of people that mail servers like to repeat."""
    return ADDRESS.sub("…@…", f"{type(failure).__name__}: {failure}")
