"""A timetable shown, not argued: annealing finds one where there is one, and hints at what is in the way."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from engine.timetable.kernel.annealer import Annealer, Engine
from engine.timetable.layout import Layout
from engine.timetable.problem import Placement, Problem
from engine.timetable.score import evaluate
from engine.timetable.solve.limits import Limits
from engine.timetable.solve.rooms import assign_rooms
from engine.timetable.timetable import Timetable

HOT, CALMER, HARD_WEIGHT = 150.0, 60.0, 1_000
"""As in the search for a first timetable of a solve; see docs/decisions/0005."""

STEP = 20_000
"""Proposals between two looks at the clock."""


@dataclass(frozen=True)
class Attempt:
    """What a search for a timetable has come to.

    Parameters
    ----------
    timetable
        One that keeps every hard rule, by the referee; None when none was found.
    troubled
        Courses of the events that were in a breach to the last, or had no place.
    """

    timetable: Timetable | None
    troubled: frozenset[int]


def look_for_timetable(problem: Problem, limits: Limits, seconds: float) -> Attempt:
    """Look for any timetable for some seconds."""
    began = time.perf_counter()
    annealer = Annealer(Engine(Layout(problem)), seed=limits.seed)
    # At least once, so that the hint is worth something.
    while True:
        spent = (time.perf_counter() - began) / max(seconds, 1e-3)
        annealer.run(STEP, HOT * (CALMER / HOT) ** min(1.0, spent), hard_weight=HARD_WEIGHT, mending=True)
        if annealer.best[0] == 0 or spent >= 1 or limits.are_reached:
            break
    timetable = annealer.best_timetable()
    broken = evaluate(problem, timetable).violations
    if not broken:
        return Attempt(timetable, frozenset())
    troubled = {problem.events[event].course for violation in broken for event in violation.events}
    return Attempt(None, frozenset(troubled))


def with_rooms_matched(problem: Problem, slots: Sequence[int]) -> Timetable | None:
    """The timetable with these slots and rooms matched to them, if it keeps every hard rule."""
    engine = Engine(Layout(problem))
    rooms = assign_rooms(engine, np.array(slots, np.int32)).tolist()
    places = [None if room < 0 else Placement(slot, room) for slot, room in zip(slots, rooms, strict=True)]
    timetable = Timetable(tuple(places))
    return timetable if evaluate(problem, timetable).is_feasible else None
