"""The CP-SAT models of a solve: slots alone with rooms counted, or slots and rooms.

The first, the *period model*, is a relaxation: its optimum bounds the whole problem's from below,
and its slots are a good place to start annealing from.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine import cp_sat
from engine.timetable.constraints import HardRule, SoftRule, hard_rules, soft_rules
from engine.timetable.kernel.annealer import Engine
from engine.timetable.kernel.state import domain_of
from engine.timetable.model import Model
from engine.timetable.solve.board import Board
from engine.timetable.solve.room_supply import add_room_counts, add_room_shortage

HINT_DETERMINISTIC_TIME = 1.0

LITERALS, RAISED_LITERALS = 400_000, 10_000
"""Largest period model to build, bundles times slots; and the largest whose bound rises within a minute.
Larger ones are asked where nothing else has bounded the cost, and whether there is a timetable at all."""


def is_worth_asking(engine: Engine, board: Board) -> bool:
    """Whether the period model would say more than is known, in the time that a solve has."""
    size = engine.layout.num_bundles * engine.layout.num_slots
    known = board.cost is not None and board.bound > 0
    return size <= (RAISED_LITERALS if known else LITERALS)


def strategy_for(board: Board) -> str:
    """CP-SAT's strategy for the period model.

    The search for cores settles those of the competition in seconds. Where crowding has bounded the cost,
    most of it is paid for slots, one by one; the search for cores stays below that, and a tree search
    that raises the bound gets above it (measured on colleges of 130 events).
    """
    return "lb_tree_search" if board.bound > 0 else "core"


def period_model(engine: Engine, board: Board) -> Model | None:
    """Every rule that does not need rooms, and what the others say of slots.

    None when the solve ended while the model was being built.
    """
    model = _model(engine, board, with_rooms=False)
    if model is None:
        return None
    add_room_counts(model)
    add_room_shortage(model)
    model.minimize()
    return model


def whole_model(engine: Engine, board: Board) -> Model | None:
    """Every rule, slots and rooms; None when the solve ended while the model was being built."""
    model = _model(engine, board, with_rooms=True)
    if model is not None:
        model.minimize()
    return model


def hint(model: Model, slots: NDArray[np.int32], *, seed: int) -> bool:
    """Hint every variable of a period model from a timetable's slots; False when they break it.

    A hint for the starts alone leaves it to the solver to find the other values, and core search
    profits from a good solution only once it has one. A solve with the starts fixed finds them.
    """
    cp, layout = model.cp, model.layout
    cp.clear_hints()  # type: ignore[no-untyped-call]
    taken = [set(slots[list(events)].tolist()) for events in layout.bundles]
    for bundle, starts in enumerate(model.starts):
        for slot, var in starts.items():
            cp.add_hint(var, slot in taken[bundle])
    solver = cp_sat.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = seed
    solver.parameters.catch_sigint_signal = False
    solver.parameters.fix_variables_to_their_hinted_value = True
    solver.parameters.max_deterministic_time = HINT_DETERMINISTIC_TIME
    cp_status = solver.solve(cp)
    cp.clear_hints()  # type: ignore[no-untyped-call]
    if cp_status not in (cp_sat.OPTIMAL, cp_sat.FEASIBLE):
        return False
    values = list(solver.response_proto.solution)
    cp.proto.solution_hint.vars.extend(range(len(values)))
    cp.proto.solution_hint.values.extend(values)
    return True


def slots_in(model: Model, values: NDArray[np.int64]) -> NDArray[np.int32]:
    """Slots of all events in a solution; a bundle's events get theirs in ascending order."""
    layout = model.layout
    slots = np.full(len(layout.problem.events), -1, np.int32)
    for bundle, starts in enumerate(model.starts):
        chosen = sorted(slot for slot, var in starts.items() if values[var.index])
        slots[list(layout.bundles[bundle])] = chosen
    return slots


def rooms_in(model: Model, values: NDArray[np.int64], slots: NDArray[np.int32]) -> NDArray[np.int32]:
    """Rooms of all events in a solution of the whole model."""
    rooms = np.full(len(slots), -1, np.int32)
    bundle_of = model.layout.bundle_of
    chosen = [{slot: r for (slot, r), var in at.items() if values[var.index]} for at in model.places]
    for event, slot in enumerate(slots.tolist()):
        rooms[event] = chosen[bundle_of[event]][slot]
    return rooms


def _model(engine: Engine, board: Board, *, with_rooms: bool) -> Model | None:
    problem = engine.layout.problem
    slots_ok, rooms_ok, cells_ok = domain_of(engine.layout, engine.forms)
    model = Model(
        engine.layout, with_rooms=with_rooms, slots_ok=slots_ok, rooms_ok=rooms_ok, cells_ok=cells_ok
    )
    rules: list[HardRule | SoftRule] = [*hard_rules(problem), *soft_rules(problem)]
    for rule in rules:
        if board.is_over:
            return None
        if with_rooms or not rule.needs_rooms:
            rule.add(model)
    return model
