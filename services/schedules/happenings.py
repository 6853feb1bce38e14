"""What a calendar shows: the sessions of a class group, a trainer or a room on their dates."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, cast
from uuid import UUID, uuid5

from sqlalchemy import Row
from sqlalchemy.orm import Session

from models.session import now_of
from services.access import Actor
from services.errors import NotFound
from services.policy import policy_of
from services.schedules.dated import Dated, dated_of
from services.schedules.feeds import Opened, subject_of
from services.schedules.subjects import (
    Subject,
    class_groups_in_reach,
    is_shown_whole,
    require_subject,
    title_of,
)

SHOWN_FOR = timedelta(days=120)
"""How long what has been held stays in calendars: a term."""

VERSIONS_APART = 1000
"""Changes of one dated session that count below the next version of the timetable."""


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
    dated = dated_of(session, subject, since=now_of(session) - SHOWN_FOR)
    return Diary(
        name=title_of(session, subject),
        time_zone=zone,
        happenings=tuple(_once(_shown(session, dated, subject, actor))),
    )


def _shown(
    session: Session, dated: Iterable[Dated], subject: Subject, actor: Actor
) -> Iterator[tuple[Happening, int]]:
    """Each session with the number of the version that it comes from."""
    groups = None if is_shown_whole(subject, actor=actor) else class_groups_in_reach(session, actor=actor)
    for one in dated:
        number = one.row.number or 0
        happening = _happening(one, number)
        is_own = groups is None or one.row.class_group_id in groups or actor.user_id in one.trainers
        yield (happening if is_own else replace(happening, summary="Taken", description="")), number


def _happening(one: Dated, number: int) -> Happening:
    row = one.row
    kind = f"{row.session_type}, makeup" if row.is_makeup else row.session_type
    place = f"{row.room_code} {row.room_name}"
    return Happening(
        uid=_uid(row),
        sequence=number * VERSIONS_APART + row.version - 1,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        changed_at=row.updated_at,
        summary=f"{row.course_title} ({kind})",
        location=f"{place}, {row.building}" if row.building else place,
        description=f"{row.course_code} for {row.class_group_name}\n{', '.join(one.trainers.values())}",
        is_canceled=row.status == "canceled",
    )


def _uid(row: Row[Any]) -> UUID:
    if row.number is None:
        return cast(UUID, row.id)
    when = row.held_on or f"{row.starts_at:%G-W%V}"
    return uuid5(row.planned_enrollment_id, f"{row.planned_type} {row.ordinal} {when}")


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
