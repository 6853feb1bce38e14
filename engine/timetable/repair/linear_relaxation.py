"""What the linear relaxation of a model proves: a bound, and which values no good answer has.

HiGHS solves it by an interior point method, in seconds where CP-SAT's simplex takes ten times as long. Its
answer is in floating point, but any prices of the constraints prove something: they are rounded, and what
they prove is computed in whole numbers.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from engine import cp_sat
from engine.timetable.solve.limits import Limits

if TYPE_CHECKING:
    from scipy import sparse

ONE = 1 << 20
"""Prices are whole multiples of the inverse of this."""

MOST_PRICE = 1 << 10
"""Prices are cut off here, so that no sum overflows. Prices of moves are far below."""

FAR = 1 << 20
"""Sides of constraints that are further away are left out, for the same reason."""


@dataclass(frozen=True)
class _Rows:
    """Sums of variables with a lower and an upper side."""

    sums: sparse.csr_array[np.int64]
    low: NDArray[np.int64]
    high: NDArray[np.int64]


class LinearRelaxation:
    """The linear relaxation of a CP-SAT model with an objective to minimize.

    Constraints that are neither linear nor clauses are left out, which is a relaxation too.

    Parameters
    ----------
    cp
        With an objective of whole numbers, and variables without holes between their bounds.
    """

    def __init__(self, cp: cp_sat.CpModel) -> None:
        self._cp = cp
        variables = [[*variable.domain] for variable in cp.proto.variables]
        self._lower = np.array([domain[0] for domain in variables], np.int64)
        self._upper = np.array([domain[-1] for domain in variables], np.int64)
        self._rows = _rows_of(cp, len(variables))
        objective = cp.proto.objective
        cost, offset = _sum_of(objective.vars, objective.coeffs, len(variables))
        self._cost, self._offset = cost, int(objective.offset) + offset
        self._proved: int | None = None
        self._reduced = np.zeros(len(variables), np.int64)

    def solve(self, limits: Limits) -> bool:
        """Whether it was solved in time."""
        # Here and not above: it takes a third of a second to load.
        from scipy import sparse
        from scipy.optimize import linprog

        rows = self._rows
        is_equal = rows.low == rows.high
        below, above = ~is_equal & (rows.high < FAR), ~is_equal & (rows.low > -FAR)
        answer = linprog(  # type: ignore[call-overload] # it knows sparse matrices, its types do not
            self._cost,
            A_ub=sparse.vstack([rows.sums[below], -rows.sums[above]]),
            b_ub=np.concatenate([rows.high[below], -rows.low[above]]),
            A_eq=rows.sums[is_equal],
            b_eq=rows.low[is_equal],
            bounds=np.stack([self._lower, self._upper], axis=1),
            method="highs-ipm",
            options={"time_limit": limits.seconds_left},
        )
        if answer.status != 0:
            return False
        prices = np.zeros(len(rows.low), np.int64)
        prices[is_equal] = _whole(answer.eqlin.marginals)
        most, least = np.split(np.minimum(0, _whole(answer.ineqlin.marginals)), [int(below.sum())])
        prices[below] += most
        prices[above] -= least
        self._prove(prices)
        return True

    def _prove(self, prices: NDArray[np.int64]) -> None:
        """Weigh each constraint by its price: then the variables, each at its best, bound the objective."""
        rows = self._rows
        sides = np.where(prices < 0, rows.high, rows.low)
        self._reduced = ONE * self._cost - rows.sums.T @ prices
        best = np.where(self._reduced < 0, self._upper, self._lower)
        priced = prices != 0
        self._proved = int(prices[priced] @ sides[priced]) + int(self._reduced @ best)

    @property
    def bound(self) -> int:
        """No solution has a lower objective; only once it is solved."""
        assert self._proved is not None  # noqa: S101 - by the caller
        return -(-self._proved // ONE) + self._offset

    @property
    def highest(self) -> int:
        """No solution has a higher objective."""
        worst = np.where(self._cost < 0, self._lower, self._upper)
        return int(self._cost @ worst) + self._offset

    def narrowed(self, most: int) -> cp_sat.CpModel:
        """The model without values that no solution has whose objective is so much at most.

        Each variable costs what its reduced cost tells as soon as it leaves its best bound.
        """
        assert self._proved is not None  # noqa: S101 - by the caller
        narrow = self._cp.clone()
        left = max(0, ONE * (most - self._offset) - self._proved)
        reduced, widths = np.abs(self._reduced), self._upper - self._lower
        steps = left // np.maximum(1, reduced)
        for index in np.flatnonzero((reduced > 0) & (steps < widths)).tolist():
            low, high = int(self._lower[index]), int(self._upper[index])
            step = int(steps[index])
            domain = narrow.proto.variables[index].domain
            domain.clear()
            domain.extend([low, low + step] if self._reduced[index] > 0 else [high - step, high])
        return narrow


def _whole(prices: NDArray[np.float64]) -> NDArray[np.int64]:
    return np.rint(ONE * np.clip(prices, -MOST_PRICE, MOST_PRICE)).astype(np.int64)


def _rows_of(cp: cp_sat.CpModel, width: int) -> _Rows:
    """Linear constraints and clauses of a model."""
    indices: list[int] = []
    values: list[int] = []
    ends = [0]
    sides: list[tuple[int, int]] = []

    def add(literals: Sequence[int], low: int, high: int, coefficients: Iterable[int] = ()) -> None:
        indices.extend(literals)
        values.extend(coefficients or [1] * len(literals))
        ends.append(len(indices))
        sides.append((low, high))

    for constraint in cp.proto.constraints:
        enforced = [~literal for literal in constraint.enforcement_literal]
        if constraint.has_linear() and not enforced:
            linear = constraint.linear
            domain = [*linear.domain]
            add([*linear.vars], domain[0], domain[-1], [*linear.coeffs])
        elif constraint.has_at_most_one() and not enforced:
            add([*constraint.at_most_one.literals], -FAR, 1)
        elif constraint.has_exactly_one() and not enforced:
            add([*constraint.exactly_one.literals], 1, 1)
        elif constraint.has_bool_or():
            add([*constraint.bool_or.literals, *enforced], 1, FAR)
        elif constraint.has_bool_and():
            for literal in constraint.bool_and.literals:
                add([literal, *enforced], 1, FAR)
    return _as_rows(indices, values, ends, sides, width)


def _as_rows(
    indices: list[int], values: list[int], ends: list[int], sides: list[tuple[int, int]], width: int
) -> _Rows:
    """Rows in which a literal that is denied is one minus its variable."""
    from scipy import sparse

    literals, coefficients = np.array(indices, np.int64), np.array(values, np.int64)
    denied = literals < 0
    row = np.repeat(np.arange(len(sides)), np.diff(ends))
    constants = np.zeros(len(sides), np.int64)
    np.add.at(constants, row[denied], coefficients[denied])
    signed, columns = np.where(denied, -coefficients, coefficients), np.where(denied, ~literals, literals)
    low, high = np.array(sides, np.int64).reshape(-1, 2).T
    sums = sparse.csr_array((signed, (row, columns)), shape=(len(sides), width))
    return _Rows(sums, _moved(low, constants), _moved(high, constants))


def _moved(sides: NDArray[np.int64], constants: NDArray[np.int64]) -> NDArray[np.int64]:
    return np.where(np.abs(sides) < FAR, sides - constants, sides)


def _sum_of(
    literals: Iterable[int], coefficients: Iterable[int], width: int
) -> tuple[NDArray[np.int64], int]:
    """A sum as one coefficient for each variable, and a constant."""
    rows = _as_rows([*literals], [*coefficients], [0, len([*literals])], [(0, 0)], width)
    return rows.sums.toarray()[0], -int(rows.low[0])
