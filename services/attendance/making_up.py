"""Makeups of sessions that were missed or cancelled: where there is room, and booked at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from engine.makeup import Place, find
from engine.timetable.problem import Placement
from models import AttendanceSession, Term, Timetable
from services.access import Actor, Permission
from services.attendance.kind import SESSIONS
from services.attendance.notices import tell_group, told_of
from services.curriculum.holding import hold
from services.errors import Conflict, Invalid, NotFound
from services.records import covers, fetch, visible
from services.timetabling.makeups import PlacesPage, TermScene, ranked
from services.timetabling.missed import as_missed, keys_of
from services.timetabling.naming import Document
from services.timetabling.plan import plan_of
from services.timetabling.publishing import NotPublished
from services.timetabling.scene import Scene, scene_of
from services.timetabling.temporary import hold_once


class NotToBeMadeUp(Conflict):
    """Only what was missed or cancelled is held at another time instead."""

    code = "not_to_be_made_up"


class MadeUpAlready(Conflict):
    """The session has a makeup."""

    code = "made_up_already"


class NoPlaceFree(Conflict):
    """Between these dates there is no time and room that breaks no rule."""

    code = "no_place_free"


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreedPlace:
    """When and where a makeup is to be held."""

    held_on: date
    starts_at: time
    room_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What is wanted of a makeup.

    Parameters
    ----------
    place
        When and where; the cheapest place between the dates, where none is named.
    substitute_id
        Who teaches it; else whoever teaches the session every week.
    """

    place: AgreedPlace | None = None
    earliest: date | None = None
    latest: date | None = None
    substitute_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Desk:
    """Where makeups of a term are booked, one after the other: nobody else books until it is left."""

    session: Session
    scene: Scene

    @classmethod
    def enter(cls, session: Session, *, term_id: UUID) -> Desk:
        """Hold the term and its published version until this unit of work has ended.

        Raises
        ------
        NotPublished
            If the term has none.
        """
        # The term before its versions, as whoever publishes one: it stays the published one.
        hold(session, Term, [term_id])
        published = published_of(session, term_id=term_id)
        hold(session, Timetable, [published.id])
        session.refresh(published)
        return cls(session, scene_of(session, published, plan_of(session, term_id=term_id)))

    def book(
        self, missed: AttendanceSession, place: AgreedPlace, *, substitute_id: UUID | None = None
    ) -> AttendanceSession:
        """Hold a missed session at another time, and tell those who attend.

        Raises
        ------
        NotToBeMadeUp, MadeUpAlready
            If it is still to be held, was held, or has a makeup.
        Invalid, BreaksRules, SlotTaken
            If it cannot be held there.
        """
        refuse_unless_missed(self.session, [missed])
        key = keys_of(self.session, [missed])[missed.id]
        event = self.scene.plan.event_of.get(key)
        weekly = None if event is None else self.scene.placed.entries[event]
        values: dict[str, Any] = {
            **key._asdict(),
            "held_on": place.held_on,
            "starts_at": place.starts_at,
            "room_id": place.room_id,
            "substitute_id": substitute_id or (weekly and weekly.substitute_id),
        }
        makeup = hold_once(self.session, self.scene, values, makeup_of_id=missed.id).held
        _tell(self.session, missed, makeup)
        return makeup

    def cheapest(self, missed: AttendanceSession, wish: Wish) -> AgreedPlace:
        """The best place for a makeup between the dates of a wish.

        Raises
        ------
        Invalid, SessionsDoNotFit, NoPlaceFree
            If there is no date to look at, the version no longer fits the tables, or nothing is free.
        """
        term = TermScene.of(self.session, self.scene)
        horizon = term.horizon(earliest=wish.earliest, latest=wish.latest)
        term, (one,) = as_missed(self.session, term, [missed])
        best = next(iter(find(term.index(), one, horizon)), None)
        if best is None:
            raise NoPlaceFree(
                f"From {horizon.first} to {horizon.last} there is no time and room that breaks no rule.",
                fields={"latest": "Nothing is free until then."},
            )
        return agreed_place(self.scene, one.event, best.place)


def makeup_places(session: Session, *, actor: Actor, session_id: UUID, page: PlacesPage) -> Document:
    """A page of the places at which a session could be held instead, cheapest first.

    Raises
    ------
    NotFound
        If there is no such session that the actor may plan.
    NotToBeMadeUp
        If it is still to be held, or was held.
    NotPublished, Invalid, SessionsDoNotFit
        If its term has no published version, there is no date to look at, or the version no longer
        fits the tables.
    """
    missed = _missed(session, actor=actor, session_id=session_id)
    refuse_unless_missed(session, [missed])
    published = published_of(session, term_id=missed.enrollment.term_id)
    term = TermScene.read(session, timetable_id=published.id)
    term, (one,) = as_missed(session, term, [missed])
    return ranked(term, one, page)


