"""A timetable mended: everything held where it can be, else as much as can be."""

from __future__ import annotations

import time

from engine.timetable.problem import Problem
from engine.timetable.repair.answer import Repair, agreed_score
from engine.timetable.repair.fewest_moves import FewestMoves
from engine.timetable.repair.leaving_out import most_held, most_held_beside
from engine.timetable.result import Status
from engine.timetable.solve.limits import Limits
from engine.timetable.timetable import Timetable


def mend(problem: Problem, timetable: Timetable, limits: Limits) -> Repair:
    """Move the fewest events of a timetable that has become impossible, or has events without a place.

    Where it is proved that not everything can be held, the fewest of the events that lost their place are
    left out; where time is too short to find a place for all of them, as few as are found.
    """
    began = time.perf_counter()
    search = FewestMoves(problem, timetable, limits)
    outcome, fewest, fewest_left_out = search.run(), search.fewest, 0
    if search.infeasible:
        outcome, fewest, fewest_left_out = most_held(problem, timetable, limits)
        fewest = max(0, fewest - outcome.left_out)
    elif outcome is None:
        outcome = most_held_beside(search, limits)
    if not outcome.left_out:
        status = Status.OPTIMAL if len(outcome.moved) <= fewest else Status.FEASIBLE
    else:
        status = Status.INFEASIBLE if search.infeasible else Status.UNKNOWN
    courses = [problem.courses[problem.events[event].course] for event in outcome.moved]
    places = outcome.places
    return Repair(
        status,
        problem,
        places,
        tuple(event for event in outcome.moved if places[event] is not None),
        fewest,
        agreed_score(problem, places),
        tuple(sorted({group for course in courses for group in course.groups})),
        tuple(sorted({teacher for course in courses for teacher in course.teachers})),
        time.perf_counter() - began,
        left_out=tuple(event for event in outcome.moved if places[event] is None),
        fewest_left_out=fewest_left_out,
    )
