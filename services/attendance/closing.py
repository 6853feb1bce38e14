"""What becomes of sessions and check-ins that nobody deals with: jobs, in small units of work."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Session

from models import AttendanceSession, CheckIn
from models.session import Database, Who, now_of
from services.attendance.ending import complete
from services.attendance.excused import excuses_for
from services.attendance.lives import move
from services.attendance.marking import hold, mark, records_of
from services.attendance.notices import tell_missed
from services.policy import Policy, policy_of

BATCH = 20
"""Sessions in one unit of work: each has a register, and on SQLite nobody else writes meanwhile."""

Which = Callable[[Policy, datetime], ColumnElement[bool]]
Deal = Callable[[Session, AttendanceSession], None]


def close_forgotten(database: Database, tenant_id: UUID) -> int:
    """End sessions that nobody ended, as if at their planned end; how many there were."""
    return _deal_with(database, tenant_id, _forgotten, _close)


def cancel_missed(database: Database, tenant_id: UUID) -> int:
    """Cancel sessions that were not started in time, and offer makeups; how many there were.

    An institution that does not take attendance says so in its policy, and its sessions stay.
    """
    with database.unit_of_work(Who(tenant_id), read_only=True) as session:
        if not policy_of(session).cancel_missed:
            return 0
    return _deal_with(database, tenant_id, _never_started, _miss)


def settle_reviews(database: Database, tenant_id: UUID) -> int:
    """Refuse check-ins that nobody has looked at for too long; how many there were."""
    total = 0
    while True:
        with database.unit_of_work(Who(tenant_id)) as session:
            done = _settle_some(session)
        if not done:
            return total
        total += done


def _forgotten(policy: Policy, now: datetime) -> ColumnElement[bool]:
    last_end = now - timedelta(minutes=policy.end_closes_minutes)
    return and_(AttendanceSession.status == "active", AttendanceSession.ends_at < last_end)


def _never_started(policy: Policy, now: datetime) -> ColumnElement[bool]:
    # A start that was captured in time may be on its way for a while.
    closed = timedelta(minutes=policy.start_closes_minutes, seconds=policy.online_seconds)
    return and_(AttendanceSession.status == "scheduled", AttendanceSession.starts_at < now - closed)


def _close(session: Session, held: AttendanceSession) -> None:
    held.auto_closed = True
    complete(session, held, at=max(held.ends_at, held.started_at or held.ends_at))


def _miss(session: Session, held: AttendanceSession) -> None:
    move(held, to="canceled")
    held.canceled_because = "missed"
    session.flush()
    # Of what was published when it was over already nobody could have been the one to start it.
    if held.created_at < held.starts_at:
        tell_missed(session, held)


def _deal_with(database: Database, tenant_id: UUID, which: Which, deal: Deal) -> int:
    total = 0
    while True:
        with database.unit_of_work(Who(tenant_id)) as session:
            some = session.scalars(
                select(AttendanceSession)
                .where(which(policy_of(session), now_of(session)))
                .order_by(AttendanceSession.id)
                .limit(BATCH)
                .with_for_update(key_share=True)
            ).all()
            for held in some:
                deal(session, held)
        total += len(some)
        if len(some) < BATCH:
            return total


def _settle_some(session: Session) -> int:
    limit = now_of(session) - timedelta(days=policy_of(session).review_days)
    is_old = and_(CheckIn.review == "open", CheckIn.received_at < limit)
    session_id = session.scalar(select(CheckIn.session_id).where(is_old).limit(1))
    if session_id is None:
        return 0
    held = hold(session, session_id)
    lines = session.scalars(
        select(CheckIn).where(is_old, CheckIn.session_id == session_id).order_by(CheckIn.id).with_for_update()
    ).all()
    for line in lines:
        line.review, line.reviewed_at = "refused", now_of(session)
        line.photo = line.photo_until = line.encoding = None
    session.flush()
    trainees = {line.user_id for line in lines if line.user_id is not None and line.action == "check_in"}
    if held.status == "completed":
        _mark_unproved(session, held, trainees)
    return len(lines)


def _mark_unproved(session: Session, held: AttendanceSession, trainees: Collection[UUID]) -> None:
    """Mark those absent, or excused, none of whose check-ins was accepted."""
    excuses = excuses_for(session, held)
    awaited = select(CheckIn.user_id).where(
        CheckIn.session_id == held.id, CheckIn.action == "check_in", CheckIn.review == "open"
    )
    unproved = set(trainees).difference(session.scalars(awaited))
    for trainee_id, record in records_of(session, held, unproved).items():
        if record.status == "pending":
            is_excused = trainee_id in excuses
            status, by = ("excused", "excuse") if is_excused else ("absent", "job")
            mark(session, record, status, by=by)
            record.excuse_id = excuses.get(trainee_id)
    session.flush()
