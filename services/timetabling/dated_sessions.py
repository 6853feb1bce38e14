"""Sessions on their dates, made from the entries of a published version."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Self
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session
from uuid_utils.compat import uuid7

from models import AttendanceSession, Enrollment, TimetableEntry
from models.session import now_of, tenant_of
from services.policy.grid import minutes_of
from services.timetabling.dates import TermDates
from services.timetabling.plan import Placed, Plan


def hold_sessions(session: Session, plan: Plan, placed: Placed, *, dates: TermDates, since: datetime) -> int:
    """Store the sessions of a version's week on every teaching date of the term, from a moment on.

    Who is named as the trainer is the substitute, or else the enrolment's leading trainer. What was
    begun or cancelled on a date stays, and is not held once more on it. Gives how many sessions there are.
    """
    now, tenant_id = now_of(session), tenant_of(session)
    kept = _Kept.read(session, plan.ids.term, zone=dates.zone, since=since)
    rows = [
        {
            "id": uuid7(),
            "tenant_id": tenant_id,
            **values,
            "status": "scheduled",
            "is_makeup": False,
            "created_at": now,
            "updated_at": now,
            "version": 1,
        }
        for values in _dated(plan, placed, dates, since, kept)
    ]
    if rows:
        # At once and past the history: that the version was published is written there.
        session.execute(insert(AttendanceSession), rows)
    return len(rows)


def drop_sessions(session: Session, *, timetable_id: UUID, since: datetime) -> None:
    """Remove the sessions of a version's week that were to be held from a moment on."""
    weekly = select(TimetableEntry.id).where(
        TimetableEntry.timetable_id == timetable_id, TimetableEntry.held_on.is_(None)
    )
    session.execute(
        delete(AttendanceSession).where(
            AttendanceSession.entry_id.in_(weekly),
            AttendanceSession.status == "scheduled",
            AttendanceSession.starts_at >= since,
        ),
        execution_options={"synchronize_session": False},
    )


def stretch_of(dates: TermDates, entry: TimetableEntry, day: date) -> Mapping[str, datetime]:
    """When an entry begins and ends on a date.

    It lasts as long as the clock says at other times, also on the night on which the clock is changed.
    """
    starts_at = dates.moment(day, entry.starts_at)
    minutes = minutes_of(entry.ends_at) - minutes_of(entry.starts_at)
    return {"starts_at": starts_at, "ends_at": starts_at + timedelta(minutes=minutes)}


def leader_of(plan: Plan, event: int) -> UUID:
    """The leading trainer of an event's enrolment."""
    return plan.ids.trainers[plan.problem.courses[plan.problem.events[event].course].teachers[0]]


@dataclass(frozen=True, slots=True)
class _Kept:
    """Sessions of a week's plan that are there already, from a moment on.

    Parameters
    ----------
    begun
        Enrolment, type, ordinal and date of what was started or cancelled.
    times
        Enrolment, type and start of all.
    """

    begun: frozenset[tuple[UUID, str, int, date]]
    times: frozenset[tuple[UUID, str, datetime]]

    @classmethod
    def read(cls, session: Session, term_id: UUID, *, zone: ZoneInfo, since: datetime) -> Self:
        row = AttendanceSession
        found = session.execute(
            select(row.enrollment_id, row.session_type, row.starts_at, row.status, TimetableEntry.ordinal)
            .join(Enrollment, Enrollment.id == row.enrollment_id)
            .outerjoin(TimetableEntry, TimetableEntry.id == row.entry_id)
            .where(Enrollment.term_id == term_id, row.starts_at >= since, row.is_makeup.is_(False))
        ).all()
        return cls(
            frozenset(
                (enrollment_id, kind, ordinal, starts_at.astimezone(zone).date())
                for enrollment_id, kind, starts_at, status, ordinal in found
                if status != "scheduled" and ordinal is not None
            ),
            frozenset((enrollment_id, kind, starts_at) for enrollment_id, kind, starts_at, _, _ in found),
        )

    def has(self, entry: TimetableEntry, day: date, starts_at: datetime) -> bool:
        """Whether an entry's session of a date is among them."""
        key = (entry.enrollment_id, entry.session_type)
        return (*key, entry.ordinal, day) in self.begun or (*key, starts_at) in self.times


def _dated(
    plan: Plan, placed: Placed, dates: TermDates, since: datetime, kept: _Kept
) -> Iterator[dict[str, Any]]:
    by_weekday: dict[int, list[tuple[int, TimetableEntry]]] = {}
    for event, entry in enumerate(placed.entries):
        if entry is not None:
            by_weekday.setdefault(entry.weekday, []).append((event, entry))
    for day in dates.held_from(since.astimezone(dates.zone).date()):
        for event, entry in _held_on(plan, dates, by_weekday.get(day.weekday(), ()), day):
            stretch = stretch_of(dates, entry, day)
            if stretch["starts_at"] >= since and not kept.has(entry, day, stretch["starts_at"]):
                yield {
                    "entry_id": entry.id,
                    "enrollment_id": entry.enrollment_id,
                    "session_type": entry.session_type,
                    "trainer_id": entry.substitute_id or leader_of(plan, event),
                    "room_id": entry.room_id,
                    **stretch,
                }


def _held_on(
    plan: Plan, dates: TermDates, entries: Iterable[tuple[int, TimetableEntry]], day: date
) -> Iterator[tuple[int, TimetableEntry]]:
    return ((event, entry) for event, entry in entries if dates.is_held(plan.problem.weeks(event), day))
