"""Stores what the engine found as a new version of a term's timetable."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from uuid import UUID

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session
from uuid_utils.compat import uuid7

from engine.timetable.score import Score
from engine.timetable.timetable import Timetable as Placements
from models import Term, Timetable, TimetableEntry
from models.session import now_of, tenant_of
from services.errors import NotFound
from services.timetabling.plan import Plan


def store_version(
    session: Session,
    plan: Plan,
    placements: Placements,
    *,
    name: str,
    score: Score | None = None,
    bound: int | None = None,
    made_from_id: UUID | None = None,
    created_by: UUID | None = None,
    pinned: Collection[int] = (),
    substitutes: Mapping[int, UUID] | None = None,
) -> Timetable:
    """Store a timetable as the next draft of its term.

    The ``placements`` are of the plan's events, in their order. Of the referee's ``score`` the costs are
    kept where every session has a place; the ``bound`` is one proved for the plan's problem. Solves and
    repairs leave ``pinned`` events where they are; ``substitutes`` teach events in place of their trainers.
    """
    version = Timetable(
        term_id=plan.ids.term,
        number=next_number(session, plan.ids.term),
        name=name,
        made_from_id=made_from_id,
        created_by=created_by,
        bound=bound,
    )
    if score is not None and placements.is_complete:
        version.cost, version.cost_by_rule = score.cost, score.cost_by_rule
    session.add(version)
    session.flush()
    rows = _rows(session, plan, placements, version.id, frozenset(pinned), substitutes or {})
    if rows:
        # At once and past the history: that the version was made is written there, and it is all new.
        session.execute(insert(TimetableEntry), rows)
    return version


def next_number(session: Session, term_id: UUID) -> int:
    """The number of a term's next version; two who ask at once get theirs one after the other.

    Raises
    ------
    NotFound
        If there is no such term.
    """
    term = session.scalar(select(Term.id).where(Term.id == term_id).with_for_update())
    if term is None:
        raise NotFound(f"There is no term {term_id}.")
    highest = session.scalar(select(func.max(Timetable.number)).where(Timetable.term_id == term_id))
    return (highest or 0) + 1


def _rows(
    session: Session,
    plan: Plan,
    placements: Placements,
    version_id: UUID,
    pinned: frozenset[int],
    substitutes: Mapping[int, UUID],
) -> list[dict[str, object]]:
    now, tenant_id = now_of(session), tenant_of(session)
    return [
        {
            "id": uuid7(),
            "tenant_id": tenant_id,
            "timetable_id": version_id,
            **plan.keys[event]._asdict(),
            **plan.times(place.slot, plan.problem.events[event].duration)._asdict(),
            "room_id": plan.ids.rooms[place.room],
            "is_pinned": event in pinned,
            "substitute_id": substitutes.get(event),
            "held_on": None,
            "created_at": now,
            "updated_at": now,
            "version": 1,
        }
        for event, place in placements.placed()
    ]
