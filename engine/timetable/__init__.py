"""Weekly timetables: the problem, its rules, and the solve that proves how good its answer is.

What the package offers is loaded when it is first asked for: who only describes a problem, as a web
server does, need not load a solver.
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
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

_HOMES = {
    "Frontier": "fairness",
    "Problem": "problem",
    "Progress": "result",
    "Result": "result",
    "Score": "score",
    "Status": "result",
    "Timetable": "timetable",
    "Variants": "variants",
    "Weights": "weights",
    "evaluate": "score",
    "fairness_frontier": "fairness",
    "solve": "solve.pipeline",
    "variants": "variants",
}


class _Package(ModuleType):
    def __getattr__(self, name: str) -> Any:
        if name not in _HOMES:
            raise AttributeError(f"module {self.__name__!r} has no attribute {name!r}")
        found = getattr(import_module(f"{self.__name__}.{_HOMES[name]}"), name)
        super().__setattr__(name, found)
        return found

    def __setattr__(self, name: str, value: Any) -> None:
        # Python binds each part of a package when it is imported. Two parts have the name of the
        # function that they are there for, which is what the package offers.
        if not (name in _HOMES and isinstance(value, ModuleType)):
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Package
