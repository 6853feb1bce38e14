"""Counts what has changed: records and feedback on their sessions, and each trainee's course totals.

A session whose records change is marked in the same unit of work; what is marked is counted here, from
the rows themselves and never by adding to what was counted before. So it may be done again at any time,
in part or as a whole, and by several at once.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Table, bindparam, delete, func, insert, select, update
from sqlalchemy.orm import Session
from uuid_utils.compat import uuid7

from models import AttendanceRecord, AttendanceSession, AttendanceTotal, Enrollment, SessionFeedback
from models.attendance_record import RECORD_STATUSES
from models.session import Database, Who, now_of, tenant_of
from services.attendance.feedback import RATINGS
from services.curriculum.holding import hold

BATCH = 20
"""Enrolments at once: a few hundred sessions, which are held for some hundredths of a second."""

COUNTED = tuple(f"{status}_count" for status in RECORD_STATUSES)

_sessions = cast(Table, AttendanceSession.__table__)
_totals = cast(Table, AttendanceTotal.__table__)


def count_attendance(database: Database, tenant_id: UUID) -> int:
    """Count the sessions of a tenant that are marked, a few enrolments at a time; how many there were."""
    total, last = 0, None
    while True:
        with database.unit_of_work(Who(tenant_id), read_only=True) as session:
            batch = _enrollments_to_count(session, after=last)
        if not batch:
            return total
        with database.unit_of_work(Who(tenant_id)) as session:
            total += _count(session, batch)
        last = batch[-1]


def recount_attendance(database: Database, tenant_id: UUID) -> int:
    """Count all sessions of a tenant from the beginning; how many there are."""
    with database.unit_of_work(Who(tenant_id)) as session:
        # In the order of their ids, as everybody does: an update takes rows as they come.
        of_tenant = select(_sessions.c.id).where(_sessions.c.tenant_id == tenant_id).order_by(_sessions.c.id)
        session.execute(of_tenant.with_for_update(key_share=True)).all()
        session.execute(update(_sessions).where(_sessions.c.tenant_id == tenant_id).values(is_uncounted=True))
        taught = select(_sessions.c.enrollment_id).where(_sessions.c.tenant_id == tenant_id)
        session.execute(
            delete(_totals).where(_totals.c.tenant_id == tenant_id, _totals.c.enrollment_id.not_in(taught))
        )
    return count_attendance(database, tenant_id)


def _enrollments_to_count(session: Session, *, after: UUID | None) -> Sequence[UUID]:
    column = AttendanceSession.enrollment_id
    marked = select(column).where(AttendanceSession.is_uncounted).distinct().order_by(column).limit(BATCH)
    return session.scalars(marked if after is None else marked.where(column > after)).all()


def _count(session: Session, enrollment_ids: Sequence[UUID]) -> int:
    """Count the marked sessions of some enrolments, and all of the enrolments' totals."""
    hold(session, Enrollment, enrollment_ids)
    # A session whose records are being changed just now stays marked, and is counted the next time.
    marked = session.scalars(
        select(AttendanceSession.id)
        .where(AttendanceSession.enrollment_id.in_(enrollment_ids), AttendanceSession.is_uncounted)
        .order_by(AttendanceSession.id)
        .with_for_update(key_share=True, skip_locked=True)
    ).all()
    if marked:
        _count_sessions(session, marked)
        _count_totals(session, enrollment_ids)
    return len(marked)


def _count_sessions(session: Session, session_ids: Sequence[UUID]) -> None:
    rows: dict[UUID, Counter[str]] = {session_id: Counter() for session_id in session_ids}
    of_records = (
        select(AttendanceRecord.session_id, AttendanceRecord.status, func.count())
        .where(AttendanceRecord.session_id.in_(session_ids))
        .group_by(AttendanceRecord.session_id, AttendanceRecord.status)
    )
    for session_id, status, count in session.execute(of_records):
        rows[session_id][f"{status}_count"] = count
    sums = [func.sum(getattr(SessionFeedback, rating)).label(f"{rating}_sum") for rating in RATINGS]
    of_feedback = (
        select(SessionFeedback.session_id, func.count().label("feedback_count"), *sums)
        .where(SessionFeedback.session_id.in_(session_ids))
        .group_by(SessionFeedback.session_id)
    )
    for found in session.execute(of_feedback):
        values = dict(found._mapping)
        rows[values.pop("session_id")].update(values)
    _write_sessions(session, rows)


def _write_sessions(session: Session, rows: Mapping[UUID, Counter[str]]) -> None:
    # The table and not the model: it is no person's change, so it has neither version nor history.
    names = (*COUNTED, "feedback_count", *(f"{rating}_sum" for rating in RATINGS))
    session.connection().execute(
        update(_sessions)
        .where(_sessions.c.tenant_id == tenant_of(session), _sessions.c.id == bindparam("counted_id"))
        .values(is_uncounted=False, **{name: bindparam(f"new_{name}") for name in names}),
        [
            {"counted_id": session_id, **{f"new_{name}": counts[name] for name in names}}
            for session_id, counts in rows.items()
        ],
    )


def _count_totals(session: Session, enrollment_ids: Sequence[UUID]) -> None:
    """Bring the totals of some enrolments up to date; those that are right already are not written."""
    wanted = _records_by_trainee(session, enrollment_ids)
    tenant_id, outdated = tenant_of(session), []
    kept = select(_totals).where(
        _totals.c.tenant_id == tenant_id, _totals.c.enrollment_id.in_(enrollment_ids)
    )
    for row in session.execute(kept).mappings():
        key = (row["enrollment_id"], row["trainee_id"])
        if key in wanted and all(row[name] == wanted[key][name] for name in COUNTED):
            del wanted[key]
        else:
            outdated.append(row["id"])
    if outdated:
        session.execute(delete(_totals).where(_totals.c.tenant_id == tenant_id, _totals.c.id.in_(outdated)))
    if wanted:
        session.execute(insert(_totals), [_total(session, *key, counts) for key, counts in wanted.items()])


def _records_by_trainee(
    session: Session, enrollment_ids: Sequence[UUID]
) -> dict[tuple[UUID, UUID], Counter[str]]:
    """How many records of each status an enrolment's trainees have in sessions that were not cancelled."""
    held = select(AttendanceSession.id, AttendanceSession.enrollment_id).where(
        AttendanceSession.enrollment_id.in_(enrollment_ids), AttendanceSession.status != "canceled"
    )
    enrollment_of = {session_id: enrollment_id for session_id, enrollment_id in session.execute(held)}
    # Named one by one and not joined: PostgreSQL reads all records of an institution for the join as long
    # as it has not looked at a table that grows fast, ten times as long.
    of_records = select(AttendanceRecord.session_id, AttendanceRecord.trainee_id, AttendanceRecord.status)
    counts: dict[tuple[UUID, UUID], Counter[str]] = defaultdict(Counter)
    for session_id, trainee_id, status in session.execute(
        of_records.where(AttendanceRecord.session_id.in_(enrollment_of))
    ):
        counts[enrollment_of[session_id], trainee_id][f"{status}_count"] += 1
    return counts


def _total(session: Session, enrollment_id: UUID, trainee_id: UUID, counts: Counter[str]) -> dict[str, Any]:
    now = now_of(session)
    return {
        "id": uuid7(),
        "tenant_id": tenant_of(session),
        "enrollment_id": enrollment_id,
        "trainee_id": trainee_id,
        **{name: counts[name] for name in COUNTED},
        "created_at": now,
        "updated_at": now,
    }
