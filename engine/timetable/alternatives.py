"""Why one event is where it is: what every other place would cost, or what forbids it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from engine.timetable.constraints import Cost, Violation
from engine.timetable.kernel.annealer import Annealer, Engine
from engine.timetable.kernel.codes import CLOSED, FREE
from engine.timetable.kernel.state import domain_of
from engine.timetable.layout import BoolArray, Layout
from engine.timetable.problem import Placement, Problem
from engine.timetable.score import Score, check_fit
from engine.timetable.surroundings import evaluate_among, surroundings
from engine.timetable.timetable import Timetable


@dataclass(frozen=True, slots=True)
class Alternative:
    """A place where an event could be instead, all others unmoved.

    Parameters
    ----------
    cost
        What the timetable would cost more; negative when it would be better. Exact where the place
        is open; events that clash share a slot, and some rules then count the slot, some the events.
    breaches
        Hard rules that would be broken more often, without those about the room being taken.
    occupant
        An event that holds the room then; None when it is free.
    """

    place: Placement
    cost: int
    breaches: int
    occupant: int | None

    @property
    def is_open(self) -> bool:
        """Whether the event could simply be moved there."""
        return self.breaches <= 0 and self.occupant is None


@dataclass(frozen=True)
class Verdict:
    """One alternative in words, by the referee.

    Parameters
    ----------
    change_by_rule
        What the timetable would cost more, for each rule that differs.
    violations
        Hard rules that would be broken and are not now.
    costs_added, costs_saved
        What would be paid anew, and what no longer.
    """

    change_by_rule: dict[str, int]
    violations: tuple[Violation, ...]
    costs_added: tuple[Cost, ...]
    costs_saved: tuple[Cost, ...]

    @property
    def cost(self) -> int:
        """What the timetable would cost more."""
        return sum(self.change_by_rule.values())


class Alternatives:
    """A timetable, loaded once, and what moving single events of it would do.

    Parameters
    ----------
    problem
        What was planned.
    timetable
        A timetable of it, in which no room is held twice and every event is where its own limits
        allow: any feasible one.

    Raises
    ------
    ValueError
        If the timetable is not one of the problem, or breaks rules that no single move can be
        judged under.
    """

    def __init__(self, problem: Problem, timetable: Timetable) -> None:
        self._problem = problem
        self._timetable = timetable
        check_fit(problem, timetable)
        self._engine = Engine(Layout(problem))
        self._annealer = Annealer(self._engine, seed=0)
        slots = [-1 if place is None else place.slot for place in timetable.placements]
        rooms = [-1 if place is None else place.room for place in timetable.placements]
        self._annealer.load(np.array(slots, np.int32), np.array(rooms, np.int32))
        displaced = np.flatnonzero(self._annealer.state.slot != np.array(slots, np.int32))
        if len(displaced):
            name = problem.event_name(int(displaced[0]))
            raise ValueError(
                f"{name} cannot be where the timetable has it; check the timetable and mend that first."
            )

    @cached_property
    def _domain(self) -> tuple[BoolArray, BoolArray]:
        slots_ok, rooms_ok, _ = domain_of(self._engine.layout, self._engine.forms)
        return slots_ok, rooms_ok

    def of(self, event: int) -> tuple[Alternative, ...]:
        """Every other place within the event's own limits, those that are open first, cheapest first.

        Its own limits are its availability, kind of room, features, seats and pins: a place beyond
        them is not an alternative; :meth:`verdict` says what forbids it.

        Raises
        ------
        ValueError
            If there is no such event.
        """
        self._check_event(event)
        slots_ok, rooms_ok = self._domain
        bundle = int(self._engine.layout.bundle_of[event])
        slots, rooms = np.meshgrid(
            np.flatnonzero(slots_ok[bundle]), np.flatnonzero(rooms_ok[bundle]), indexing="ij"
        )
        places = np.stack([slots.ravel(), rooms.ravel()]).astype(np.int32)
        now = self._timetable[event]
        if now is not None:
            places = places[:, (places[0] != now.slot) | (places[1] != now.room)]
        hard, soft, occupant = self._annealer.price_places(event, places[0], places[1])
        found = [
            Alternative(Placement(slot, room), cost, breaches, None if holder == FREE else holder)
            for slot, room, cost, breaches, holder in zip(
                *places.tolist(), soft.tolist(), hard.tolist(), occupant.tolist(), strict=True
            )
            if holder != CLOSED
        ]
        return tuple(sorted(found, key=_by_promise))

    def verdict(self, event: int, place: Placement) -> Verdict:
        """What moving an event to a place would cost, rule by rule, and what it would break.

        Raises
        ------
        ValueError
            If there is no such event or place, or the event would end after the week does.
        """
        self._check_event(event)
        placements = list(self._timetable.placements)
        placements[event] = place
        sides = self._timetable, Timetable(tuple(placements))
        near = frozenset().union(*(surroundings(self._problem, side, (event,)) for side in sides))
        return _difference(*(evaluate_among(self._problem, side, near) for side in sides))

    def _check_event(self, event: int) -> None:
        number = len(self._problem.events)
        if not 0 <= event < number:
            raise ValueError(f"There is no event {event}; they are numbered from 0 to {number - 1}.")


def _by_promise(alternative: Alternative) -> tuple[bool, int, int, int, int]:
    place = alternative.place
    return (
        not alternative.is_open,
        alternative.breaches + (alternative.occupant is not None),
        alternative.cost,
        place.slot,
        place.room,
    )


def _difference(before: Score, after: Score) -> Verdict:
    change = {rule: cost - before.cost_by_rule[rule] for rule, cost in after.cost_by_rule.items()}
    was, now = Counter(before.costs), Counter(after.costs)
    broken = Counter(after.violations) - Counter(before.violations)
    return Verdict(
        {rule: amount for rule, amount in change.items() if amount},
        tuple(broken.elements()),
        tuple((now - was).elements()),
        tuple((was - now).elements()),
    )
