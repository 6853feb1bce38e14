"""One date of a published version: what is held then, and what stands against one session more."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.timetable.constraints import Violation
from engine.timetable.problem import DAY_NAMES, Event, Placement, Problem, Room
from engine.timetable.repair import EventTakenOver
from engine.timetable.surroundings import evaluate_among, surroundings
from engine.timetable.timetable import Timetable
from models import AttendanceSession, Holiday, RoomMaintenance, TimetableEntry
from services.errors import Invalid
from services.timetabling.closures import TeachingDates, closed_slots
from services.timetabling.dates import TermDates
from services.timetabling.naming import Names
from services.timetabling.placing import NoSuchPlace, room_in
from services.timetabling.plan import SessionKey
from services.timetabling.scene import Scene


@dataclass(frozen=True, slots=True)
class Clashes:
    """What stands against sessions of one date, and the names of those concerned."""

    violations: tuple[Violation, ...]
    names: Names


def holiday_on(session: Session, day: date) -> Holiday | None:
    """The holiday that a date is in."""
    return session.scalar(select(Holiday).where(Holiday.starts_on <= day, Holiday.ends_on >= day).limit(1))


def temporary_on(session: Session, *, timetable_id: UUID, day: date) -> Sequence[TimetableEntry]:
    """The entries that a version has for one date only, and that were not cancelled."""
    cancelled = select(AttendanceSession.id).where(
        AttendanceSession.entry_id == TimetableEntry.id, AttendanceSession.status == "canceled"
    )
    return session.scalars(
        select(TimetableEntry)
        .where(
            TimetableEntry.timetable_id == timetable_id, TimetableEntry.held_on == day, ~cancelled.exists()
        )
        .order_by(TimetableEntry.id)
    ).all()


def clashes_on(
    session: Session, scene: Scene, *, dates: TermDates, day: date, temporary: Sequence[TimetableEntry]
) -> Clashes:
    """What stands against the temporary sessions of a date, by the referee.

    They are judged among the sessions that the week has on that date, in the rooms that are open then;
    what was cancelled is not held.

    Raises
    ------
    Invalid
        If one of them names what the term's plan does not have.
    """
    cancelled = _cancelled(session, dates, day)
    held = [
        (event, place)
        for event, place in scene.placed.timetable.placed()
        if _is_held(scene, dates, day, event) and not _is_among(cancelled, scene.placed.entries[event])
    ]
    added = [(event_like(scene, entry), place_on(scene, entry, day)) for entry in temporary]
    origin = tuple(event for event, _ in (*held, *added))
    problem = replace(
        scene.placed.problem,
        grid=replace(scene.placed.problem.grid, days=len(DAY_NAMES), weeks=1),
        rooms=_rooms_on(session, scene, dates, day),
        events=(
            *(_alone(scene.placed.problem.events[event]) for event, _ in held),
            *(_alone(scene.plan.problem.events[event]) for event, _ in added),
        ),
    )
    timetable = Timetable(tuple(place for _, place in (*held, *added)))
    ours = range(len(held), len(origin))
    for event, entry in zip(ours, temporary, strict=True):
        problem = _stand_in(scene, problem, timetable, event, entry)
    names = Names(plan=scene.plan, problem=problem, origin=origin, entries=scene.placed.entries)
    return Clashes(tuple(_concerning(problem, timetable, ours)), names)


def event_like(scene: Scene, entry: TimetableEntry) -> int:
    """The event of the week that a temporary entry is one more of.

    Raises
    ------
    Invalid
        If the enrolment has no such sessions.
    """
    event = scene.plan.event_of.get(SessionKey(entry.enrollment_id, entry.session_type, entry.ordinal))
    if event is None:
        raise Invalid(
            f"This enrolment has no {entry.session_type} session {entry.ordinal} in this term, so none can be"
            " held once more.",
            fields={"ordinal": "No such session of this enrolment is planned."},
        )
    return event


def place_on(scene: Scene, entry: TimetableEntry, day: date) -> Placement:
    """The slot and the room of a temporary entry, on any day of the week.

    Raises
    ------
    NoSuchPlace
        If no period begins then, it would run past the end of the day, or the room is not planned with.
    """
    grid = scene.plan.week.grid
    begins = entry.starts_at.hour * 60 + entry.starts_at.minute
    duration = scene.plan.problem.events[event_like(scene, entry)].duration
    if begins not in grid.starts or grid.starts.index(begins) + duration > grid.slots_per_day:
        raise NoSuchPlace(
            f"A session of {duration} periods cannot begin at {entry.starts_at:%H:%M}.",
            fields={"starts_at": "The start of a period, early enough in the day."},
        )
    return Placement(
        day.weekday() * grid.slots_per_day + grid.starts.index(begins), room_in(scene, entry.room_id)
    )


def _is_held(scene: Scene, dates: TermDates, day: date, event: int) -> bool:
    place, problem = scene.placed.timetable[event], scene.plan.problem
    if place is None or problem.grid.day(place.slot) != day.weekday():
        return False
    return dates.is_held(problem.weeks(event), day)


def _is_among(cancelled: frozenset[UUID], entry: TimetableEntry | None) -> bool:
    return entry is not None and entry.id in cancelled


def _cancelled(session: Session, dates: TermDates, day: date) -> frozenset[UUID]:
    first = dates.moment(day, time.min)
    found = session.scalars(
        select(AttendanceSession.entry_id).where(
            AttendanceSession.status == "canceled",
            AttendanceSession.starts_at >= first,
            AttendanceSession.starts_at < first + timedelta(days=1),
        )
    )
    return frozenset(entry_id for entry_id in found if entry_id is not None)


def _alone(event: Event) -> Event:
    """An event of one date, which knows neither weeks nor what the week asks of it."""
    return replace(event, weeks=0, after=(), pin_slot=None, pin_room=None, previous=None)


def _rooms_on(session: Session, scene: Scene, dates: TermDates, day: date) -> tuple[Room, ...]:
    """The rooms with the slots that their maintenance closes on this very date."""
    midnight = datetime.combine(day, time.min, UTC)
    found = session.scalars(
        select(RoomMaintenance).where(
            # A day more on each side, wherever the institution's day begins.
            RoomMaintenance.starts_at < midnight + timedelta(days=2),
            RoomMaintenance.ends_at > midnight - timedelta(days=1),
        )
    ).all()
    teaching = TeachingDates(frozenset({day}), dates.zone)
    grid = replace(scene.plan.week.grid, days=len(DAY_NAMES))
    return tuple(
        replace(
            room, unavailable=closed_slots(grid, teaching, [one for one in found if one.room_id == room_id])
        )
        for room, room_id in zip(scene.placed.problem.rooms, scene.plan.ids.rooms, strict=True)
    )


def _stand_in(
    scene: Scene, problem: Problem, timetable: Timetable, event: int, entry: TimetableEntry
) -> Problem:
    if entry.substitute_id is None:
        return problem
    by = scene.plan.trainer_of.get(entry.substitute_id)
    teachers = problem.courses[problem.events[event].course].teachers
    if by is None or by in teachers:
        raise Invalid(
            f"{entry.substitute_id} is no active trainer who could stand in.",
            fields={"substitute_id": "An active trainer who does not teach it anyway."},
        )
    changed, _ = EventTakenOver(event, teachers[0], by).apply(problem, timetable)
    return changed


def _concerning(problem: Problem, timetable: Timetable, events: range) -> Iterator[Violation]:
    score = evaluate_among(problem, timetable, surroundings(problem, timetable, events))
    return (one for one in score.violations if not set(events).isdisjoint(one.events))
