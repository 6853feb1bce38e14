"""Where else a session of the week could be, and what that would cost or break."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.timetable.alternatives import Alternative, Alternatives
from models import TimetableEntry
from services.errors import Conflict, Invalid, NotFound
from services.timetabling.naming import Document, Names, cost_document, violation_document
from services.timetabling.placing import place_in, room_in
from services.timetabling.plan import SessionKey
from services.timetabling.scene import Scene, read_scene


class BrokenTimetable(Conflict):
    """The version breaks rules under which no single move can be judged."""

    code = "broken_timetable"


class TemporaryEntry(Invalid):
    """A session of one date only has no place in the week."""

    code = "temporary_entry"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """Which of the places are wanted, and which page of them."""

    weekday: int | None = None
    room_id: UUID | None = None
    only_open: bool = False
    limit: int = 50
    cursor: str | None = None


def event_of_entry(session: Session, scene: Scene, *, entry_id: UUID) -> int:
    """The event that a weekly entry of the version stands for.

    Raises
    ------
    NotFound
        If the version has no such entry.
    TemporaryEntry, SessionsDoNotFit
        If it is held on one date only, or stands for nothing that the tables have.
    """
    for event, entry in enumerate(scene.placed.entries):
        if entry is not None and entry.id == entry_id:
            return event
    entry = session.scalar(
        select(TimetableEntry).where(
            TimetableEntry.id == entry_id, TimetableEntry.timetable_id == scene.version.id
        )
    )
    if entry is None:
        raise NotFound(f"Timetable {scene.version.id} has no entry {entry_id}.")
    if entry.held_on is not None:
        raise TemporaryEntry(
            f"Entry {entry_id} is held on {entry.held_on} only; the places for such a session are those"
            " of a makeup."
        )
    scene.refuse_misfits()
    raise NotFound(f"Timetable {scene.version.id} has no entry {entry_id}.")


def event_of_session(scene: Scene, key: SessionKey) -> int:
    """The event of a session, which may have no entry yet.

    Raises
    ------
    Invalid
        If no such session is to be held.
    """
    event = scene.plan.event_of.get(key)
    if event is None:
        word = f"{key.session_type} session {key.ordinal}"
        raise Invalid(
            f"Enrolment {key.enrollment_id} has no {word} to plan in this term.",
            fields={"ordinal": "No such session of this enrolment is planned."},
        )
    return event


def alternatives_of_entry(session: Session, *, timetable_id: UUID, entry_id: UUID, wish: Wish) -> Document:
    """Every other place of an entry's session, those that are open first, cheapest first.

    Raises
    ------
    NotFound, Invalid, Conflict
        If there is no such version or entry, the wish names what there is not, or the version is too
        broken to be judged.
    """
    scene = read_scene(session, timetable_id=timetable_id)
    return _ranked(scene, event_of_entry(session, scene, entry_id=entry_id), wish)


def alternatives_of_session(session: Session, *, timetable_id: UUID, key: SessionKey, wish: Wish) -> Document:
    """The same for a session that is told from others by its enrolment, with or without an entry.

    Raises
    ------
    NotFound, Invalid, Conflict
        As for :func:`alternatives_of_entry`.
    """
    scene = read_scene(session, timetable_id=timetable_id)
    return _ranked(scene, event_of_session(scene, key), wish)


def verdict_on(
    session: Session, *, timetable_id: UUID, entry_id: UUID, weekday: int, starts_at: time, room_id: UUID
) -> Document:
    """What moving an entry's session to a place would cost, rule by rule, and what forbids it.

    Raises
    ------
    NotFound, Invalid, Conflict
        As for :func:`alternatives_of_entry`.
    """
    scene = read_scene(session, timetable_id=timetable_id)
    event = event_of_entry(session, scene, entry_id=entry_id)
    place = place_in(scene, event, weekday, starts_at, room_id)
    names = _names(scene)
    found = _alternatives(scene, event).verdict(event, place)
    return {
        "session": names.session(event),
        "now": names.place(event, scene.placed.timetable[event]),
        "place": names.place(event, place),
        "is_open": not found.violations,
        "cost": found.cost,
        "change_by_rule": found.change_by_rule,
        "violations": [violation_document(one) for one in found.violations],
        "costs_added": [cost_document(one) for one in found.costs_added],
        "costs_saved": [cost_document(one) for one in found.costs_saved],
    }


def _names(scene: Scene) -> Names:
    return Names(plan=scene.plan, problem=scene.placed.problem, entries=scene.placed.entries)


def _alternatives(scene: Scene, event: int) -> Alternatives:
    """The engine's answer; a pin keeps solves away, not the planner who asks."""
    scene.refuse_misfits()
    try:
        return Alternatives(scene.without_pin(event), scene.placed.timetable)
    except ValueError as error:
        raise BrokenTimetable(f"{error} A repair of the version does that.") from error


def _ranked(scene: Scene, event: int, wish: Wish) -> Document:
    room = None if wish.room_id is None else room_in(scene, wish.room_id)
    first = offset_of(wish.cursor)
    found = _alternatives(scene, event).of(event)
    wanted = [
        one
        for one in found
        if room in (None, one.place.room)
        and wish.weekday in (None, scene.plan.week.grid.day(one.place.slot))
        and (one.is_open or not wish.only_open)
    ]
    names, last = _names(scene), first + wish.limit
    entry = scene.placed.entries[event]
    return {
        "session": names.session(event),
        "now": names.place(event, scene.placed.timetable[event]),
        "is_pinned": entry is not None and entry.is_pinned,
        "places": len(found),
        "open": sum(one.is_open for one in found),
        "items": _documents(names, event, wanted[first:last]),
        "next_cursor": str(last) if last < len(wanted) else None,
    }


def _documents(names: Names, event: int, found: Sequence[Alternative]) -> list[Document]:
    return [
        {
            **(names.place(event, one.place) or {}),
            "is_open": one.is_open,
            "cost": one.cost,
            "breaches": max(0, one.breaches),
            "occupant": None if one.occupant is None else names.session(one.occupant),
        }
        for one in found
    ]


def offset_of(cursor: str | None) -> int:
    """Where the page of a ranking begins: it is made anew for every page, and counted off.

    Raises
    ------
    Invalid
        If no ranking gave this cursor.
    """
    if cursor is None:
        return 0
    if not cursor.isascii() or not cursor.isdigit() or len(cursor) > len("1000000"):
        raise Invalid(
            "The cursor is not one of this list; leave it out to begin with the first page.",
            fields={"cursor": "Not a cursor of this list."},
        )
    return int(cursor)
