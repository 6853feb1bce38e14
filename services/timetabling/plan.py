"""A term's problem and the rows around it: the bridge between stored timetables and the engine's."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import time
from functools import cached_property
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.timetable.formats.problem_encoder import encode_problem
from engine.timetable.problem import Placement, Problem
from engine.timetable.repair import EventTakenOver
from engine.timetable.timetable import Timetable
from models import TimetableEntry
from services.policy import policy_of
from services.policy.grid import minutes_of
from services.timetabling.assembling import ProblemIds, assemble
from services.timetabling.week import Week


class SessionKey(NamedTuple):
    """What a session of the week is told from all others by, however often the problem is assembled."""

    enrollment_id: UUID
    session_type: str
    ordinal: int


class Times(NamedTuple):
    """When a session is held, by the institution's clock; 0 is Monday."""

    weekday: int
    starts_at: time
    ends_at: time


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What is to be planned for a term: the engine's problem, and which rows its parts stand for."""

    problem: Problem
    ids: ProblemIds
    week: Week

    @cached_property
    def keys(self) -> tuple[SessionKey, ...]:
        """The session of each event."""
        seen: Counter[tuple[UUID, str]] = Counter()
        keys = []
        for event, practical in zip(self.problem.events, self.ids.practicals, strict=True):
            kind = (self.ids.enrollments[event.course], "practical" if practical else "theory")
            seen[kind] += 1
            keys.append(SessionKey(*kind, seen[kind]))
        return tuple(keys)

    @cached_property
    def event_of(self) -> Mapping[SessionKey, int]:
        """The event of each session."""
        return {key: event for event, key in enumerate(self.keys)}

    @cached_property
    def room_of(self) -> Mapping[UUID, int]:
        """The index of each room."""
        return {room_id: index for index, room_id in enumerate(self.ids.rooms)}

    @cached_property
    def trainer_of(self) -> Mapping[UUID, int]:
        """The index of each trainer."""
        return {trainer_id: index for index, trainer_id in enumerate(self.ids.trainers)}

    @cached_property
    def fingerprint(self) -> bytes:
        """The same for the same problem, and for no other."""
        document = encode_problem(self.problem, file="term")
        return hashlib.sha256(json.dumps(document).encode()).digest()

    def times(self, slot: int, duration: int) -> Times:
        """When something is held that begins in a slot."""
        grid = self.week.grid
        first = grid.slot_of_day(slot)
        begins = grid.starts[first]
        ends = grid.starts[first + duration - 1] + grid.slot_minutes
        return Times(grid.day(slot), _clock(begins), _clock(ends))

    def slot(self, weekday: int, starts_at: time) -> int | None:
        """The slot that begins then, where one does."""
        grid = self.week.grid
        start = minutes_of(starts_at)
        if weekday >= grid.days or start not in grid.starts:
            return None
        return weekday * grid.slots_per_day + grid.starts.index(start)


@dataclass(frozen=True, kw_only=True)
class Placed:
    """A stored timetable as the engine sees it.

    Parameters
    ----------
    problem
        The plan's, with what the entries say of it: pins, who stands in for whom.
    timetable
        Where each event is; None where it has no entry, or one that does not fit.
    entries
        The entry of each event.
    misfits
        Entries that the plan has no place for: their session is not held any more, their room is not
        planned with, they begin at no period, or they have another length than their session has now.
    """

    problem: Problem
    timetable: Timetable
    entries: tuple[TimetableEntry | None, ...]
    misfits: tuple[TimetableEntry, ...]


def plan_of(session: Session, *, term_id: UUID) -> Plan:
    """What is to be planned for a term.

    Raises
    ------
    NotFound, Invalid
        As :func:`~services.timetabling.assembling.assemble` does.
    """
    problem, ids = assemble(session, term_id=term_id)
    return Plan(problem=problem, ids=ids, week=Week(policy_of(session)))


def weekly_entries(session: Session, *, timetable_id: UUID) -> Sequence[TimetableEntry]:
    """The entries of a version that are held every week, in a fixed order."""
    return session.scalars(
        select(TimetableEntry)
        .where(TimetableEntry.timetable_id == timetable_id, TimetableEntry.held_on.is_(None))
        .order_by(TimetableEntry.id)
    ).all()


def place(plan: Plan, entries: Iterable[TimetableEntry]) -> Placed:
    """Put weekly entries into the plan's problem."""
    found: list[TimetableEntry | None] = [None] * len(plan.keys)
    places: list[Placement | None] = [None] * len(plan.keys)
    misfits = []
    for entry in entries:
        event = plan.event_of.get(SessionKey(entry.enrollment_id, entry.session_type, entry.ordinal))
        placement = None if event is None else _placement(plan, entry, event)
        if event is None or placement is None:
            misfits.append(entry)
            continue
        found[event], places[event] = entry, placement
    timetable = Timetable(tuple(places))
    return Placed(
        problem=_with_entries(plan, found, timetable),
        timetable=timetable,
        entries=tuple(found),
        misfits=tuple(misfits),
    )


def _placement(plan: Plan, entry: TimetableEntry, event: int) -> Placement | None:
    slot = plan.slot(entry.weekday, entry.starts_at)
    room = plan.room_of.get(entry.room_id)
    duration = plan.problem.events[event].duration
    if (
        slot is None
        or room is None
        or plan.week.grid.slot_of_day(slot) + duration > len(plan.week.grid.starts)
    ):
        return None
    is_as_long = plan.times(slot, duration).ends_at == entry.ends_at
    return Placement(slot, room) if is_as_long else None


def _with_entries(plan: Plan, entries: Sequence[TimetableEntry | None], timetable: Timetable) -> Problem:
    """The problem with pins, and with substitutes in the place of the leading trainer."""
    events = list(plan.problem.events)
    for index, entry in enumerate(entries):
        placement = timetable[index]
        if entry is not None and entry.is_pinned and placement is not None:
            events[index] = replace(events[index], pin_slot=placement.slot, pin_room=placement.room)
    problem = plan.problem.with_fitting(events=tuple(events))
    for index, entry in enumerate(entries):
        by = (
            None if entry is None or entry.substitute_id is None else plan.trainer_of.get(entry.substitute_id)
        )
        teachers = problem.courses[problem.events[index].course].teachers
        if by is not None and teachers and by not in teachers:
            problem, _ = EventTakenOver(index, teachers[0], by).apply(problem, timetable)
    return problem


def _clock(minutes: int) -> time:
    return time(*divmod(minutes, 60))
