"""Makeups for many missed sessions at once: as many as possible, and those as cheaply as possible."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Self
from uuid import UUID

from sqlalchemy.orm import Session

from engine.makeup import Assignment, Closure, Horizon, Leave, MakeupIndex, assign, room_closed, teacher_away
from engine.makeup import Session as Missed
from models import Run
from services.access import Actor
from services.attendance.making_up import (
    Desk,
    agreed_place,
    missed_sessions,
    published_of,
    reread_sessions,
)
from services.errors import DomainError, Invalid
from services.runs.questions import answerable, request_question
from services.runs.task import Stored, Watch
from services.timetabling.makeups import NotMissed, TermScene
from services.timetabling.missed import as_missed

CAUSES = ("sessions", "trainer_away", "room_closed")
"""What may have been missed; exactly one of these is told."""

HELD = "session_ids"
"""Names dated sessions that were missed, which makeups are booked for; told alone."""

MAX_MISSED = 200

MAX_BOOKED = 100
"""At once: all are booked in one unit of work, which on SQLite holds off everybody else who writes."""


class NothingMissed(Invalid):
    """Nothing has to be made up."""

    code = "nothing_missed"


@dataclass(frozen=True, slots=True)
class Question:
    """What is to be made up, and where to look."""

    missed: tuple[Missed, ...]
    index: MakeupIndex
    horizon: Horizon
    held: tuple[UUID, ...] = ()
    """The dated sessions that these are, where makeups are to be booked."""


NOT_BOOKED: Mapping[str, str | None] = {"makeup_id": None, "refusal": None}


def request_makeups(session: Session, *, actor: Actor, timetable_id: UUID, values: Mapping[str, Any]) -> Run:
    """Ask for places for everything that is missed.

    Raises
    ------
    NotFound, Invalid, SessionsDoNotFit, TooManyRuns
        If there is no such version, what was missed is not told or not held, there is no date to look
        at, the version no longer fits the tables, or too many runs wait.
    """
    run = request_question(session, actor=actor, timetable_id=timetable_id, kind="makeup", values=values)
    _ask(session, TermScene.read(session, timetable_id=timetable_id), run.request)
    return run


def request_bookings(session: Session, *, actor: Actor, values: Mapping[str, Any]) -> Run:
    """Ask for makeups of many sessions that were missed or cancelled; the worker books what it finds.

    Raises
    ------
    Invalid, NotToBeMadeUp, MadeUpAlready
        If a session is not there or not the actor's to plan, is not missed, or has a makeup.
    NotPublished, SessionsDoNotFit, TooManyRuns
        If their term has no published version, it no longer fits the tables, or too many runs wait.
    """
    missed = missed_sessions(session, actor=actor, session_ids=values[HELD])
    published = published_of(session, term_id=missed[0].enrollment.term_id)
    return request_makeups(
        session, actor=actor, timetable_id=published.id, values={**dict.fromkeys(CAUSES), **values}
    )


@dataclass
class MakeupTask:
    """One assignment of makeups."""

    term: TermScene
    question: Question
    request: dict[str, Any]
    _found: Assignment | None = field(default=None, init=False)

    @classmethod
    def read(cls, session: Session, run: Run) -> Self:
        """Read the term, and what is missed of it."""
        term = TermScene.read(session, timetable_id=run.timetable_id)
        return cls(term, _ask(session, term, run.request), run.request)

    def work(self, watch: Watch) -> None:
        """Look for places for all together."""
        with answerable():
            self._found = assign(
                self.question.index,
                self.question.missed,
                self.question.horizon,
                time_limit=self.request["time_limit_s"],
                workers=self.request["workers"],
                seed=self.request["seed"],
                stop=watch.stop,
            )

    def store(self, session: Session, run: Run) -> Stored:
        """Book what was asked to be booked, unless somebody stopped that; all else are offers."""
        found = self._found
        assert found is not None  # noqa: S101 - work comes before store
        horizon = self.question.horizon
        booked = self._book(session, found) if run.cancel_requested_at is None else {}
        answer = {
            "status": str(found.status),
            "sessions": len(found.sessions),
            "placed": len(found.bookings),
            "left_out_at_least": found.left_out_at_least,
            "cost": found.cost,
            "bound": found.bound,
            "gap": found.gap,
            "earliest": horizon.first.isoformat(),
            "latest": horizon.last.isoformat(),
            "places": [
                {
                    **self.term.session(missed),
                    "missed": self.term.place(missed.event, self.question.index.place_of(missed)),
                    "place": None if place is None else self.term.place(missed.event, place),
                    "is_possible": missed not in found.impossible,
                    **booked.get(missed, NOT_BOOKED),
                }
                for missed, place in zip(found.sessions, found.places, strict=True)
            ],
            "seconds": round(found.seconds, 3),
        }
        return Stored(answer=answer)

    def _book(self, session: Session, found: Assignment) -> dict[Missed, dict[str, str | None]]:
        """Book the places for dated sessions; what was taken meanwhile is left out, with the reason."""
        if not self.question.held:
            return {}
        desk = Desk.enter(session, term_id=self.term.scene.version.term_id)
        rows = dict(zip(self.question.missed, reread_sessions(session, self.question.held), strict=True))
        booked: dict[Missed, dict[str, str | None]] = {}
        for missed, place in zip(found.sessions, found.places, strict=True):
            if place is None:
                continue
            agreed = agreed_place(self.term.scene, missed.event, place)
            try:
                makeup = desk.book(rows[missed], agreed)
            except DomainError as refusal:
                booked[missed] = {"makeup_id": None, "refusal": refusal.message}
            else:
                booked[missed] = {"makeup_id": str(makeup.id), "refusal": None}
        return booked


def _ask(session: Session, term: TermScene, request: Mapping[str, Any]) -> Question:
    if request.get(HELD):
        return _held(session, term, request)
    told = [name for name in CAUSES if request[name] is not None]
    if len(told) != 1:
        raise Invalid(
            f"Tell exactly one of {', '.join(CAUSES)}; found {' and '.join(told) or 'none'}.",
            fields={name: "Exactly one of these." for name in told or CAUSES},
        )
    horizon = term.horizon(earliest=_date(request["earliest"]), latest=_date(request["latest"]))
    if told == ["sessions"]:
        return Question(_named(session, term, request["sessions"]), term.index(), horizon)
    missed, index = _absence(term, told[0], request[told[0]])
    if not missed:
        raise NothingMissed(
            "No session of the version falls into these dates.",
            fields={told[0]: "Nothing is held then, and so nothing is missed."},
        )
    if len(missed) > MAX_MISSED:
        raise Invalid(
            f"{len(missed)} sessions are missed, at most {MAX_MISSED} are made up at once; tell fewer dates.",
            fields={told[0]: "Too many dates."},
        )
    return Question(missed, index, horizon)


def _held(session: Session, term: TermScene, request: Mapping[str, Any]) -> Question:
    held = tuple(UUID(one) for one in request[HELD])
    horizon = term.horizon(earliest=_date(request["earliest"]), latest=_date(request["latest"]))
    term, missed = as_missed(session, term, reread_sessions(session, held), field=HELD)
    return Question(missed, term.index(), horizon, held)


def _named(session: Session, term: TermScene, told: list[dict[str, str]]) -> tuple[Missed, ...]:
    missed = tuple(
        term.missed(
            session, entry_id=UUID(one["entry_id"]), on=date.fromisoformat(one["date"]), field="sessions"
        )
        for one in told
    )
    if len(set(missed)) < len(missed):
        raise NotMissed("A session is named twice.", fields={"sessions": "Each session once."})
    return missed


def _absence(term: TermScene, cause: str, told: Mapping[str, str]) -> tuple[tuple[Missed, ...], MakeupIndex]:
    """What somebody misses who is away, or what a closed room would have held, and the term then."""
    first, last = date.fromisoformat(told["starts_on"]), date.fromisoformat(told["ends_on"])
    if last < first or last < term.calendar.first or first > term.calendar.last:
        raise NothingMissed(
            f"There is no date of the term from {first} to {last}; it is from {term.calendar.first} to"
            f" {term.calendar.last}.",
            fields={cause: "Expected dates of the term, the first before the last."},
        )
    placed, plan = term.scene.placed, term.scene.plan
    if cause == "trainer_away":
        trainer = _row(plan.trainer_of, cause, told["trainer_id"])
        calendar, missed = teacher_away(
            placed.problem, placed.timetable, term.calendar, Leave(trainer, first, last)
        )
    else:
        room = _row(plan.room_of, cause, told["room_id"])
        calendar, missed = room_closed(
            placed.problem, placed.timetable, term.calendar, Closure(room, first, last)
        )
    return missed, term.index(calendar)


def _row(known: Mapping[UUID, int], cause: str, row_id: str) -> int:
    index = known.get(UUID(row_id))
    if index is None:
        raise Invalid(
            f"There is no one with the id {row_id} to plan with.",
            fields={cause: "Nobody and nothing that may be planned with has this id."},
        )
    return index


def _date(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
