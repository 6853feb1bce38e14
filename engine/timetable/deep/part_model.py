"""The exact answer for a part: CP-SAT's whole model with all but the free events pinned."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from engine import cp_sat
from engine.timetable.constraints import HardRule, SoftRule, hard_rules, soft_rules
from engine.timetable.deep.question import Question
from engine.timetable.kernel.annealer import Engine
from engine.timetable.kernel.narrowing import narrow
from engine.timetable.kernel.state import domain_of
from engine.timetable.layout import Layout
from engine.timetable.model import Model
from engine.timetable.problem import Placement, Problem
from engine.timetable.solve.limits import Limits
from engine.timetable.timetable import Timetable


@dataclass(frozen=True)
class PartAnswer:
    """What CP-SAT says of the timetables in which only some events are elsewhere.

    Parameters
    ----------
    timetable
        The best one found, None when none was.
    cost
        What it costs.
    bound
        None of them costs less: proved. None when there is none at all, which is proved too.
    """

    timetable: Timetable | None
    cost: int
    bound: int | None


UNKNOWN = PartAnswer(None, 0, 0)
"""Nothing found, nothing proved."""


def solve_part(
    question: Question, free: frozenset[int], near: Timetable | None, reached: int | None, limits: Limits
) -> PartAnswer:
    """The cheapest timetable of the part, as far as time allows.

    Parameters
    ----------
    question
        What is forced.
    free
        Who may move; all others stay.
    near, reached
        A timetable of the part to begin with and its cost, if one is known.
    limits
        How long to search.
    """
    model = _model(question.forced(free), question, limits)
    if model is None:
        return UNKNOWN
    cost = sum(model.objective)
    model.cp.minimize(cost)
    if near is not None and reached is not None:
        _hint(model, near)
        model.cp.add(cost <= reached)
    # Costs of rooms are what the bound is short of; of CP-SAT's strategies this one has most of them.
    status, solver = limits.run(model.cp, strategies=("max_lp",))
    if status == cp_sat.INFEASIBLE:
        return PartAnswer(None, 0, None)
    bound = math.ceil(solver.best_objective_bound - 1e-6)
    if status not in (cp_sat.OPTIMAL, cp_sat.FEASIBLE):
        return PartAnswer(None, 0, max(0, bound))
    best = _read(model, solver.response_proto.solution, question.timetable)
    return PartAnswer(best, round(solver.objective_value), bound)


def _model(problem: Problem, question: Question, limits: Limits) -> Model | None:
    """Every rule; None when the time was up before all were posted."""
    layout = Layout(problem)
    slots_ok, rooms_ok, cells_ok = domain_of(layout, Engine(layout, question.composition).forms)
    model = Model(
        layout, with_rooms=True, slots_ok=narrow(layout, slots_ok), rooms_ok=rooms_ok, cells_ok=cells_ok
    )
    rules: list[HardRule | SoftRule] = [*hard_rules(problem), *soft_rules(problem)]
    for rule in rules:
        if limits.are_reached:
            return None
        rule.add(model)
    return model


def _hint(model: Model, timetable: Timetable) -> None:
    bundles = model.layout.bundle_of.tolist()
    taken = {(bundles[event], *place) for event, place in timetable.placed()}
    for bundle, places in enumerate(model.places):
        for place, var in places.items():
            model.cp.add_hint(var, (bundle, *place) in taken)


def _read(model: Model, values: Sequence[int], before: Timetable) -> Timetable:
    """The timetable of a solution; events that no rule can tell apart keep their places where they can."""
    placements: list[Placement | None] = [None] * len(before)
    for events, places in zip(model.layout.bundles, model.places, strict=True):
        chosen = {Placement(*place) for place, var in places.items() if values[var.index]}
        staying = [event for event in events if before[event] in chosen]
        for event in staying:
            placements[event] = before[event]
        others = sorted(chosen.difference(before[event] for event in staying))
        for event, place in zip((event for event in events if event not in staying), others, strict=True):
            placements[event] = place
    return Timetable(tuple(placements))
