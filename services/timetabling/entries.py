"""Entries of a version: placed, moved, pinned, given to substitutes, swapped, taken out, taken back.

Every edit goes past the referee while the version is held, so that of two edits at the same moment the
second is judged by what the first has left; what breaks a hard rule is not stored.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import time
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine.timetable.score import evaluate
from models import Timetable, TimetableEdit, TimetableEntry
from models.session import now_of
from services.access import Actor
from services.errors import Conflict, Invalid
from services.records import refuse_stale
from services.timetabling.entry_kind import Edited, entry_of_version, reread
from services.timetabling.plan import SessionKey, plan_of
from services.timetabling.refereeing import (
    Effect,
    Seat,
    Wanted,
    entries_of,
    judge,
    key_of,
    names_of,
    refuse_clashes,
)
from services.timetabling.scene import Scene, scene_of
from services.timetabling.temporary import add_temporary, remove_temporary
from services.timetabling.versions import hold_version, words_of

MAX_EDITS = 100
"""Edits of a version that can be taken back."""


class NotEditable(Conflict):
    """What is published or archived stays as it is."""

    code = "not_editable"


class AlreadyPlaced(Conflict):
    """The session has a place."""

    code = "already_placed"


class NothingToUndo(Conflict):
    """No edit is left that could be taken back."""

    code = "nothing_to_undo"


def add_entry(
    session: Session,
    *,
    actor: Actor,
    timetable_id: UUID,
    values: Mapping[str, Any],
    version: int | None = None,
) -> Edited:
    """Give a session of the week its place, or hold it once more on one date.

    The change was made upon the given version of the timetable.

    Raises
    ------
    NotFound, Stale, NotEditable, Invalid
        If there is no such version, it was changed since or is closed, or the plan has no such place.
    AlreadyPlaced
        If the session has a place, from which it can be moved.
    BreaksRules
        If a hard rule forbids it.
    """
    if "held_on" in values:
        return add_temporary(session, actor=actor, timetable_id=timetable_id, values=values, version=version)
    key = SessionKey(values["enrollment_id"], values["session_type"], values["ordinal"])

    def wanted(scene: Scene) -> Wanted:
        entry = entries_of(scene).get(key)
        if entry is not None:
            raise AlreadyPlaced(
                f"This session has a place already; move its entry {entry.id}.",
                fields={"entry_id": str(entry.id)},
            )
        return {key: _seat_from(values)}

    return _edit(session, actor=actor, timetable_id=timetable_id, version=version, wanted=wanted)


def change_entry(
    session: Session,
    *,
    actor: Actor,
    timetable_id: UUID,
    entry_id: UUID,
    values: Mapping[str, Any],
    version: int | None = None,
) -> Edited:
    """Move an entry, pin it, or name a substitute; made upon the given version of the entry.

    A pinned entry is not moved, unless the same change unpins it.

    Raises
    ------
    NotFound, Stale, NotEditable, Invalid, BreaksRules
        As for :func:`add_entry`.
    """

    def wanted(scene: Scene) -> Wanted:
        entry = _weekly_entry(session, scene.version, entry_id, version)
        return {key_of(entry): replace(Seat.of(entry), **values)}

    return _edit(session, actor=actor, timetable_id=timetable_id, wanted=wanted)


def take_out(
    session: Session, *, actor: Actor, timetable_id: UUID, entry_id: UUID, version: int | None = None
) -> Edited:
    """Take a session out of the week, so that it has no place; or one that is held on one date only.

    Raises
    ------
    NotFound, Stale, NotEditable
        As for :func:`change_entry`.
    SessionBegun
        If it was held on its date already.
    """
    entry = entry_of_version(session, timetable_id=timetable_id, entry_id=entry_id)
    if entry.held_on is not None:
        return remove_temporary(
            session, actor=actor, timetable_id=timetable_id, entry_id=entry_id, version=version
        )

    def wanted(scene: Scene) -> Wanted:
        return {key_of(_weekly_entry(session, scene.version, entry_id, version)): None}

    return _edit(session, actor=actor, timetable_id=timetable_id, wanted=wanted)


def swap(
    session: Session,
    *,
    actor: Actor,
    timetable_id: UUID,
    entry_ids: tuple[UUID, UUID],
    version: int | None = None,
) -> Edited:
    """Let two sessions change places; made upon the given version of the timetable.

    Raises
    ------
    NotFound, Stale, NotEditable, Invalid, BreaksRules
        As for :func:`add_entry`.
    """

    def wanted(scene: Scene) -> Wanted:
        first, second = (_weekly_entry(session, scene.version, entry_id, None) for entry_id in entry_ids)
        return {key_of(first): _in_place_of(second, first), key_of(second): _in_place_of(first, second)}

    return _edit(session, actor=actor, timetable_id=timetable_id, version=version, wanted=wanted)


def undo(session: Session, *, actor: Actor, timetable_id: UUID, version: int | None = None) -> Edited:
    """Take the last edit of a version back; done again, the one before it.

    Raises
    ------
    NotFound, Stale, NotEditable
        As for :func:`add_entry`.
    NothingToUndo
        If no edit is left.
    BreaksRules, Invalid
        If the tables have changed so that the sessions cannot be where they were.
    """

    def wanted(scene: Scene) -> Wanted:
        last = session.scalar(
            select(TimetableEdit)
            .where(TimetableEdit.timetable_id == timetable_id)
            .order_by(TimetableEdit.number.desc())
            .limit(1)
        )
        if last is None:
            raise NothingToUndo(f"No edit of version {scene.version.number} is left to take back.")
        session.delete(last)
        return {_key_from(plain): _seat_from_plain(plain["seat"]) for plain in last.before}

    return _edit(
        session, actor=actor, timetable_id=timetable_id, version=version, wanted=wanted, is_undo=True
    )


def _seat_from(values: Mapping[str, Any]) -> Seat:
    """The seat that a request asks for."""
    return Seat(
        weekday=values["weekday"],
        starts_at=values["starts_at"],
        room_id=values["room_id"],
        is_pinned=values.get("is_pinned", False),
        substitute_id=values.get("substitute_id"),
    )


def _edit(
    session: Session,
    *,
    actor: Actor,
    timetable_id: UUID,
    wanted: Callable[[Scene], Wanted],
    version: int | None = None,
    is_undo: bool = False,
) -> Edited:
    timetable = hold_version(session, actor=actor, timetable_id=timetable_id, version=version)
    _refuse_closed(timetable)
    scene = scene_of(session, timetable, plan_of(session, term_id=timetable.term_id))
    edit = wanted(scene)
    effect = judge(scene, edit)
    refuse_clashes(effect.violations, names_of(scene))
    if not is_undo:
        _note(session, scene, edit)
    entries = _store(session, scene, edit, effect)
    _tell(timetable, effect, at=now_of(session))
    session.flush()
    return Edited(
        timetable=timetable,
        entries=reread(session, entries),
        cost=effect.cost,
        change_by_rule=effect.change_by_rule,
    )


def _refuse_closed(timetable: Timetable) -> None:
    if timetable.status in ("published", "archived"):
        raise NotEditable(
            f"{words_of(timetable)} is {timetable.status} and stays as it is; copy it, and edit the copy."
        )


def _weekly_entry(
    session: Session, timetable: Timetable, entry_id: UUID, version: int | None
) -> TimetableEntry:
    entry = entry_of_version(session, timetable_id=timetable.id, entry_id=entry_id)
    refuse_stale("entry", is_at=entry.version, made_upon=version)
    if entry.held_on is not None:
        raise Invalid(
            f"This entry is held on {entry.held_on} only; take it out and add another.",
            fields={"entry_id": "An entry of every week."},
        )
    return entry


def _in_place_of(other: TimetableEntry, entry: TimetableEntry) -> Seat:
    own, there = Seat.of(entry), Seat.of(other)
    return replace(own, weekday=there.weekday, starts_at=there.starts_at, room_id=there.room_id)


def _store(session: Session, scene: Scene, edit: Wanted, effect: Effect) -> list[TimetableEntry]:
    stored, found = entries_of(scene), {key_of(entry): entry for entry in effect.placed.entries if entry}
    touched = []
    for key, seat in edit.items():
        entry = stored.get(key)
        if seat is None:
            if entry is not None:
                session.delete(entry)
            continue
        if entry is None:
            entry = found[key]
            session.add(entry)
        for name in ("weekday", "starts_at", "ends_at", "room_id", "is_pinned", "substitute_id"):
            setattr(entry, name, getattr(found[key], name))
        touched.append(entry)
    return touched


def _tell(timetable: Timetable, effect: Effect, *, at: Any) -> None:
    """Write on the version what the edit has made of it."""
    placed = effect.placed
    is_whole = placed.timetable.is_complete and not placed.misfits
    score = evaluate(placed.problem, placed.timetable) if is_whole else None
    timetable.cost = None if score is None else score.cost
    timetable.cost_by_rule = {} if score is None else score.cost_by_rule
    timetable.status, timetable.fingerprint, timetable.validated_at = "draft", None, None
    timetable.updated_at = at  # entries are a part of the version: its own version counts


def _note(session: Session, scene: Scene, edit: Wanted) -> None:
    """Keep what it was before, of the last edits."""
    entries = entries_of(scene)
    of_version = TimetableEdit.timetable_id == scene.version.id
    last = session.scalar(select(func.max(TimetableEdit.number)).where(of_version)) or 0
    session.add(
        TimetableEdit(
            timetable_id=scene.version.id,
            number=last + 1,
            before=[_plain(key, entries.get(key)) for key in edit],
        )
    )
    for old in session.scalars(
        select(TimetableEdit).where(of_version, TimetableEdit.number <= last + 1 - MAX_EDITS)
    ):
        session.delete(old)


def _plain(key: SessionKey, entry: TimetableEntry | None) -> dict[str, Any]:
    seat = None if entry is None else Seat.of(entry)
    return {
        "enrollment_id": str(key.enrollment_id),
        "session_type": key.session_type,
        "ordinal": key.ordinal,
        "seat": None
        if seat is None
        else {
            "weekday": seat.weekday,
            "starts_at": f"{seat.starts_at:%H:%M}",
            "room_id": str(seat.room_id),
            "is_pinned": seat.is_pinned,
            "substitute_id": None if seat.substitute_id is None else str(seat.substitute_id),
        },
    }


def _key_from(plain: Mapping[str, Any]) -> SessionKey:
    return SessionKey(UUID(plain["enrollment_id"]), plain["session_type"], plain["ordinal"])


def _seat_from_plain(plain: Mapping[str, Any] | None) -> Seat | None:
    if plain is None:
        return None
    substitute = plain["substitute_id"]
    return Seat(
        weekday=plain["weekday"],
        starts_at=time.fromisoformat(plain["starts_at"]),
        room_id=UUID(plain["room_id"]),
        is_pinned=plain["is_pinned"],
        substitute_id=None if substitute is None else UUID(substitute),
    )
