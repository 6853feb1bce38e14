"""CP-SAT models in which nothing is left to decide: what they say is what a rule's form says."""

from __future__ import annotations

from ortools.sat.python import cp_model

from engine.timetable.constraints import HardRule, SoftRule
from engine.timetable.layout import Layout
from engine.timetable.model import Model
from engine.timetable.problem import Placement, Problem
from engine.timetable.timetable import Timetable


def is_expressible(problem: Problem, timetable: Timetable) -> bool:
    """Whether a model has variables for a timetable.

    It has none for events without a place, events past the end of the day, and two events of a
    bundle at once.
    """
    if not timetable.is_complete:
        return False
    per_day = problem.grid.slots_per_day
    if any(p.slot % per_day + problem.events[e].duration > per_day for e, p in timetable.placed()):
        return False
    slots = [[place.slot for place in _places(timetable, events)] for events in Layout(problem).bundles]
    return all(len(set(bundle)) == len(bundle) for bundle in slots)


def price_of(
    problem: Problem, rule: HardRule | SoftRule, timetable: Timetable, *, clash_free: bool = False
) -> int | None:
    """What the model of one rule pays for a timetable; None when it forbids it."""
    layout = Layout(problem)
    model = Model(layout, with_rooms=True, clash_free=clash_free)
    rule.add(model)
    for events, places in zip(layout.bundles, model.places, strict=True):
        chosen = _places(timetable, events)
        for place, var in places.items():
            model.cp.add(var == (place in chosen))
    model.minimize()
    return lowest_cost(model)


def lowest_cost(model: Model) -> int | None:
    """The proved optimum of a model; None when it is proved infeasible."""
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    status = solver.solve(model.cp)
    assert status in (cp_model.OPTIMAL, cp_model.INFEASIBLE)
    return round(solver.objective_value) if status == cp_model.OPTIMAL else None


def _places(timetable: Timetable, events: tuple[int, ...]) -> list[Placement]:
    return [place for event in events if (place := timetable[event])]
