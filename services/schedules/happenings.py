"""What a calendar shows: the sessions of a class group, a trainer or a room on their dates."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID, uuid5

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from models import AttendanceSession, Enrollment, EnrollmentTrainer, Room, TimetableEntry
from models.session import now_of
from services.access import Actor
from services.errors import NotFound
from services.policy import policy_of
from services.schedules.feeds import Opened, subject_of
from services.schedules.subjects import (
    Subject,
    class_groups_in_reach,
    is_shown_whole,
    require_subject,
    title_of,
)
from services.schedules.week import NAMES, effective_trainers, taught_by

SHOWN_FOR = timedelta(days=120)
"""How long what has been held stays in calendars: a term."""

VERSIONS_APART = 1000
"""Changes of one dated session that count below the next version of the timetable."""

LOAD = (
    joinedload(AttendanceSession.room),
    joinedload(AttendanceSession.trainer).options(NAMES),
    joinedload(AttendanceSession.entry).joinedload(TimetableEntry.timetable),
    joinedload(AttendanceSession.enrollment).options(
        joinedload(Enrollment.course),
        joinedload(Enrollment.class_group),
        selectinload(Enrollment.trainers).joinedload(EnrollmentTrainer.trainer).options(NAMES),
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """One session in a calendar.

    Parameters
    ----------
    uid
        The same for the same session of the same week, wherever in the week another version of the
        timetable puts it: calendars move what they show instead of showing it twice.
    sequence
        Grows with every change.
    """

    uid: UUID
    sequence: int
    starts_at: datetime
    ends_at: datetime
    changed_at: datetime
    summary: str
    location: str
    description: str
    is_canceled: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Diary:
    """Everything that a calendar shows."""

    name: str
    time_zone: str
    happenings: Sequence[Happening]

    @property
    def digest(self) -> str:
        """The same for the same content, and for no other."""
        return hashlib.sha256(repr(self).encode()).hexdigest()[:32]


def diary_of(session: Session, opened: Opened) -> Diary:
    """What a feed shows at present: nothing, where its owner may no longer read the schedule.

    An empty calendar makes programs forget what they showed; no answer would leave it standing.
    """
    zone = policy_of(session).time_zone
    feed, actor = opened.feed, opened.actor
    try:
        subject = subject_of(session, feed.subject_type, feed.subject_id)
        require_subject(session, subject, actor=actor)
    except NotFound:
        return Diary(name="Timetable", time_zone=zone, happenings=())
    rows = [row for row in _dated(session, subject) if _concerns(row, subject)]
    return Diary(
        name=title_of(session, subject),
        time_zone=zone,
        happenings=tuple(_once(_shown(session, rows, subject, actor))),
    )


def _dated(session: Session, subject: Subject) -> Iterable[AttendanceSession]:
    condition = {
        "class_group": Enrollment.class_group_id == subject.id,
        "room": AttendanceSession.room_id == subject.id,
        "trainer": or_(AttendanceSession.trainer_id == subject.id, taught_by(subject.id)),
    }[subject.type]
    return session.scalars(
        select(AttendanceSession)
        .join(Enrollment, Enrollment.id == AttendanceSession.enrollment_id)
        .where(AttendanceSession.starts_at >= now_of(session) - SHOWN_FOR, condition)
        .order_by(AttendanceSession.starts_at, AttendanceSession.id)
        .options(*LOAD),
        execution_options={"include_deleted": True},
    )


def _concerns(row: AttendanceSession, subject: Subject) -> bool:
    return subject.type != "trainer" or subject.id in _trainers(row)


def _trainers(row: AttendanceSession) -> list[UUID]:
    return effective_trainers([item.trainer_id for item in row.enrollment.trainers], row.trainer_id)


def _shown(
    session: Session, rows: Iterable[AttendanceSession], subject: Subject, actor: Actor
) -> Iterator[tuple[Happening, int]]:
    """Each session with the number of the version that it comes from."""
    groups = None if is_shown_whole(subject, actor=actor) else class_groups_in_reach(session, actor=actor)
    for row in rows:
        number = 0 if row.entry is None else row.entry.timetable.number
        happening = _happening(row, number)
        is_own = groups is None or row.enrollment.class_group_id in groups or actor.user_id in _trainers(row)
        yield (happening if is_own else replace(happening, summary="Taken", description="")), number


def _happening(row: AttendanceSession, number: int) -> Happening:
    enrollment = row.enrollment
    people = {item.trainer_id: item.trainer for item in enrollment.trainers} | {row.trainer_id: row.trainer}
    trainers = ", ".join(people[user_id].full_name for user_id in _trainers(row))
    kind = f"{row.session_type}, makeup" if row.is_makeup else row.session_type
    return Happening(
        uid=_uid(row),
        sequence=number * VERSIONS_APART + row.version - 1,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        changed_at=row.updated_at,
        summary=f"{enrollment.course.title} ({kind})",
        location=place_of(row.room),
        description=f"{enrollment.course.code} for {enrollment.class_group.name}\n{trainers}",
        is_canceled=row.status == "canceled",
    )


def place_of(room: Room) -> str:
    """Where a room is, in words."""
    return f"{room.code} {room.name}, {room.building}" if room.building else f"{room.code} {room.name}"


def _uid(row: AttendanceSession) -> UUID:
    entry = row.entry
    if entry is None:
        return row.id
    when = entry.held_on or f"{row.starts_at:%G-W%V}"
    return uuid5(entry.enrollment_id, f"{entry.session_type} {entry.ordinal} {when}")


def _once(shown: Iterable[tuple[Happening, int]]) -> Iterator[Happening]:
    """Each session once, though versions that followed each other within a week both know it.

    That of the newest version has the name; one of another time, which was held before, gets its own.
    """
    by_uid: dict[UUID, list[tuple[Happening, int]]] = defaultdict(list)
    for happening, number in shown:
        by_uid[happening.uid].append((happening, number))
    for same in by_uid.values():
        same.sort(key=lambda item: (-item[1], item[0].is_canceled))
        newest = same[0][0]
        yield newest
        others = {item.starts_at: item for item, _ in same[1:] if item.starts_at != newest.starts_at}
        for starts_at, other in others.items():
            yield replace(other, uid=uuid5(other.uid, starts_at.isoformat()))
