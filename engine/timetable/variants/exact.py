"""Variants from the whole model, which can prove that there is no other."""

from __future__ import annotations

import math
import threading

from engine.timetable.kernel.annealer import Engine
from engine.timetable.model import Model
from engine.timetable.solve.board import Board
from engine.timetable.solve.budget import Seconds
from engine.timetable.solve.cp_stages import run
from engine.timetable.solve.period_model import rooms_in, slots_in, whole_model
from engine.timetable.timetable import Timetable
from engine.timetable.variants.kept import Kept


def places_of(engine: Engine) -> int:
    """How many places all bundles together have to choose from: the size of the whole model."""
    static = engine.static
    return int((static.slot_ok.sum(1) * static.room_ok.sum(1)).sum())


def find_exactly(engine: Engine, kept: Kept, *, share: float, seed: int) -> bool:
    """Look for variants, the cheapest first; True when it is proved that there is no other.

    Parameters
    ----------
    engine
        Of the problem.
    kept
        The variants so far, to which those found are added.
    share
        Of the time left, for all that are looked for.
    seed
        Of the solver's random choices.
    """
    budget = Seconds(share * kept.seconds_left)
    model = None if kept.is_over else _model(engine, kept)
    if model is None:
        return False
    model.cp.add(sum(model.objective) <= kept.limit)
    avoided = 0
    while not kept.is_over:
        for one in kept.variants[avoided:]:
            _keep_away(model, one.timetable, kept.min_difference)
        avoided = len(kept.variants)
        answer = run(
            model.cp, _board(kept.stop), budget, stage="whole", subsolver="core", seed=seed, patience=math.inf
        )
        if answer.values is None:
            return answer.status == "infeasible"
        slots = slots_in(model, answer.values)
        rooms = rooms_in(model, answer.values, slots)
        # Until it is proved the best, what the model says it costs may be more than it does.
        cost = answer.cost if answer.status == "optimal" else None
        kept.add(Timetable.of(list(zip(slots.tolist(), rooms.tolist(), strict=True))), cost)
    return False


def _model(engine: Engine, kept: Kept) -> Model | None:
    """The whole model; None when the time was up before it was written down."""
    board = _board(kept.stop)
    alarm = threading.Timer(kept.seconds_left, board.ended.set)
    alarm.start()
    try:
        return whole_model(engine, board)
    finally:
        alarm.cancel()


def _keep_away(model: Model, timetable: Timetable, min_difference: int) -> None:
    """At least so many events elsewhere than in a timetable, of which each place is a bundle's."""
    bundles = model.layout.bundle_of.tolist()
    same = [model.placed(bundles[event], *place) for event, place in timetable.placed()]
    model.cp.add(sum(same) <= len(timetable) - min_difference)


def _board(stop: threading.Event) -> Board:
    return Board(on_progress=None, stop=stop)
