"""Sessions of one date only, such as makeups, beside the week of a published version."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.timetable.constraints import Violation
from models import AttendanceSession, Term, Timetable, TimetableEntry
from models.session import now_of
from services.access import Actor
from services.curriculum.holding import hold
from services.errors import Conflict, Invalid
from services.policy import today_of
from services.records import refuse_stale
from services.timetabling.dated_sessions import leader_of, stretch_of
from services.timetabling.dates import TermDates, dates_of
from services.timetabling.day import Clashes, clashes_on, event_like, holiday_on, place_on, temporary_on
from services.timetabling.entry_kind import Edited, entry_of_version, reread
from services.timetabling.overlaps import refuse_overlap
from services.timetabling.plan import plan_of
from services.timetabling.publishing import NotPublished
from services.timetabling.refereeing import names_of, refuse_clashes
from services.timetabling.scene import Scene, scene_of
from services.timetabling.versions import hold_version, words_of


class SessionBegun(Conflict):
    """What was held, or is being held, stays."""

    code = "session_begun"


@dataclass(frozen=True, slots=True)
class Proposal:
    """A temporary entry that is not stored yet."""

    entry: TimetableEntry
    event: int
    dates: TermDates


@dataclass(frozen=True, slots=True)
class Agreed:
    """A session of one date: its entry, and its row of attendance."""

    entry: TimetableEntry
    held: AttendanceSession


def add_temporary(
    session: Session,
    *,
    actor: Actor,
    timetable_id: UUID,
    values: Mapping[str, Any],
    version: int | None = None,
) -> Edited:
    """Hold a session once more on one date, and have its attendance taken.

    Raises
    ------
    NotFound, Stale
        If there is no such version, or it was changed since.
    NotPublished
        If it is not the published one.
    Invalid
        If the date is not in the term or past, or the plan has no such session, time or room.
    BreaksRules, SlotTaken
        If something is held, closed or free of teaching then.
    """
    # The term before its versions: whoever moves a session of it holds nothing but the term.
    hold(session, Term, session.scalars(select(Timetable.term_id).where(Timetable.id == timetable_id)))
    timetable = hold_version(session, actor=actor, timetable_id=timetable_id, version=version)
    _refuse_unpublished(timetable)
    scene = scene_of(session, timetable, plan_of(session, term_id=timetable.term_id))
    entry = hold_once(session, scene, values).entry
    return Edited(timetable=timetable, entries=reread(session, [entry]), cost=0, change_by_rule={})


def hold_once(
    session: Session, scene: Scene, values: Mapping[str, Any], *, makeup_of_id: UUID | None = None
) -> Agreed:
    """Hold a session once more on one date, in a published version that the caller holds with its term.

    Whoever holds the term is alone in booking anything of it.

    Raises
    ------
    Invalid, BreaksRules, SlotTaken
        As for :func:`add_temporary`.
    """
    proposal = _proposal(session, scene, values)
    entry = proposal.entry
    held = AttendanceSession(
        enrollment_id=entry.enrollment_id,
        session_type=entry.session_type,
        trainer_id=entry.substitute_id or leader_of(scene.plan, proposal.event),
        room_id=entry.room_id,
        is_makeup=True,
        makeup_of_id=makeup_of_id,
        **stretch_of(proposal.dates, entry, values["held_on"]),
    )
    clashes = _clashes(session, scene, proposal)
    refuse_clashes(clashes.violations, clashes.names)
    refuse_overlap(session, held)
    session.add(entry)
    session.flush()
    held.entry_id = entry.id
    session.add(held)
    scene.version.updated_at = now_of(session)  # entries are a part of the version: its own counts
    session.flush()
    return Agreed(entry, held)


def check_temporary(session: Session, scene: Scene, values: Mapping[str, Any]) -> Clashes:
    """What stands against holding a session once more on one date.

    Raises
    ------
    NotPublished, Invalid
        As for :func:`add_temporary`.
    """
    _refuse_unpublished(scene.version)
    return _clashes(session, scene, _proposal(session, scene, values))


def remove_temporary(
    session: Session, *, actor: Actor, timetable_id: UUID, entry_id: UUID, version: int | None = None
) -> Edited:
    """Take a session of one date out again, before it has begun.

    Raises
    ------
    NotFound, Stale
        If there is no such entry, or it was changed since.
    SessionBegun
        If it was held already.
    """
    timetable = hold_version(session, actor=actor, timetable_id=timetable_id)
    entry = entry_of_version(session, timetable_id=timetable_id, entry_id=entry_id)
    refuse_stale("entry", is_at=entry.version, made_upon=version)
    for held in session.scalars(select(AttendanceSession).where(AttendanceSession.entry_id == entry.id)):
        if held.status not in ("scheduled", "canceled"):
            raise SessionBegun(f"The session of {entry.held_on} is {held.status} and stays.")
        session.delete(held)
    session.flush()
    session.delete(entry)
    timetable.updated_at = now_of(session)
    session.flush()
    return Edited(timetable=timetable, entries=[], cost=0, change_by_rule={})


def _refuse_unpublished(timetable: Timetable) -> None:
    if timetable.status != "published":
        raise NotPublished(
            f"{words_of(timetable)} is {timetable.status}; sessions of one date are added to the published"
            " version."
        )


def _proposal(session: Session, scene: Scene, values: Mapping[str, Any]) -> Proposal:
    term = session.get_one(Term, scene.version.term_id)
    day: date = values["held_on"]
    _check_date(session, term, day)
    entry = TimetableEntry(
        timetable_id=scene.version.id,
        enrollment_id=values["enrollment_id"],
        session_type=values["session_type"],
        ordinal=values["ordinal"],
        weekday=day.weekday(),
        starts_at=values["starts_at"],
        room_id=values["room_id"],
        substitute_id=values.get("substitute_id"),
        held_on=day,
    )
    event = event_like(scene, entry)
    slot = place_on(scene, entry, day).slot
    entry.ends_at = scene.plan.times(slot, scene.plan.problem.events[event].duration).ends_at
    return Proposal(entry, event, dates_of(session, term))


def _check_date(session: Session, term: Term, day: date) -> None:
    if not term.starts_on <= day <= term.ends_on:
        raise Invalid(
            f"{day} is not in {term.name}, which runs from {term.starts_on} to {term.ends_on}.",
            fields={"held_on": f"From {term.starts_on} to {term.ends_on}."},
        )
    if day < today_of(session):
        raise Invalid(f"{day} is past.", fields={"held_on": "Today or later."})


def _clashes(session: Session, scene: Scene, proposal: Proposal) -> Clashes:
    day = proposal.entry.held_on
    assert day is not None  # noqa: S101 - of a temporary entry, as proposed above
    others = temporary_on(session, timetable_id=scene.version.id, day=day)
    found = clashes_on(session, scene, dates=proposal.dates, day=day, temporary=[*others, proposal.entry])
    holiday = holiday_on(session, day)
    if holiday is None:
        return found
    free = Violation("holiday", (proposal.event,), f"nothing is taught on {day}: {holiday.name}")
    return Clashes((free,), names_of(scene))