def book_makeup(session: Session, *, actor: Actor, session_id: UUID, wish: Wish) -> AttendanceSession:
    """Book a makeup of a session that was missed or cancelled, checked again while nobody else books.

    Raises
    ------
    NotFound
        If there is no such session that the actor may plan.
    NotPublished, NotToBeMadeUp, MadeUpAlready, NoPlaceFree, Invalid, BreaksRules, SlotTaken
        If its term has no published version, it is not missed or has a makeup, or it cannot be held
        there.
    """
    missed = _missed(session, actor=actor, session_id=session_id)
    desk = Desk.enter(session, term_id=missed.enrollment.term_id)
    refuse_unless_missed(session, [missed])
    place = wish.place or desk.cheapest(missed, wish)
    makeup = desk.book(missed, place, substitute_id=wish.substitute_id)
    return fetch(session, SESSIONS, actor=actor, record_id=makeup.id)


def missed_sessions(
    session: Session, *, actor: Actor, session_ids: Sequence[UUID]
) -> Sequence[AttendanceSession]:
    """Missed sessions of one term that an actor may plan, in the order given.

    Raises
    ------
    Invalid
        If there is none of these ids, or they are of several terms.
    NotToBeMadeUp, MadeUpAlready
        If one is not missed, or has a makeup.
    """
    seen = visible(SESSIONS, actor=actor, permission=Permission.SESSIONS_WRITE)
    found = {one.id: one for one in session.scalars(seen.where(AttendanceSession.id.in_(session_ids)))}
    unknown = [str(one) for one in session_ids if one not in found]
    if unknown:
        raise Invalid(
            f"There is no session {unknown[0]} that you may plan.",
            fields={"session_ids": f"Not there, or not yours to plan: {', '.join(unknown[:5])}."},
        )
    if len({one.enrollment.term_id for one in found.values()}) > 1:
        raise Invalid(
            "The sessions are of several terms; ask for each term by itself.",
            fields={"session_ids": "Of one term."},
        )
    refuse_unless_missed(session, found.values())
    return [found[one] for one in session_ids]


def reread_sessions(session: Session, session_ids: Sequence[UUID]) -> Sequence[AttendanceSession]:
    """Dated sessions as they are now, in the order of their ids given.

    Raises
    ------
    NotFound
        If one is gone.
    """
    found = session.scalars(
        select(AttendanceSession)
        .where(AttendanceSession.id.in_(session_ids))
        .execution_options(populate_existing=True)
    )
    by_id = {one.id: one for one in found}
    for one in session_ids:
        if one not in by_id:
            raise NotFound(f"Session {one} is gone.")
    return [by_id[one] for one in session_ids]


def refuse_unless_missed(session: Session, sessions: Iterable[AttendanceSession]) -> None:
    """Refuse to make up for what is held, or has a makeup.

    Raises
    ------
    NotToBeMadeUp, MadeUpAlready
        If one of the sessions is, or has.
    """
    missed = list(sessions)
    for one in missed:
        if one.status != "canceled":
            raise NotToBeMadeUp(
                f"Session {one.id} is {one.status}; only what was missed or cancelled is made up for."
            )
    made_up = session.execute(
        select(AttendanceSession.makeup_of_id, AttendanceSession.id).where(
            AttendanceSession.makeup_of_id.in_([one.id for one in missed]),
            AttendanceSession.status != "canceled",
        )
    ).first()
    if made_up is not None:
        raise MadeUpAlready(
            f"Session {made_up[0]} has a makeup, {made_up[1]}; cancel that first.",
            fields={"makeup_id": str(made_up[1])},
        )


def published_of(session: Session, *, term_id: UUID) -> Timetable:
    """The published version of a term's timetable.

    Raises
    ------
    NotPublished
        If there is none.
    """
    found = session.scalar(
        select(Timetable).where(Timetable.term_id == term_id, Timetable.status == "published")
    )
    if found is None:
        raise NotPublished("No version of the term's timetable is published; makeups are held beside one.")
    return found


def agreed_place(scene: Scene, event: int, place: Place) -> AgreedPlace:
    """A place of the engine's, as it is booked."""
    grid = scene.plan.week.grid
    placement = Placement(place.date.weekday() * grid.slots_per_day + place.start, place.room)
    times = scene.plan.times(placement.slot, scene.placed.problem.events[event].duration)
    return AgreedPlace(
        held_on=place.date, starts_at=times.starts_at, room_id=scene.plan.ids.rooms[place.room]
    )


def _missed(session: Session, *, actor: Actor, session_id: UUID) -> AttendanceSession:
    """A session that the actor may plan, with no more than is asked of it here."""
    missed = session.scalar(
        select(AttendanceSession)
        .where(AttendanceSession.id == session_id, covers(SESSIONS, actor=actor, permission=SESSIONS.write))
        .options(joinedload(AttendanceSession.enrollment))
    )
    if missed is None:
        raise NotFound(f"There is no session {session_id} that you may plan.")
    return missed


def _tell(session: Session, missed: AttendanceSession, makeup: AttendanceSession) -> None:
    instead, told = told_of(session, missed), told_of(session, makeup)
    tell_group(
        session,
        makeup,
        subject=f"Makeup: {told.course}, {told.when}",
        paragraphs=[
            f"The session {instead.words} was not held.",
            f"It is made up for on {told.when} in {told.room}.",
        ],
        also=[missed.trainer_id],
    )
