"""All timetables of a problem that has few, by trying every one."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from engine.timetable.problem import Problem
from engine.timetable.score import Score, evaluate
from engine.timetable.timetable import Timetable
from tests.engine.timetable.problems import all_places


def every_timetable(problem: Problem) -> Iterator[tuple[Timetable, Score]]:
    """Each timetable that keeps every hard rule, with its costs."""
    for places in product(*(all_places(problem, event) for event in range(len(problem.events)))):
        timetable = Timetable(places)
        score = evaluate(problem, timetable)
        if score.is_feasible:
            yield timetable, score
