"""Who is in now: the register of a session as it stands, and as it changes."""

from __future__ import annotations

import hashlib
import json
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from models import AttendanceRecord, AttendanceSession
from models.attendance_record import RECORD_STATUSES
from models.session import Database, Who
from services.access import Actor, Permission
from services.attendance.kind import RECORDS, SESSIONS
from services.errors import NotFound
from services.records import covers, visible

LOOK_S = 1.0
STILL_CHANGING = ("scheduled", "active")


@dataclass(frozen=True, slots=True)
class WhoIsIn:
    """The register of a session.

    Parameters
    ----------
    counts
        How many of the class group are in each state.
    records
        A line for each trainee that the actor may read, in order of the names.
    """

    held: AttendanceSession
    counts: Mapping[str, int]
    records: Sequence[AttendanceRecord]


@dataclass(frozen=True, slots=True)
class News:
    """A register as it stands at a moment.

    Parameters
    ----------
    stamp
        Stands for what the register says, so that a follower can say what it knows.
    """

    stamp: int
    is_open: bool
    state: dict[str, Any]


def who_is_in(session: Session, *, actor: Actor, session_id: UUID) -> WhoIsIn:
    """The register of a session as it stands.

    Raises
    ------
    NotFound
        If there is no such session whose records the actor may read.
    """
    held = session_with_records(session, actor=actor, session_id=session_id)
    records = session.scalars(
        select(AttendanceRecord)
        .where(
            AttendanceRecord.session_id == session_id,
            covers(RECORDS, actor=actor, permission=Permission.RECORDS_READ),
        )
        .options(joinedload(AttendanceRecord.trainee))
    ).all()
    by_name = sorted(records, key=lambda one: (one.trainee.last_name, one.trainee.first_name, one.id))
    return WhoIsIn(held, count_records(session, session_id), by_name)


def session_with_records(session: Session, *, actor: Actor, session_id: UUID) -> AttendanceSession:
    """A session of whose records the actor may read some.

    Raises
    ------
    NotFound
        If there is none.
    """
    readable = visible(SESSIONS, actor=actor, permission=Permission.RECORDS_READ)
    held = session.scalar(readable.where(AttendanceSession.id == session_id))
    if held is None:
        raise NotFound(f"There is no session {session_id} whose records you may read.")
    return held


def count_records(session: Session, session_id: UUID) -> Mapping[str, int]:
    """How many records of a session are in each state, counted now."""
    statuses = session.scalars(
        select(AttendanceRecord.status).where(AttendanceRecord.session_id == session_id)
    )
    counted = Counter(statuses)
    return {status: counted[status] for status in RECORD_STATUSES}


def follow(
    database: Database, who: Who, *, actor: Actor, session_id: UUID, after: int, lasts_s: float
) -> Iterator[News | None]:
    """The register whenever it has changed; None now and then while it has not.

    Ends when the session has ended, or after ``lasts_s`` seconds. Each look is a unit of work of its
    own: none is held open while nothing happens.
    """
    until = time.monotonic() + lasts_s
    while True:
        news = _look(database, who, actor=actor, session_id=session_id)
        if news is None:
            return  # no longer in reach, or replaced by another version of the timetable
        if news.stamp == after:
            yield None
        else:
            after = news.stamp
            yield news
        if not news.is_open or time.monotonic() >= until:
            return
        time.sleep(LOOK_S)


def news_of(session: Session, *, actor: Actor, session_id: UUID) -> News:
    """The register as events tell it: without names, which need not be told again and again.

    Raises
    ------
    NotFound
        If there is no such session whose records the actor may read.
    """
    held = session_with_records(session, actor=actor, session_id=session_id)
    rows = session.execute(
        select(AttendanceRecord.trainee_id, AttendanceRecord.status, AttendanceRecord.arrived_at)
        .where(
            AttendanceRecord.session_id == session_id,
            covers(RECORDS, actor=actor, permission=Permission.RECORDS_READ),
        )
        .order_by(AttendanceRecord.trainee_id)
    )
    state = {
        "session_id": str(session_id),
        "status": held.status,
        "counts": dict(count_records(session, session_id)),
        "trainees": [
            {
                "trainee_id": str(trainee_id),
                "status": status,
                "arrived_at": arrived_at and arrived_at.isoformat(),
            }
            for trainee_id, status, arrived_at in rows
        ],
    }
    digest = hashlib.sha256(json.dumps(state).encode()).digest()
    # Positive, within 63 bits, and never 0, which stands for a follower who knows nothing.
    stamp = (int.from_bytes(digest[:8]) >> 1) | 1
    return News(stamp, held.status in STILL_CHANGING, state)


def _look(database: Database, who: Who, *, actor: Actor, session_id: UUID) -> News | None:
    with database.unit_of_work(who, read_only=True) as session:
        try:
            return news_of(session, actor=actor, session_id=session_id)
        except NotFound:
            return None
