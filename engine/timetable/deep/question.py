"""One event asked to be elsewhere: what forbids it, what is in its way, and who is concerned."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from engine.timetable.constraints import hard_rules
from engine.timetable.constraints.overlap import clashing_pairs
from engine.timetable.kernel.annealer import Engine
from engine.timetable.kernel.compose import Composition
from engine.timetable.kernel.state import domain_of
from engine.timetable.layout import BoolArray, Layout
from engine.timetable.problem import Placement, Problem
from engine.timetable.score import evaluate
from engine.timetable.solve.proofs import counting_proofs
from engine.timetable.timetable import Timetable


@dataclass(frozen=True)
class Question:
    """An event of a feasible timetable, and where it should be.

    Parameters
    ----------
    room
        Any that the event may use when None.
    """

    problem: Problem
    timetable: Timetable
    event: int
    slot: int
    room: int | None

    @cached_property
    def layout(self) -> Layout:
        """The problem, regrouped."""
        return Layout(self.problem)

    @cached_property
    def composition(self) -> Composition:
        """The kernel of the problem, which does for it with any pins."""
        return Engine(self.layout).composition

    @cached_property
    def forbidden_by(self) -> tuple[str, ...]:
        """What speaks against the place whatever the other events do; none when nothing is known to."""
        if self._rooms:
            return tuple(proof.reason for proof in counting_proofs(Layout(self.forced())))
        name, when = self.problem.event_name(self.event), self.problem.grid.label(self.slot)
        return tuple(self._objections()) or (f"No room that {name} may use is open on {when}",)

    @cached_property
    def start(self) -> Placement:
        """Where the event is put before others move: where few hold the room, or where it is."""
        now = self.timetable[self.event]
        return min(
            (Placement(self.slot, room) for room in self._rooms),
            key=lambda place: (len(self._holders(place)), now is None or place.room != now.room),
        )

    @cached_property
    def holders(self) -> frozenset[int]:
        """Other events that hold the room of the start then."""
        return frozenset(self._holders(self.start))

    @cached_property
    def in_the_way(self) -> frozenset[int]:
        """Events that break a hard rule with the event at its start, and the event itself."""
        violations = evaluate(self.problem, self._moved(self.start)).violations
        return frozenset({self.event}.union(*(violation.events for violation in violations)))

    def with_their_people(self, events: Iterable[int]) -> frozenset[int]:
        """The events and all that share a group or a teacher with one of them."""
        rows = {row for event in events for row in self.layout.rows_of[self.layout.bundle_of[event]]}
        return frozenset(events).union(*(self.layout.rows[row].events for row in rows))

    def forced(self, free: frozenset[int] | None = None) -> Problem:
        """The problem with the event pinned to its place, and all others to theirs unless free."""
        events = list(self.problem.events)
        for index, place in self.timetable.placed():
            if free is not None and index not in free:
                events[index] = replace(events[index], pin_slot=place.slot, pin_room=place.room)
        room = self.room if self.room is not None else events[self.event].pin_room
        events[self.event] = replace(events[self.event], pin_slot=self.slot, pin_room=room)
        return replace(self.problem, events=tuple(events))

    def places(self, events: frozenset[int]) -> int:
        """How many places some events have to choose from: the size of their model."""
        slots_ok, rooms_ok, _ = self._domain
        bundles = self.layout.bundle_of[np.array(sorted(events), np.int64)]
        return int((slots_ok[bundles].sum(1) * rooms_ok[bundles].sum(1)).sum())

    def is_met_by(self, place: Placement | None) -> bool:
        """Whether a place is the one asked for."""
        return place is not None and place.slot == self.slot and self.room in (None, place.room)

    @cached_property
    def _domain(self) -> tuple[BoolArray, BoolArray, BoolArray]:
        return domain_of(self.layout, Engine(self.layout, self.composition).forms)

    @cached_property
    def _rooms(self) -> tuple[int, ...]:
        """Rooms that the event's own limits let it be in, in that slot."""
        slots_ok, rooms_ok, cells_ok = self._domain
        bundle = self.layout.bundle_of[self.event]
        end = self.slot + int(self.layout.duration[bundle])
        allowed = rooms_ok[bundle] & cells_ok[:, self.slot : end].all(1) & slots_ok[bundle, self.slot]
        return tuple(room for room in np.flatnonzero(allowed).tolist() if self.room in (None, room))

    def _objections(self) -> Iterator[str]:
        """What the referee has against the event alone there: of rooms only if one is asked for."""
        room = 0 if self.room is None else self.room
        alone = [
            Placement(self.slot, room) if index == self.event else None
            for index in range(len(self.timetable))
        ]
        for rule in hard_rules(self.problem):
            if rule.name != "placed" and (self.room is not None or not rule.needs_rooms):
                yield from (one.reason for one in rule.violations(self.problem, Timetable(tuple(alone))))

    def _moved(self, place: Placement) -> Timetable:
        placements = list(self.timetable.placements)
        placements[self.event] = place
        return Timetable(tuple(placements))

    def _holders(self, place: Placement) -> list[int]:
        inside = [
            index for index, at in self.timetable.placed() if at.room == place.room and index != self.event
        ]
        pairs = clashing_pairs(self.problem, self._moved(place), [*inside, self.event])
        return [first for first, second, _ in pairs if second == self.event]
