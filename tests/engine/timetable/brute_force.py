"""Every timetable of a tiny problem, tried."""

from __future__ import annotations

from itertools import product

from engine.timetable.problem import Problem
from engine.timetable.score import evaluate
from engine.timetable.timetable import Timetable
from tests.engine.timetable.problems import all_places


def best_of_all(problem: Problem) -> int | None:
    """Lowest cost of a feasible timetable; None when there is none."""
    choices = [
        [place for place in all_places(problem, event) if is_open(problem, event, place)]
        for event in range(len(problem.events))
    ]
    scores = (evaluate(problem, Timetable.of(places)) for places in product(*choices))
    return min((score.cost for score in scores if score.is_feasible), default=None)


def is_open(problem: Problem, event: int, place: tuple[int, int]) -> bool:
    """Whether the referee lets an event be there when nothing else is placed."""
    alone = Timetable.of([place if index == event else None for index in range(len(problem.events))])
    return all(violation.rule == "placed" for violation in evaluate(problem, alone).violations)
