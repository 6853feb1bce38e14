"""A bound that holds whichever events move: by crowding, and by the period model where that is small."""

from __future__ import annotations

import threading

from engine.timetable.deep.question import Question
from engine.timetable.kernel.annealer import Engine
from engine.timetable.layout import Layout
from engine.timetable.solve.board import Board
from engine.timetable.solve.budget import Part, Seconds
from engine.timetable.solve.cp_stages import run
from engine.timetable.solve.crowding import bound_by_crowding
from engine.timetable.solve.limits import Limits
from engine.timetable.solve.period_model import RAISED_LITERALS, period_model, strategy_for
from engine.timetable.solve.stages import CROWDING_SHARE, PATIENCE_SECONDS


def whole_bound(question: Question, limits: Limits, *, with_periods: bool) -> int | None:
    """What no timetable with the event in its place costs less than; None when there is no such timetable.

    Without periods by crowding alone, which takes no more than a fraction of the time.
    """
    board = Board(on_progress=None, stop=limits.stop)
    seconds = limits.seconds_left
    alarm = threading.Timer(seconds, board.ended.set)
    alarm.start()
    try:
        is_impossible = _bound(question, board, seconds, limits.seed, with_periods)
    finally:
        alarm.cancel()
    return None if is_impossible else board.bound


def _bound(question: Question, board: Board, seconds: float, seed: int, with_periods: bool) -> bool:
    """Raise the board's bound; whether there turns out to be no timetable."""
    engine, budget = Engine(Layout(question.forced()), question.composition), Seconds(seconds)
    part = Part(budget, CROWDING_SHARE)
    status = bound_by_crowding(engine, board, part, seed=seed, patience=PATIENCE_SECONDS)
    small = engine.layout.num_bundles * engine.layout.num_slots <= RAISED_LITERALS
    if status == "infeasible" or not (small and with_periods):
        return status == "infeasible"
    model = period_model(engine, board)
    if model is None:
        return False
    answer = run(
        model.cp,
        board,
        budget,
        stage="periods",
        subsolver=strategy_for(board),
        seed=seed,
        patience=PATIENCE_SECONDS,
    )
    return answer.status == "infeasible"
