"""What the referee says of a whole version, and of edits that are only thought of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from engine.timetable.constraints import Cost
from models import TimetableEntry
from services.access import Actor
from services.errors import Invalid
from services.records import fetch
from services.timetabling.entry_kind import entry_of_version, reread
from services.timetabling.naming import Document, Names, cost_document
from services.timetabling.plan import SessionKey, plan_of
from services.timetabling.publishing import misfit_words, verdict_of
from services.timetabling.refereeing import Seat, Wanted, entries_of, judge, key_of, names_of, violation_words
from services.timetabling.scene import Scene, scene_of
from services.timetabling.temporary import check_temporary
from services.timetabling.versions import TIMETABLES


@dataclass(frozen=True, slots=True, kw_only=True)
class Focus:
    """What of a verdict is wanted: what concerns somebody or a room, and how much at most."""

    class_group_id: UUID | None = None
    trainer_id: UUID | None = None
    room_id: UUID | None = None
    rule: str | None = None
    limit: int = 50


def verdict(session: Session, *, actor: Actor, timetable_id: UUID, focus: Focus) -> Document:
    """Everything that a version breaks and pays, by the tables as they are now.

    The sums are of the whole version; the lists are what the focus leaves, the dearest first.

    Raises
    ------
    NotFound, Invalid
        If there is no such version, its term cannot be planned, or the focus is nothing of it.
    """
    scene = _scene(session, actor, timetable_id)
    score, documents = verdict_of(scene)
    names, events = names_of(scene), _events_in(scene, focus)
    told = [
        one
        for one, document in zip(score.violations, documents, strict=False)
        if _is_wanted(document["rule"], one.events, focus, events)
    ]
    paid = sorted(
        (one for one in score.costs if _is_wanted(one.rule, one.events, focus, events)),
        key=lambda cost: -cost.amount,
    )
    timetable = scene.version
    return {
        "is_complete": scene.placed.timetable.is_complete,
        "is_feasible": not documents,
        "cost": score.cost,
        "cost_by_rule": score.cost_by_rule,
        "unplaced": sum(place is None for place in scene.placed.timetable.placements),
        "misfits": len(scene.placed.misfits),
        "tables_changed": None
        if timetable.fingerprint is None
        else timetable.fingerprint != scene.plan.fingerprint,
        "violation_count": len(told),
        "violations": [violation_words(one, names) for one in told[: focus.limit]],
        "cost_count": len(paid),
        "costs": [_cost(one, names) for one in paid[: focus.limit]],
    }


def unplaced(session: Session, *, actor: Actor, timetable_id: UUID, focus: Focus) -> Document:
    """The sessions of a version that have no place, and entries that fit no longer.

    Raises
    ------
    NotFound, Invalid
        As for :func:`verdict`.
    """
    scene = _scene(session, actor, timetable_id)
    names, events = names_of(scene), _events_in(scene, focus)
    missing = [
        event
        for event, place in enumerate(scene.placed.timetable.placements)
        if place is None and (events is None or event in events)
    ]
    misfits = scene.placed.misfits[: focus.limit]
    reasons = [misfit_words(entry)["reason"] for entry in misfits]
    return {
        "session_count": len(missing),
        "sessions": [
            {
                **names.session(event),
                "minutes": scene.plan.problem.events[event].duration * scene.plan.week.grid.slot_minutes,
            }
            for event in missing[: focus.limit]
        ],
        "misfit_count": len(scene.placed.misfits),
        "misfits": [
            {"entry": entry, "reason": reason}
            for entry, reason in zip(reread(session, misfits), reasons, strict=True)
        ],
    }


def check(session: Session, *, actor: Actor, timetable_id: UUID, values: Mapping[str, Any]) -> Document:
    """Whether something could be done to a version, and what it would cost; nothing is stored.

    The ``values`` are those of an entry that is to be added, or the id of one and what is to be changed.

    Raises
    ------
    NotFound, Invalid
        If there is no such version or entry, or the plan has no such place.
    """
    scene = _scene(session, actor, timetable_id)
    if "held_on" in values:
        clashes = check_temporary(session, scene, values)
        return _checked([violation_words(one, clashes.names) for one in clashes.violations], 0, {})
    effect = judge(scene, _wanted(session, scene, values))
    names = names_of(scene)
    return _checked(
        [violation_words(one, names) for one in effect.violations], effect.cost, effect.change_by_rule
    )


def _checked(violations: list[Document], cost: int, change_by_rule: Mapping[str, int]) -> Document:
    return {
        "is_open": not violations,
        "violations": violations,
        "cost": cost,
        "change_by_rule": dict(change_by_rule),
    }


def _wanted(session: Session, scene: Scene, values: Mapping[str, Any]) -> Wanted:
    changes = {name: values[name] for name in Seat.__slots__ if name in values}
    if "entry_id" in values:
        entry = entry_of_version(session, timetable_id=scene.version.id, entry_id=values["entry_id"])
        _refuse_temporary(entry)
        key = key_of(entry)
    else:
        key = SessionKey(values["enrollment_id"], values["session_type"], values["ordinal"])
    placed = entries_of(scene).get(key)
    # Only thought of: a pin says no more than that it would have to be taken off first.
    return {key: Seat(**changes) if placed is None else replace(Seat.of(placed), is_pinned=False, **changes)}


def _refuse_temporary(entry: TimetableEntry) -> None:
    if entry.held_on is not None:
        raise Invalid(
            f"This entry is held on {entry.held_on} only and stays there; ask about another one on a date.",
            fields={"entry_id": "An entry of every week."},
        )


def _scene(session: Session, actor: Actor, timetable_id: UUID) -> Scene:
    timetable = fetch(session, TIMETABLES, actor=actor, record_id=timetable_id)
    return scene_of(session, timetable, plan_of(session, term_id=timetable.term_id))


def _events_in(scene: Scene, focus: Focus) -> frozenset[int] | None:
    """The sessions that a focus leaves; None for all of them."""
    problem, ids = scene.placed.problem, scene.plan.ids
    wanted = (
        ("class_group_id", focus.class_group_id, ids.class_groups, problem.events_of_group),
        ("trainer_id", focus.trainer_id, ids.trainers, problem.events_of_teacher),
        ("room_id", focus.room_id, ids.rooms, _events_of_room(scene)),
    )
    left: frozenset[int] | None = None
    for name, row_id, known, events_of in wanted:
        if row_id is None:
            continue
        if row_id not in known:
            noun = name.removesuffix("_id").replace("_", " ")
            raise Invalid(
                f"No {noun} {row_id} takes part in this term.", fields={name: "Takes no part in the term."}
            )
        found = frozenset(events_of[known.index(row_id)])
        left = found if left is None else left & found
    return left


def _events_of_room(scene: Scene) -> list[list[int]]:
    events: list[list[int]] = [[] for _ in scene.plan.ids.rooms]
    for event, place in scene.placed.timetable.placed():
        events[place.room].append(event)
    return events


def _is_wanted(rule: str, events: Iterable[int], focus: Focus, left: frozenset[int] | None) -> bool:
    return focus.rule in (None, rule) and (left is None or not left.isdisjoint(events))


def _cost(cost: Cost, names: Names) -> Document:
    return {
        **cost_document(cost),
        "whom": None if cost.whom is None else str(cost.whom),
        "sessions": [names.session(event) for event in cost.events],
    }
