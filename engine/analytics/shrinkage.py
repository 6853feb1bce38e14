"""Logistic regression whose effects are drawn towards zero, kind by kind, as strongly as the data say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import minimize
from scipy.special import expit

Floats = NDArray[np.float64]

FREE = frozenset({"always", "lately"})
"""Kinds whose effects are not drawn towards zero: there are few, and all data speak of them."""
WEAKEST, STRONGEST = 1e-3, 1e4
"""Bounds of how strongly effects are drawn towards zero: 1 / variance."""
ROUNDS = 4
"""Of estimating effects and variances in turn; more change probabilities by less than a thousandth."""


@dataclass(frozen=True, slots=True, eq=False)
class Fitted:
    """Effects on log-odds by column, and how strongly those of each kind were drawn towards zero."""

    effects: Floats
    pull: Mapping[str, float]


def fit(
    rows: sparse.csr_array,
    outcome: NDArray[np.bool_],
    kinds: Mapping[str, slice],
    *,
    start: Fitted | None = None,
) -> Fitted:
    """Estimate effects, and the variance of each kind of them by MacKay's fixed point.

    ``start`` is a result for other rows of the same columns, from which it is not far.
    """
    if start is None:
        start = Fitted(np.zeros(rows.shape[1]), {name: WEAKEST if name in FREE else 1.0 for name in kinds})
        rounds = ROUNDS
    else:
        rounds = 1
    effects, pull = start.effects, dict(start.pull)
    squared = rows.power(2)
    for _ in range(rounds):
        strength = _by_column(pull, kinds, rows.shape[1])
        effects = _climb(rows, outcome, strength, effects, squared)
        share = probability(rows @ effects)
        curvature = squared.T @ (share * (1 - share)) + strength
        for name, span in kinds.items():
            if name not in FREE and span.stop > span.start:
                told = float(np.sum(1 - strength[span] / curvature[span]))
                size = float(np.sum(effects[span] ** 2))
                pull[name] = float(np.clip(told / max(size, 1e-12), WEAKEST, STRONGEST))
    return Fitted(effects, pull)


def probability(odds: Floats) -> Floats:
    """Of log-odds."""
    found: Floats = expit(odds)
    return found


def calibrate(odds: Floats, outcome: NDArray[np.bool_], *, pull: float) -> tuple[float, float]:
    """Slope and intercept that make log-odds fit an outcome best, drawn towards 1 and 0 by ``pull``."""

    def loss(point: Floats) -> tuple[float, Floats]:
        slope, intercept = point
        scaled = slope * odds + intercept
        error = probability(scaled) - outcome
        away = point - (1.0, 0.0)
        value = np.sum(np.logaddexp(0, scaled) - outcome * scaled) + pull * np.sum(away**2) / 2
        return float(value), np.array([error @ odds, error.sum()]) + pull * away

    found = minimize(loss, np.array([1.0, 0.0]), jac=True, method="L-BFGS-B", bounds=[(0.05, 5), (-5, 5)])
    slope, intercept = found.x
    return float(slope), float(intercept)


def _climb(
    rows: sparse.csr_array,
    outcome: NDArray[np.bool_],
    strength: Floats,
    start: Floats,
    squared: sparse.csr_array,
) -> Floats:
    """The effects of greatest posterior probability."""
    share = probability(rows @ start)
    # Columns are scaled to the same curvature, or the steps would be those of the steepest of them.
    scale = 1 / np.sqrt(squared.T @ (share * (1 - share)) + strength)
    turned = rows.T.tocsr()

    def loss(point: Floats) -> tuple[float, Floats]:
        effects = point * scale
        odds = rows @ effects
        value = np.sum(np.logaddexp(0, odds)) - odds[outcome].sum() + strength @ effects**2 / 2
        slope = turned @ (probability(odds) - outcome) + strength * effects
        return float(value), slope * scale

    # A difference of so much in the likelihood of all data together is none.
    found = minimize(
        loss, start / scale, jac=True, method="L-BFGS-B", options={"maxiter": 200, "ftol": 1e-6, "gtol": 1e-2}
    )
    return np.asarray(found.x * scale, np.float64)


def _by_column(pull: Mapping[str, float], kinds: Mapping[str, slice], columns: int) -> Floats:
    strength = np.empty(columns)
    for name, span in kinds.items():
        strength[span] = pull[name]
    return strength
