"""What an edit of a version would break and cost, before anything of it is stored."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import time
from typing import Any
from uuid import UUID

from engine.timetable.constraints import Violation
from engine.timetable.problem import Problem
from engine.timetable.score import Score
from engine.timetable.surroundings import evaluate_among, surroundings
from models import TimetableEntry
from services.errors import Conflict, Invalid
from services.timetabling.naming import Document, Names, violation_document
from services.timetabling.placing import place_in
from services.timetabling.plan import Placed, SessionKey, place
from services.timetabling.scene import Scene

INCOMPLETE = "placed"
"""The rule that every session has a place, which drafts on their way do not keep yet."""

MAX_TOLD = 50
"""Clashes that a refusal tells of."""


class BreaksRules(Conflict):
    """A hard rule forbids it."""

    code = "breaks_rules"


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """Everything of a weekly entry that an edit may change."""

    weekday: int
    starts_at: time
    room_id: UUID
    is_pinned: bool = False
    substitute_id: UUID | None = None

    @classmethod
    def of(cls, entry: TimetableEntry) -> Seat:
        """An entry's."""
        return cls(
            weekday=entry.weekday,
            starts_at=entry.starts_at,
            room_id=entry.room_id,
            is_pinned=entry.is_pinned,
            substitute_id=entry.substitute_id,
        )

    @property
    def place(self) -> tuple[int, time, UUID]:
        """When and where."""
        return self.weekday, self.starts_at, self.room_id


Wanted = Mapping[SessionKey, Seat | None]
"""An edit: where sessions are to be; None where they are to have no place."""


@dataclass(frozen=True, kw_only=True)
class Effect:
    """What an edit would do.

    Parameters
    ----------
    change_by_rule
        What the version would pay more to each rule for which that differs; less, where negative.
    violations
        Hard rules that it would break and that are kept now.
    placed
        The version as it would be.
    """

    change_by_rule: Mapping[str, int]
    violations: tuple[Violation, ...]
    placed: Placed

    @property
    def cost(self) -> int:
        """What the version would cost more; negative when it would be better."""
        return sum(self.change_by_rule.values())


def entries_of(scene: Scene) -> dict[SessionKey, TimetableEntry]:
    """The weekly entries of a version, those among them that fit no longer."""
    return {key_of(entry): entry for entry in weekly(scene.placed)}


def weekly(placed: Placed) -> Iterator[TimetableEntry]:
    """The entries that were placed, then those that did not fit."""
    yield from (entry for entry in placed.entries if entry is not None)
    yield from placed.misfits


def key_of(entry: TimetableEntry) -> SessionKey:
    """The session of a weekly entry."""
    return SessionKey(entry.enrollment_id, entry.session_type, entry.ordinal)


def judge(scene: Scene, wanted: Wanted) -> Effect:
    """What an edit of a version would break and cost.

    Raises
    ------
    Invalid
        If it names a session, a time, a room or a substitute that the term's plan does not have.
    """
    held = entries_of(scene)
    for key, seat in wanted.items():
        if seat is None:
            held.pop(key, None)
        else:
            held[key] = seated(scene, key, seat, held.get(key))
    placed = place(scene.plan, held.values())
    placed = replace(placed, problem=_with_pins_of_before(scene, placed, wanted))
    before, after = _scores(scene, placed, wanted)
    return Effect(
        change_by_rule=_change_by_rule(before, after),
        violations=tuple(_new(scene, wanted, before, after)),
        placed=placed,
    )


def refuse_clashes(violations: Iterable[Violation], names: Names) -> None:
    """Refuse what breaks hard rules, in words.

    Raises
    ------
    BreaksRules
        If there is anything to refuse.
    """
    documents = [violation_words(one, names) for one in violations]
    if documents:
        raise refusal([one["reason"] for one in documents], documents)


def refusal(reasons: list[str], documents: list[Document]) -> BreaksRules:
    """The refusal that tells of clashes, in one sentence and one by one."""
    more = f", and {len(reasons) - 1} more" if len(reasons) > 1 else ""
    return BreaksRules(
        f"This breaks rules that every timetable keeps: {reasons[0]}{more}. Nothing was stored.",
        fields={"violations": documents[:MAX_TOLD]},
    )


def violation_words(violation: Violation, names: Names) -> Document:
    """A hard rule that is broken, with the sessions concerned."""
    sessions = [names.session(event) for event in violation.events[:MAX_TOLD]]
    return {**violation_document(violation), "sessions": sessions}


