"""A timetable mended: everything held where it can be, else as much as can be."""

from __future__ import annotations

import time
from dataclasses import replace

from engine.timetable.problem import Problem
from engine.timetable.repair.answer import Repair, agreed_score
from engine.timetable.repair.fewest_moves import FewestMoves
from engine.timetable.repair.free_model import Outcome
from engine.timetable.repair.leaving_out import most_held
from engine.timetable.result import Status
from engine.timetable.solve.limits import Limits
from engine.timetable.timetable import Timetable


def mend(problem: Problem, timetable: Timetable, limits: Limits) -> Repair:
    """Move the fewest events of a timetable that has become impossible, or has events without a place.

    Where it is proved that not everything can be held, the fewest of the events that lost their place are
    left out.
    """
    began = time.perf_counter()
    search = FewestMoves(problem, timetable, limits)
    outcome, fewest, least_left_out = search.run(), search.fewest, 0
    if search.infeasible:
        outcome, fewest, least_left_out = most_held(problem, timetable, limits)
    if outcome is None or outcome.timetable is None:
        answer = Repair(Status.UNKNOWN, problem, None, (), fewest, None, (), (), 0.0)
    else:
        answer = _answer(problem, outcome.timetable, outcome, fewest)
        answer = replace(answer, fewest_left_out=least_left_out)
    return replace(answer, seconds=time.perf_counter() - began)


def _answer(problem: Problem, timetable: Timetable, outcome: Outcome, fewest: int) -> Repair:
    """The outcome in the words of the caller, once the referee has agreed."""
    left_out = tuple(event for event, place in enumerate(timetable.placements) if place is None)
    courses = [problem.courses[problem.events[event].course] for event in outcome.moved]
    moved = tuple(event for event in outcome.moved if timetable[event] is not None)
    status = Status.OPTIMAL if len(outcome.moved) <= fewest else Status.FEASIBLE
    return Repair(
        Status.INFEASIBLE if left_out else status,
        problem,
        timetable,
        moved,
        fewest - len(left_out),
        agreed_score(problem, timetable),
        tuple(sorted({group for course in courses for group in course.groups})),
        tuple(sorted({teacher for course in courses for teacher in course.teachers})),
        0.0,
        left_out=left_out,
    )
