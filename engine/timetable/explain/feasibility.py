"""Whether a problem, or a part of one, has any timetable: asked of CP-SAT, without costs."""

from __future__ import annotations

from collections.abc import Sequence

from engine import cp_sat
from engine.timetable.constraints import hard_rules
from engine.timetable.explain.witness import look_for_timetable
from engine.timetable.kernel.state import domain_of, forms_of
from engine.timetable.layout import Layout
from engine.timetable.model import Model
from engine.timetable.problem import Problem
from engine.timetable.solve.limits import Limits
from engine.timetable.solve.proofs import counting_proofs
from engine.timetable.solve.room_supply import add_room_counts

WITNESS_S = 0.3
"""Seconds to look for a timetable before CP-SAT is asked about rooms, which takes longer."""


def is_possible(problem: Problem, limits: Limits) -> bool | None:
    """Whether the problem has a timetable; None when that was not found out in time.

    Counting says no soonest, and one round of annealing says yes; then come a model without rooms,
    which only counts them in each slot, more annealing, and the model with rooms.
    """
    if not problem.events:
        return True
    if counting_proofs(Layout(problem)):
        return False
    if limits.are_reached:
        return None
    if look_for_timetable(problem, limits, 0.0).timetable is not None:
        return True
    if is_impossible_in_slots(problem, limits):
        return False
    if look_for_timetable(problem, limits, WITNESS_S).timetable is not None:
        return True
    status, _ = limits.run(feasibility_model(problem, with_rooms=True).cp)
    return {cp_sat.OPTIMAL: True, cp_sat.FEASIBLE: True, cp_sat.INFEASIBLE: False}.get(status)


def is_impossible_in_slots(problem: Problem, limits: Limits) -> bool:
    """Whether it is proved, without deciding on rooms, that there is no timetable."""
    status, _ = limits.alone().run(feasibility_model(problem, with_rooms=False).cp)
    return bool(status == cp_sat.INFEASIBLE)


def courses_in_conflict(problem: Problem, limits: Limits, *, with_rooms: bool) -> Sequence[int] | None:
    """Courses that cannot all be taught, out of CP-SAT's core; None when that was not proved.

    Not a smallest set, only one that the proof needed.
    """
    model = feasibility_model(problem, with_rooms=with_rooms, complete=False)
    taught = {
        course: model.cp.new_bool_var(f"taught_{course}") for course in set(model.layout.course.tolist())
    }
    for bundle, starts in enumerate(model.starts):
        held = sum(starts.values()) == len(model.layout.bundles[bundle])
        model.cp.add(held).only_enforce_if(taught[int(model.layout.course[bundle])])
    model.cp.add_assumptions(taught.values())
    status, solver = limits.alone().run(model.cp)
    if status != cp_sat.INFEASIBLE:
        return None
    core = set(solver.sufficient_assumptions_for_infeasibility())
    return [course for course, var in taught.items() if var.index in core]


def num_places(problem: Problem) -> int:
    """Slots times rooms that bundles can choose from: the size of the model with rooms."""
    layout = Layout(problem)
    slots_ok, rooms_ok, _ = domain_of(layout, forms_of(layout, hard_rules(problem), []))
    return int((slots_ok.sum(1) * rooms_ok.sum(1)).sum())


def feasibility_model(problem: Problem, *, with_rooms: bool, complete: bool = True) -> Model:
    """The hard rules alone; unless complete, events may be left out."""
    layout = Layout(problem)
    slots_ok, rooms_ok, cells_ok = domain_of(layout, forms_of(layout, hard_rules(problem), []))
    model = Model(
        layout,
        with_rooms=with_rooms,
        complete=complete,
        slots_ok=slots_ok,
        rooms_ok=rooms_ok,
        cells_ok=cells_ok,
    )
    for rule in hard_rules(problem):
        if with_rooms or not rule.needs_rooms:
            rule.add(model)
    if not with_rooms:
        add_room_counts(model)
        _close_where_no_room_is(model)
    return model


def _close_where_no_room_is(model: Model) -> None:
    """Let no event start where none of its rooms is open for its whole length."""
    for bundle, starts in enumerate(model.starts):
        duration = int(model.layout.duration[bundle])
        rooms = model.cells_ok[model.rooms_ok[bundle]]
        for slot, var in starts.items():
            if not rooms[:, slot : slot + duration].all(1).any():
                model.cp.add(var == 0)