def names_of(scene: Scene) -> Names:
    """Names and ids of a version's sessions."""
    return Names(plan=scene.plan, problem=scene.placed.problem, entries=scene.placed.entries)


def seated(scene: Scene, key: SessionKey, seat: Seat, entry: TimetableEntry | None) -> TimetableEntry:
    """The entry of a session in a seat, which is not stored; with the id that it has if it has one.

    Raises
    ------
    Invalid
        If the plan has no such session, time, room or substitute.
    """
    event = scene.plan.event_of.get(key)
    if event is None:
        raise Invalid(
            f"This enrolment has no {key.session_type} session {key.ordinal} to plan in this term.",
            fields={"ordinal": "No such session of this enrolment is planned."},
        )
    slot = place_in(scene, event, *seat.place).slot
    if seat.substitute_id is not None:
        _check_substitute(scene, event, seat.substitute_id)
    values: dict[str, Any] = {} if entry is None else {"id": entry.id}
    return TimetableEntry(
        **values,
        **key._asdict(),
        timetable_id=scene.version.id,
        weekday=seat.weekday,
        starts_at=seat.starts_at,
        ends_at=scene.plan.times(slot, scene.plan.problem.events[event].duration).ends_at,
        room_id=seat.room_id,
        is_pinned=seat.is_pinned,
        substitute_id=seat.substitute_id,
    )


def _check_substitute(scene: Scene, event: int, trainer_id: UUID) -> None:
    index = scene.plan.trainer_of.get(trainer_id)
    course = scene.plan.problem.courses[scene.plan.problem.events[event].course]
    if index is None:
        raise Invalid(
            f"There is no active trainer {trainer_id}.",
            fields={"substitute_id": "No active trainer has this id."},
        )
    if index in course.teachers:
        raise Invalid(
            f"{scene.plan.problem.teachers[index]} teaches {course} already; a substitute is somebody else.",
            fields={"substitute_id": "Teaches it already."},
        )


def _with_pins_of_before(scene: Scene, placed: Placed, wanted: Wanted) -> Problem:
    """The problem in which pinned sessions that the edit moves without unpinning them were to stay."""
    events = list(placed.problem.events)
    for key, seat in wanted.items():
        event = scene.plan.event_of.get(key)
        if seat is None or not seat.is_pinned or event is None:
            continue
        pinned = scene.placed.problem.events[event]
        if pinned.pin_slot is not None:
            events[event] = replace(events[event], pin_slot=pinned.pin_slot, pin_room=pinned.pin_room)
    return placed.problem.with_fitting(events=tuple(events))


def _scores(scene: Scene, placed: Placed, wanted: Wanted) -> tuple[Score, Score]:
    """Verdicts on what the edit's sessions have to do with, before and after it."""
    edited = {event for key in wanted if (event := scene.plan.event_of.get(key)) is not None}
    sides = [(one.problem, one.timetable) for one in (scene.placed, placed)]
    near = frozenset().union(*(surroundings(*side, edited) for side in sides))
    before, after = (evaluate_among(*side, near) for side in sides)
    return before, after


def _change_by_rule(before: Score, after: Score) -> dict[str, int]:
    rules = sorted(before.cost_by_rule | after.cost_by_rule)
    changes = {rule: after.cost_by_rule.get(rule, 0) - before.cost_by_rule.get(rule, 0) for rule in rules}
    return {rule: change for rule, change in changes.items() if change}


def _new(scene: Scene, wanted: Wanted, before: Score, after: Score) -> Iterator[Violation]:
    """The violations that an edit is to blame for.

    What does not concern its sessions was there before, perhaps in other words: a day that is too
    long by less. Where they stay where they are, what was broken of them may have another name in it.
    """
    edited = {scene.plan.event_of.get(key) for key in wanted}
    held = entries_of(scene)
    stays = all(
        seat is not None and key in held and Seat.of(held[key]).place == seat.place
        for key, seat in wanted.items()
    )
    reasons = {(one.rule, one.reason) for one in before.violations}
    sessions = {(one.rule, one.events) for one in before.violations}
    for one in after.violations:
        is_known = (one.rule, one.reason) in reasons or (stays and (one.rule, one.events) in sessions)
        if one.rule != INCOMPLETE and not is_known and edited.intersection(one.events):
            yield one
