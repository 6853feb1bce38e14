"""Fairness as an objective of its own: what a fairer week costs everybody else."""

from engine.timetable.fairness.frontier import Frontier, Line, Point
from engine.timetable.fairness.pricing import FAIRNESS_RULES, fairness_of, judged_for_fairness, reweighted
from engine.timetable.fairness.search import MOST_POINTS, fairness_frontier

__all__ = [
    "FAIRNESS_RULES",
    "MOST_POINTS",
    "Frontier",
    "Line",
    "Point",
    "fairness_frontier",
    "fairness_of",
    "judged_for_fairness",
    "reweighted",
]
