"""How little must be relaxed for facts to hold together, and where.

The facts are lifted from the problem and each is given an amount by which a timetable breaks it;
CP-SAT then finds the smallest amounts.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ortools.sat.python import cp_model

from engine.timetable.explain.event_facts import Ordered, Pinned, Teaching
from engine.timetable.explain.fact import Fact, Places
from engine.timetable.explain.feasibility import feasibility_model
from engine.timetable.layout import Layout
from engine.timetable.model import Model
from engine.timetable.problem import Placement, Problem
from engine.timetable.solve.limits import Limits

STRATEGIES = "max_lp", "core"
"""CP-SAT's strategies, one for each worker. The linear relaxation is all but exact here, and the first
makes full use of it: 1 to 4 s on colleges where the default portfolio proves nothing in 60."""


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
    """

    relaxations: tuple[Relaxation, ...]
    bound: int
    eased: Problem

    @property
    def price(self) -> int:
        """What all relaxations cost together."""
        return sum(one.price for one in self.relaxations)


def cheapest_remedy(problem: Problem, part: Problem, facts: Sequence[Fact], limits: Limits) -> Remedy | None:
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

    Returns
    -------
    Remedy or None
        None when these facts alone cannot help, or nothing was found in time.
    """
    model = _elastic_model(part, facts)
    amounts = [fact.amount(model, part) for fact in facts]
    model.cp.minimize(sum(fact.price * amount for fact, amount in zip(facts, amounts, strict=True)))
    status, solver = limits.run(model.cp, strategies=STRATEGIES)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return None
    places = _places(model, solver)
    found = [(fact, int(solver.value(amount))) for fact, amount in zip(facts, amounts, strict=True)]
    relaxed = [(fact, amount) for fact, amount in found if amount]
    return Remedy(
        tuple(
            Relaxation(fact, amount, fact.price * amount, fact.easing(problem, amount, places))
            for fact, amount in relaxed
        ),
        math.ceil(solver.best_objective_bound - 1e-6),
        _eased(problem, relaxed, places),
    )


def _elastic_model(part: Problem, facts: Sequence[Fact]) -> Model:
    """The part without the facts; events may be left out of courses whose teaching is one of them."""
    lifted = _told_apart(part, facts)
    for fact in facts:
        if not isinstance(fact, Teaching):
            lifted = fact.lifted(lifted)
    model = feasibility_model(lifted, with_rooms=True, complete=False)
    may_miss = {fact.course for fact in facts if isinstance(fact, Teaching)}
    for bundle, starts in enumerate(model.starts):
        if int(model.layout.course[bundle]) not in may_miss:
            model.cp.add(sum(starts.values()) == len(model.layout.bundles[bundle]))
    return model


def _places(model: Model, solver: cp_model.CpSolver) -> Places:
    places: dict[tuple[int, int], Placement | None] = {}
    for bundle, events in enumerate(model.layout.bundles):
        here = [Placement(*key) for key, var in model.places[bundle].items() if solver.boolean_value(var)]
        course = int(model.layout.course[bundle])
        siblings = model.problem.events_of_course[course]
        for position, event in enumerate(events):
            places[course, siblings.index(event)] = here[position] if position < len(here) else None
    return places


def _eased(problem: Problem, relaxed: Sequence[tuple[Fact, int]], places: Places) -> Problem:
    # Events are left out last: until then, a course's events keep their numbers.
    for fact, amount in sorted(relaxed, key=lambda pair: isinstance(pair[0], Teaching)):
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
