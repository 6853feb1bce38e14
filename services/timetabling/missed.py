"""Dated sessions as the engine sees them when they are to be made up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.makeup import Booking, Calendar
from engine.makeup import Session as Missed
from engine.makeup.calendar import InvalidCalendar, check_booking
from engine.makeup.schedule import place_of
from models import AttendanceSession, TimetableEntry
from services.policy import policy_of
from services.policy.grid import minutes_of
from services.timetabling.makeups import NotMissed, TermScene
from services.timetabling.plan import SessionKey
from services.timetabling.scene import Scene


def keys_of(session: Session, held: Sequence[AttendanceSession]) -> Mapping[UUID, SessionKey]:
    """The session of the week that each dated session is, or is one more of, by its id.

    Where its entry is gone, with the version that had it, any session of the enrolment is like it.
    """
    entry_ids = {one.entry_id for one in held if one.entry_id is not None}
    rows = session.execute(
        select(TimetableEntry.id, TimetableEntry.ordinal).where(TimetableEntry.id.in_(entry_ids))
    )
    ordinals: dict[UUID | None, int] = {entry_id: ordinal for entry_id, ordinal in rows}
    return {
        one.id: SessionKey(one.enrollment_id, one.session_type, ordinals.get(one.entry_id, 1)) for one in held
    }


def as_missed(
    session: Session, term: TermScene, held: Sequence[AttendanceSession], *, field: str = "session_id"
) -> tuple[TermScene, tuple[Missed, ...]]:
    """The term with dated sessions in it that are to be made up, and these as the engine names them.

    What another version had on that date, or what was a makeup itself, is put into the calendar as it
    was to be held.

    Raises
    ------
    NotMissed
        If one is no longer planned, was held on what is no teaching day now, or two are the same
        session on one date; ``field`` is at fault.
    """
    keys, zone = keys_of(session, held), ZoneInfo(policy_of(session).time_zone)
    found: list[Missed] = []
    bookings: list[Booking] = []
    for one in held:
        event = term.scene.plan.event_of.get(keys[one.id])
        if event is None:
            raise NotMissed(
                f"Nothing like session {one.id} is planned any more.", fields={field: "No longer planned."}
            )
        missed = Missed(event, one.starts_at.astimezone(zone).date())
        if missed in found:
            raise NotMissed(
                f"Session {one.id} is the same as another on its date.", fields={field: "Named twice."}
            )
        found.append(missed)
        if not _is_in(term, missed):
            bookings.append(_booking(term, missed, one, zone, field=field))
    # Before those that are there: of two on one date, the one that is missed is taken out.
    calendar = replace(term.calendar, bookings=(*bookings, *term.calendar.bookings))
    return replace(term, calendar=calendar), tuple(found)


def _is_in(term: TermScene, missed: Missed) -> bool:
    """Whether the week has it, so that the engine knows where it was to be."""
    calendar: Calendar = replace(term.calendar, bookings=())
    placed = term.scene.placed
    try:
        place_of(placed.problem, placed.timetable, calendar, missed)
    except ValueError:
        return False
    return True


def _booking(
    term: TermScene, missed: Missed, held: AttendanceSession, zone: ZoneInfo, *, field: str
) -> Booking:
    scene: Scene = term.scene
    grid, problem = scene.plan.week.grid, scene.placed.problem
    begins = minutes_of(held.starts_at.astimezone(zone).time())
    latest = grid.slots_per_day - problem.events[missed.event].duration
    start = min(range(latest + 1), key=lambda slot: abs(grid.starts[slot] - begins))
    # A room that is no longer planned with leaves no trace: the session is taken out again.
    booking = Booking(missed.event, missed.date, start, scene.plan.room_of.get(held.room_id, 0))
    try:
        check_booking(problem, term.calendar, booking)
    except InvalidCalendar as error:
        raise NotMissed(str(error), fields={field: "On no teaching day of the term."}) from error
    return booking
