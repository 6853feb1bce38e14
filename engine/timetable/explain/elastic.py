"""How little must be relaxed for facts to hold together, and where.

The facts are lifted from the problem and each is given an amount by which a timetable breaks it;
CP-SAT then finds the smallest amounts.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from engine import cp_sat
from engine.timetable.explain.event_facts import Ordered, Pinned, Teaching
from engine.timetable.explain.fact import Fact, Places
from engine.timetable.explain.feasibility import feasibility_model
from engine.timetable.explain.supply_facts import HeldIn, RoomSupply
from engine.timetable.explain.witness import look_for_timetable, with_rooms_matched
from engine.timetable.layout import Layout
from engine.timetable.model import Literal, Model
from engine.timetable.problem import Placement, Problem
from engine.timetable.solve.limits import Limits
from engine.timetable.timetable import Timetable

STRATEGIES = ("max_lp",)
"""CP-SAT's strategy. The linear relaxation is all but exact here, and this makes full use of it: 1 to 4 s on
colleges where the default portfolio proves nothing in 60. A second one beside it proves nothing sooner."""

UNDECIDED = -1
"""The room of an event in a model without rooms."""

WITNESS_S = 0.1
"""Seconds to look for a timetable where rooms cannot be matched."""


@dataclass(frozen=True)
class Relaxation:
    """One fact relaxed by so many units.

    Parameters
    ----------
    amount
        Units of the fact: slots to open, events to leave out, slots above a limit.
    price
        What that costs, in the units of ``Fact.price``.
    words
        What to do, as a request.
    """

    fact: Fact
    amount: int
    price: int
    words: str


@dataclass(frozen=True)
class Remedy:
    """Facts relaxed so that all hold together.

    Parameters
    ----------
    bound
        No set of relaxations is cheaper: proved.
    eased
        The problem with the facts relaxed so far and no farther.
    places
        Where the model has the events; rooms mean nothing if it does not decide on them.
    """

    relaxations: tuple[Relaxation, ...]
    bound: int
    eased: Problem
    places: Places = field(repr=False)

    @property
    def price(self) -> int:
        """What all relaxations cost together."""
        return sum(one.price for one in self.relaxations)


def cheapest_remedy(
    problem: Problem, part: Problem, facts: Sequence[Fact], limits: Limits, *, with_rooms: bool = True
) -> Remedy | None:
    """The cheapest relaxations of some facts that make a part of the problem possible.

    Parameters
    ----------
    problem
        The whole problem, which is eased in the answer.
    part
        The problem with only the facts in question and what cannot be taken back.
    facts
        Facts of the part that may be relaxed.
    limits
        How long to search for the cheapest.
    with_rooms
        Whether to decide on rooms. Without them they are only counted in each slot: then the remedy may
        not be enough, but nothing that is enough is cheaper than the bound.

    Returns
    -------
    Remedy or None
        None when these facts alone cannot help, or nothing was found in time.
    """
    model = _elastic_model(part, facts, with_rooms=with_rooms)
    # All facts but those for which rooms are added take them for rooms like others.
    given = _with_added(part, facts)
    amounts = [fact.amount(model, part if isinstance(fact, RoomSupply) else given) for fact in facts]
    model.cp.minimize(sum(fact.price * amount for fact, amount in zip(facts, amounts, strict=True)))
    status, solver = limits.run(model.cp, strategies=STRATEGIES)
    if status not in (cp_sat.OPTIMAL, cp_sat.FEASIBLE):
        return None
    places = _places(model, solver)
    found = [(fact, int(solver.value(amount))) for fact, amount in zip(facts, amounts, strict=True)]
    relaxed = [(fact, amount) for fact, amount in found if amount]
    supplied = _with_added(problem, facts)
    return Remedy(
        tuple(
            Relaxation(fact, amount, fact.price * amount, fact.easing(supplied, amount, places))
            for fact, amount in relaxed
        ),
        math.ceil(solver.best_objective_bound - 1e-6),
        _eased(problem, relaxed, places),
        places,
    )


def _with_added(problem: Problem, facts: Sequence[Fact]) -> Problem:
    """The problem with all the rooms that a model with these facts has."""
    for fact in facts:
        if isinstance(fact, RoomSupply):
            problem = fact.lifted(problem)
    return problem


def timetable_of_eased(part: Problem, remedy: Remedy, limits: Limits) -> Timetable | None:
    """A timetable of the part, eased as the remedy says; None when none was found at once.

    Rooms are matched to the slots that the model has chosen, or else annealing takes a short look.
    """
    eased = _eased(part, [(one.fact, one.amount) for one in remedy.relaxations], remedy.places)
    timetable = with_rooms_matched(eased, _slots(part, eased, remedy.places))
    return timetable or look_for_timetable(eased, limits, WITNESS_S).timetable


def _slots(part: Problem, eased: Problem, places: Places) -> list[int]:
    """Slots of the events that the eased part still has, which are in the order they were in."""
    slots = [0] * len(eased.events)
    for course, events in enumerate(part.events_of_course):
        kept = (place.slot for number in range(len(events)) if (place := places[course, number]) is not None)
        for event, slot in zip(eased.events_of_course[course], kept, strict=True):
            slots[event] = slot
    return slots


def _elastic_model(part: Problem, facts: Sequence[Fact], *, with_rooms: bool) -> Model:
    """The part without the facts; events may be left out of courses whose teaching is one of them."""
    lifted = _told_apart(part, facts)
    for fact in facts:
        if not isinstance(fact, Teaching | HeldIn):
            lifted = fact.lifted(lifted)
    model = feasibility_model(lifted, with_rooms=with_rooms, complete=False)
    may_miss = {fact.course for fact in facts if isinstance(fact, Teaching)}
    may_miss.update(course for fact in facts if isinstance(fact, HeldIn) for course in fact.courses)
    for bundle, starts in enumerate(model.starts):
        if int(model.layout.course[bundle]) not in may_miss:
            model.cp.add(sum(starts.values()) == len(model.layout.bundles[bundle]))
    return model


def _places(model: Model, solver: cp_sat.CpSolver) -> Places:
    places: dict[tuple[int, int], Placement | None] = {}
    for bundle, events in enumerate(model.layout.bundles):
        here = [Placement(*key) for key, var in _placed(model, bundle) if solver.boolean_value(var)]
        course = int(model.layout.course[bundle])
        siblings = model.problem.events_of_course[course]
        for position, event in enumerate(events):
            places[course, siblings.index(event)] = here[position] if position < len(here) else None
    return places


def _placed(model: Model, bundle: int) -> Iterable[tuple[tuple[int, int], Literal]]:
    if model.with_rooms:
        return model.places[bundle].items()
    return (((slot, UNDECIDED), var) for slot, var in model.starts[bundle].items())


def _eased(problem: Problem, relaxed: Sequence[tuple[Fact, int]], places: Places) -> Problem:
    # Events are left out last: until then, a course's events keep their numbers.
    for fact, amount in sorted(relaxed, key=lambda pair: isinstance(pair[0], Teaching | HeldIn)):
        problem = fact.eased(problem, amount, places)
    return problem


def _told_apart(problem: Problem, facts: Sequence[Fact]) -> Problem:
    """The problem with events marked, so that facts can be lifted and those they concern still be found.

    Events that were of different bundles stay so, and those whose pin or order is in question are by
    themselves. The mark is the previous place, which no hard rule looks at.
    """
    single = {
        problem.events_of_course[fact.course][fact.number]
        for fact in facts
        if isinstance(fact, Pinned | Ordered)
    }
    single |= {other for event in single for other in problem.events[event].after}
    bundle_of = Layout(problem).bundle_of.tolist()
    events = list(problem.events)
    last = problem.grid.num_slots * len(problem.rooms) - 1  # more than that have no place anyway
    for siblings in problem.events_of_course if problem.rooms else ():
        marks: dict[tuple[int, int], Placement] = {}
        for event in siblings:
            key = (bundle_of[event], event if event in single else -1)
            room, slot = divmod(min(len(marks), last), problem.grid.num_slots)
            mark = marks.setdefault(key, Placement(slot, room))
            events[event] = replace(events[event], previous=mark)
    return replace(problem, events=tuple(events))
