"""A bound that holds whichever events move: from the period model, where that is small."""

from __future__ import annotations

import threading

from engine.timetable.deep.question import Question
from engine.timetable.kernel.annealer import Engine
from engine.timetable.layout import Layout
from engine.timetable.solve.board import Board
from engine.timetable.solve.budget import Seconds
from engine.timetable.solve.cp_stages import run
from engine.timetable.solve.limits import Limits
from engine.timetable.solve.period_model import period_model
from engine.timetable.solve.stages import PATIENCE_SECONDS

MOST_LITERALS = 10_000
"""Largest period model, bundles times slots, that is asked: of larger ones the bound stays 0 for long."""


def is_small(question: Question) -> bool:
    """Whether the period model of the problem is so small that its bound is worth waiting for."""
    return question.layout.num_bundles * question.layout.num_slots <= MOST_LITERALS


def whole_bound(question: Question, limits: Limits) -> int | None:
    """What no timetable with the event in its place costs less than; None when there is no such timetable."""
    board = Board(on_progress=None, stop=limits.stop)
    seconds = limits.seconds_left
    budget = Seconds(seconds)
    alarm = threading.Timer(seconds, board.ended.set)
    alarm.start()
    try:
        model = period_model(Engine(Layout(question.forced()), question.composition), board)
        if model is None:
            return 0
        answer = run(
            model,
            board,
            budget,
            stage="periods",
            subsolver="core",
            seed=limits.seed,
            patience=PATIENCE_SECONDS,
        )
    finally:
        alarm.cancel()
    return None if answer.status == "infeasible" else board.bound
