"""CP-SAT by the name of its Python module, loaded when the first model is built.

It takes half a second to load, which a program that only scores timetables should not pay. Names are
looked up when they are used, so ``from engine import cp_sat`` costs nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ortools.sat.python.cp_model import (
        FEASIBLE,
        INFEASIBLE,
        OPTIMAL,
        CpModel,
        CpSolver,
        CpSolverSolutionCallback,
        CpSolverStatus,
        IntVar,
        LinearExpr,
        LinearExprT,
    )

    __all__ = [
        "FEASIBLE",
        "INFEASIBLE",
        "OPTIMAL",
        "CpModel",
        "CpSolver",
        "CpSolverSolutionCallback",
        "CpSolverStatus",
        "IntVar",
        "LinearExpr",
        "LinearExprT",
    ]
else:

    def __getattr__(name: str) -> object:
        from ortools.sat.python import cp_model

        return getattr(cp_model, name)
