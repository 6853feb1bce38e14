"""Bounds for a solve that has a good timetable to begin with."""

from __future__ import annotations

from engine.timetable.kernel.annealer import Engine
from engine.timetable.model import Model
from engine.timetable.solve.board import Board, Incumbent
from engine.timetable.solve.budget import Budget
from engine.timetable.solve.cp_stages import CpAnswer, run
from engine.timetable.solve.period_model import (
    hint,
    is_worth_asking,
    period_model,
    rooms_in,
    slots_in,
    strategy_for,
    whole_model,
)
from engine.timetable.solve.stages import PATIENCE_SECONDS, WHOLE_LITERALS


def prove(engine: Engine, board: Board, budget: Budget, *, seed: int) -> None:
    """Raise the board's bound: by the period model, and by the whole model where that is small."""
    model = period_model(engine, board) if is_worth_asking(engine, board) else None
    if model is None:
        return
    best = board.incumbent
    if best is not None:
        hint(model, best.slots, seed=seed)
    _run(model, board, budget, "periods", strategy_for(board), seed)
    layout = engine.layout
    places = layout.num_bundles * layout.num_slots * len(layout.problem.rooms)
    if places > WHOLE_LITERALS or board.is_over:
        return
    model = whole_model(engine, board)
    if model is None:
        return
    answer = _run(model, board, budget, "whole", "core", seed)
    if answer.values is not None:
        slots = slots_in(model, answer.values)
        board.offer(Incumbent(slots, rooms_in(model, answer.values, slots), 0, answer.cost), "whole")


def _run(model: Model, board: Board, budget: Budget, stage: str, subsolver: str, seed: int) -> CpAnswer:
    return run(
        model.cp, board, budget, stage=stage, subsolver=subsolver, seed=seed, patience=PATIENCE_SECONDS
    )
