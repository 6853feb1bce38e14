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
    choices = [
        [place for place in all_places(problem, event) if _is_open(problem, event, place)]
        for event in range(len(problem.events))
    ]
    for places in product(*choices):
        timetable = Timetable(places)
        score = evaluate(problem, timetable)
        if score.is_feasible:
            yield timetable, score


def best_of_all(problem: Problem) -> int | None:
    """Lowest cost of a feasible timetable; None when there is none."""
    return min((score.cost for _, score in every_timetable(problem)), default=None)


def _is_open(problem: Problem, event: int, place: tuple[int, int]) -> bool:
    """Whether the referee lets an event be there when nothing else is placed."""
    alone = Timetable.of([place if index == event else None for index in range(len(problem.events))])
    return all(violation.rule == "placed" for violation in evaluate(problem, alone).violations)
