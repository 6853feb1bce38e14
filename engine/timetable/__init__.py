"""Weekly timetables: the problem, its rules, and the solve that proves how good its answer is."""

from engine.timetable.fairness import Frontier, fairness_frontier
from engine.timetable.problem import Problem
from engine.timetable.result import Progress, Result, Status
from engine.timetable.score import Score, evaluate
from engine.timetable.solve.pipeline import solve
from engine.timetable.timetable import Timetable
from engine.timetable.variants import Variants, variants
from engine.timetable.weights import Weights

__all__ = [
    "Frontier",
    "Problem",
    "Progress",
    "Result",
    "Score",
    "Status",
    "Timetable",
    "Variants",
    "Weights",
    "evaluate",
    "fairness_frontier",
    "solve",
    "variants",
]
