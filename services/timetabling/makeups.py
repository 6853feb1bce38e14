"""Makeups: when and where a missed session could be held instead, and why it could not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice
from typing import Self
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.makeup import (
    Calendar,
    Diary,
    Horizon,
    MakeupIndex,
    Objections,
    Option,
    Place,
    Ranking,
    Touch,
    find,
)
from engine.makeup import Session as Missed
from engine.makeup.schedule import place_of
from engine.timetable.problem import Placement, Teacher
from models import TimetableEntry
from services.errors import Invalid, NotFound
from services.timetabling.alternatives import event_of_entry, offset_of
from services.timetabling.naming import Document, Names
from services.timetabling.plan import SessionKey
from services.timetabling.scene import Scene, read_scene
from services.timetabling.term_calendar import calendar_of

ONE_DAY = timedelta(days=1)


class NotMissed(Invalid):
    """What is to be made up is not held on that date."""

    code = "not_missed"


class BadHorizon(Invalid):
    """There is no date to look at."""

    code = "bad_horizon"


@dataclass(frozen=True, kw_only=True)
class TermScene:
    """A version on the dates of its term."""

    scene: Scene
    calendar: Calendar

    @classmethod
    def read(cls, session: Session, *, timetable_id: UUID) -> Self:
        """Read a version with its calendar.

        Raises
        ------
        NotFound, Invalid, SessionsDoNotFit
            If there is no such version, it can no longer be planned, or makeups could clash with
            sessions that fit no longer.
        """
        return cls.of(session, read_scene(session, timetable_id=timetable_id))

    @classmethod
    def of(cls, session: Session, scene: Scene) -> Self:
        """A version that was read already, with its calendar.

        Raises
        ------
        SessionsDoNotFit
            If makeups could clash with sessions that fit no longer.
        """
        scene.refuse_misfits()
        return cls(scene=scene, calendar=calendar_of(session, scene))

    @property
    def names(self) -> Names:
        """Names of what is planned."""
        placed = self.scene.placed
        return Names(plan=self.scene.plan, problem=placed.problem, entries=placed.entries)

    def index(self, calendar: Calendar | None = None) -> MakeupIndex:
        """The term as bits, by its calendar or one that has more."""
        placed = self.scene.placed
        return MakeupIndex(placed.problem, placed.timetable, calendar or self.calendar)

    def missed(self, session: Session, *, entry_id: UUID, on: date, field: str = "date") -> Missed:
        """The session of an entry on a date, held or not.

        Raises
        ------
        NotFound, NotMissed
            If the version has no such entry, or it is not held on that date; ``field`` is at fault.
        """
        missed, placed = Missed(self._event(session, entry_id), on), self.scene.placed
        try:
            place_of(placed.problem, placed.timetable, self.calendar, missed)
        except ValueError as error:
            raise NotMissed(str(error), fields={field: "The session is not held on this date."}) from error
        if self.calendar.holiday(on) is not None:
            raise NotMissed(
                f"Nothing is held on {on}, a holiday, and so nothing is missed.",
                fields={field: "A holiday."},
            )
        return missed

    def horizon(self, *, earliest: date | None, latest: date | None) -> Horizon:
        """The dates to look at; from tomorrow to the end of the term unless told otherwise.

        Raises
        ------
        BadHorizon
            If there is none of the term that is not past.
        """
        calendar = self.calendar
        today = calendar.today or calendar.first
        last = min(latest or calendar.last, calendar.last)
        if latest is not None and latest < max(today, calendar.first):
            words = f"The latest date, {latest}, is past, or before the term; today is {today}."
            raise BadHorizon(words, fields={"latest": "Expected a date of the term that is not past."})
        first = max(earliest or today + ONE_DAY, today, calendar.first)
        if first > last:
            raise BadHorizon(
                f"No date is left between {first} and {last}; the term ends on {calendar.last}.",
                fields={"earliest": "Expected before the latest date and the end of the term."},
            )
        return Horizon(first, last)

    def session(self, missed: Missed) -> Document:
        """A session that is missed, with its date."""
        return {"session": self.names.session(missed.event), "date": missed.date.isoformat()}

    def place(self, event: int, place: Place) -> Document:
        """A place of the calendar."""
        grid = self.scene.plan.week.grid
        placement = Placement(place.date.weekday() * grid.slots_per_day + place.start, place.room)
        return {"date": place.date.isoformat(), **(self.names.place(event, placement) or {})}

    def _event(self, session: Session, entry_id: UUID) -> int:
        entry = session.scalar(
            select(TimetableEntry).where(
                TimetableEntry.id == entry_id, TimetableEntry.timetable_id == self.scene.version.id
            )
        )
        if entry is None:
            raise NotFound(f"Timetable {self.scene.version.id} has no entry {entry_id}.")
        if entry.held_on is None:
            return event_of_entry(session, self.scene, entry_id=entry_id)
        key = SessionKey(entry.enrollment_id, entry.session_type, entry.ordinal)
        event = self.scene.plan.event_of.get(key)
        if event is None:
            raise NotMissed(
                "The session of this entry is no longer planned.", fields={"entry_id": "Not planned."}
            )
        return event


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacesPage:
    """Between which dates places are looked for, and which page of them."""

    earliest: date | None = None
    latest: date | None = None
    limit: int = 20
    cursor: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """What is missed, and which places for it are looked for."""

    entry_id: UUID
    missed_on: date
    page: PlacesPage


def makeup_options(session: Session, *, timetable_id: UUID, search: Search) -> Document:
    """Every date, time and room at which a missed session can be held instead, cheapest first.

    Raises
    ------
    NotFound, Invalid, SessionsDoNotFit
        If there is no such version or entry, nothing is missed on that date, there is no date to look
        at, or the version no longer fits the tables.
    """
    term = TermScene.read(session, timetable_id=timetable_id)
    missed = term.missed(session, entry_id=search.entry_id, on=search.missed_on)
    return ranked(term, missed, search.page)


def ranked(term: TermScene, missed: Missed, page: PlacesPage) -> Document:
    """A page of the places for a missed session of a term, cheapest first.

    Raises
    ------
    Invalid
        If there is no date to look at, or the cursor is none.
    """
    first = offset_of(page.cursor)
    horizon = term.horizon(earliest=page.earliest, latest=page.latest)
    index = term.index()
    ranking = find(index, missed, horizon)
    last = first + page.limit
    return {
        **term.session(missed),
        "missed": term.place(missed.event, index.place_of(missed)),
        "earliest": horizon.first.isoformat(),
        "latest": horizon.last.isoformat(),
        "places": len(ranking),
        "items": [_option(term, missed, ranking, one) for one in islice(ranking, first, last)],
        "next_cursor": str(last) if last < len(ranking) else None,
    }


def makeup_refusals(
    session: Session, *, timetable_id: UUID, entry_id: UUID, missed_on: date, on: date
) -> Document:
    """What speaks against each time of a date, and against each room then.

    Raises
    ------
    NotFound, Invalid, SessionsDoNotFit
        As for :func:`makeup_options`, or if the date is none of the term.
    """
    term = TermScene.read(session, timetable_id=timetable_id)
    missed = term.missed(session, entry_id=entry_id, on=missed_on)
    if on not in term.calendar:
        raise BadHorizon(
            f"{on} is not in the term, {term.calendar.first} to {term.calendar.last}.",
            fields={"on": "Expected a date of the term."},
        )
    placed = term.scene.placed
    objections = Objections(Diary(placed.problem, placed.timetable, term.calendar, [missed]), missed)
    starts = range(term.scene.plan.week.grid.slots_per_day)
    return {
        **term.session(missed),
        "on": on.isoformat(),
        "times": [_time(term, objections, on, start) for start in starts],
    }


def _option(term: TermScene, missed: Missed, ranking: Ranking, option: Option) -> Document:
    return {
        **term.place(missed.event, option.place),
        "cost": option.cost,
        "parts": option.price._asdict(),
        "touched": list(_touched(term, missed, ranking.touched(option))),
    }


def _touched(term: TermScene, missed: Missed, touches: list[Touch]) -> Iterator[Document]:
    """Who attends, with their day before and after: trainers first, as the course has them."""
    names = term.names
    course = names.problem.courses[names.problem.events[missed.event].course]
    teachers, groups = iter(course.teachers), iter(course.groups)
    for touch in touches:
        is_trainer = isinstance(touch.who, Teacher)
        row = names.trainer(next(teachers)) if is_trainer else names.class_group(next(groups))
        yield {
            "kind": "trainer" if is_trainer else "class_group",
            **row,
            "load_before": touch.load_before,
            "load_after": touch.load_after,
            "idle_before": touch.idle_before,
            "idle_after": touch.idle_after,
            "words": str(touch),
        }


def _time(term: TermScene, objections: Objections, on: date, start: int) -> Document:
    found = objections.at(on, start)
    begins = term.scene.plan.week.grid.starts[start]
    return {
        "starts_at": "{:02d}:{:02d}".format(*divmod(begins, 60)),
        "refused": list(found.general),
        "rooms": [
            {
                "room": term.names.room(room),
                "refused": [one.words for one in some],
                "codes": [str(one.reason.name).lower() for one in some],
            }
            for room, some in enumerate(found.by_room)
        ],
    }
