"""Removes what has served its purpose, of one tenant, few rows at a time so that nobody waits long."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, cast
from uuid import UUID

from sqlalchemy import ColumnElement, CursorResult, Table, and_, delete, or_, select, update

from models import (
    CalendarFeed,
    Challenge,
    CheckIn,
    DeviceKey,
    IdempotencyKey,
    Message,
    OneTimeToken,
    RefreshToken,
    Run,
    TenantRow,
    TokenFamily,
)
from models.session import Database, Who
from services.identity.families import REFRESH_LIFETIME
from services.outbox import MAX_ATTEMPTS
from services.policy import policy_of

BATCH = 500

DONE_WORK_KEPT = timedelta(days=7)
"""Work that was handed on; what it said is gone already, only when and how often is left."""
FAILED_WORK_KEPT = timedelta(days=90)
"""Work that was given up, for whoever looks for the reason."""
ANSWERS_KEPT = timedelta(days=2)
"""Answers that a client may ask for again under the same key."""
LINKS_KEPT = timedelta(days=1)
"""Links in e-mails after they have expired."""
LOGINS_KEPT = timedelta(days=30)
"""Log-ins after their end, so that a stolen token which comes late is still known."""
REVOKED_FEEDS_KEPT = timedelta(days=30)
CHALLENGES_KEPT = timedelta(days=1)
"""Challenges after they have expired, so that one which comes late is told from a made-up one."""
OLD_KEYS_KEPT = timedelta(days=30)
"""Keys of devices after their end: the longest time that a policy lets pass between capture and sending."""
EVIDENCE_KEPT = timedelta(days=90)
"""Positions and encodings of check-ins: long enough to look into a dispute within the term."""


def purge_outbox(database: Database, tenant_id: UUID) -> int:
    """Remove work that was done a week ago, or given up three months ago; how much there was."""
    now = database.clock()
    done = Message.done_at < now - DONE_WORK_KEPT
    failed = and_(Message.attempts >= MAX_ATTEMPTS, Message.updated_at < now - FAILED_WORK_KEPT)
    return _purge(database, tenant_id, Message, or_(done, failed))


def purge_answers(database: Database, tenant_id: UUID) -> int:
    """Remove answers to POSTs that nobody repeats any more."""
    return _purge(
        database, tenant_id, IdempotencyKey, IdempotencyKey.created_at < database.clock() - ANSWERS_KEPT
    )


def purge_tokens(database: Database, tenant_id: UUID) -> int:
    """Remove links that have expired, log-ins that have ended, and refresh tokens that have expired."""
    now = database.clock()
    expired = OneTimeToken.expires_at < now - LINKS_KEPT
    ended = or_(
        TokenFamily.revoked_at < now - LOGINS_KEPT,
        TokenFamily.updated_at < now - REFRESH_LIFETIME - LOGINS_KEPT,
    )
    return (
        _purge(database, tenant_id, OneTimeToken, expired)
        + _purge(database, tenant_id, TokenFamily, ended)
        + _purge(database, tenant_id, RefreshToken, RefreshToken.expires_at < now)
    )


def purge_feeds(database: Database, tenant_id: UUID) -> int:
    """Remove calendar feeds that were revoked a month ago."""
    return _purge(
        database, tenant_id, CalendarFeed, CalendarFeed.revoked_at < database.clock() - REVOKED_FEEDS_KEPT
    )


def purge_photos(database: Database, tenant_id: UUID) -> int:
    """Remove photos of check-ins whose time is over; what was decided stays."""
    check_ins = cast(Table, CheckIn.__table__)
    over = check_ins.c.photo_until < database.clock()
    without = update(check_ins).values(photo=None, photo_until=None)
    return _in_batches(database, tenant_id, check_ins, over, without)


def purge_evidence(database: Database, tenant_id: UUID) -> int:
    """Remove positions and encodings of old check-ins; what was decided, and why, stays."""
    check_ins = cast(Table, CheckIn.__table__)
    old = and_(
        check_ins.c.received_at < database.clock() - EVIDENCE_KEPT,
        or_(check_ins.c.position.is_not(None), check_ins.c.encoding.is_not(None)),
    )
    without = update(check_ins).values(position=None, encoding=None)
    return _in_batches(database, tenant_id, check_ins, old, without)


def purge_challenges(database: Database, tenant_id: UUID) -> int:
    """Remove challenges that expired, and keys of devices that were exchanged long ago."""
    now = database.clock()
    return _purge(database, tenant_id, Challenge, Challenge.expires_at < now - CHALLENGES_KEPT) + _purge(
        database, tenant_id, DeviceKey, DeviceKey.good_until < now - OLD_KEYS_KEPT
    )


def shorten_runs(database: Database, tenant_id: UUID) -> int:
    """Forget how old runs went, step by step; what came of them stays. How many were shortened."""
    runs = cast(Table, Run.__table__)
    with database.unit_of_work(Who(tenant_id), read_only=True) as session:
        kept = timedelta(days=policy_of(session).run_history_days)
    old = and_(runs.c.finished_at < database.clock() - kept, runs.c.history != [])
    return _in_batches(database, tenant_id, runs, old, update(runs).values(history=[]))


def _purge(database: Database, tenant_id: UUID, model: type[TenantRow], which: ColumnElement[bool]) -> int:
    table = cast(Table, model.__table__)
    return _in_batches(database, tenant_id, table, which, delete(table))


def _in_batches(
    database: Database, tenant_id: UUID, table: Table, which: ColumnElement[bool], statement: Any
) -> int:
    """Apply a statement to all rows of a tenant that are meant, a transaction for each batch."""
    total = 0
    while True:
        # The table and not the model: it is no person's change, so it has no place in the history.
        some = select(table.c.id).where(table.c.tenant_id == tenant_id, which).limit(BATCH)
        with database.unit_of_work(Who(tenant_id)) as session:
            done = cast(CursorResult[Any], session.execute(statement.where(table.c.id.in_(some))))
        total += done.rowcount
        if done.rowcount < BATCH:
            return total
