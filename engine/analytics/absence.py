"""How probable it is that somebody misses a session: a logistic model with shrinkage, calibrated.

The log-odds of an absence are the sum of effects of the weekday, the time of day, the course, the person
and the person in the course, and of what the person did lately. Every effect is drawn towards zero, the
more the less is known of it: effects of a kind are taken for draws from a normal distribution whose
variance is estimated from the data along with them (empirical Bayes, by the approximation of Laplace).
Somebody new is thus forecast as anybody in that course and slot would be.

What is held back at the end of the history tells whether probabilities have come out too sure; the slope
and intercept that mend this (Platt) are drawn towards leaving them as they are.

References
----------
.. [1] MacKay, D. J. C. (1992). The evidence framework applied to classification networks.
       Neural Computation 4(5), 720-736. doi:10.1162/neco.1992.4.5.720
.. [2] Platt, J. (1999). Probabilistic outputs for support vector machines and comparisons to
       regularized likelihood methods. Advances in Large Margin Classifiers, 61-74.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.analytics.absence_design import Attendances, Design, Standing, design_of, standing_of
from engine.analytics.shrinkage import Fitted, calibrate, fit, probability

Floats = NDArray[np.float64]

LEAST_ROWS = 200
"""Below, nothing but the base rate can be told."""

HELD_BACK = 0.15
"""Of the days of the history, the last ones that the calibration is made by."""

CALIBRATION_PULL = 25.0
"""How strongly slope 1 and intercept 0 are held to, as so many absences and as many attendances."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """A model that was fitted to a history.

    Parameters
    ----------
    base_rate
        The share of absences in the history.
    slope, intercept
        Of the calibration, on log-odds: 1 and 0 leave probabilities as they are.
    """

    base_rate: float
    slope: float
    intercept: float
    design: Design
    fitted: Fitted
    standing: Standing

    def probabilities(self, coming: Attendances) -> Floats:
        """How probable it is that each of the coming attendances will be an absence.

        What the person did lately is what they had done by the end of the history. ``absent`` of the
        coming ones is not looked at. Shape ``(n,)``.
        """
        rows = self.design.rows(coming, self.standing.of(coming))
        odds = rows @ self.fitted.effects
        return probability(self.slope * odds + self.intercept)

    def effects(self, kind: str) -> Floats:
        """The effects of a kind (``weekday``, ``slot``, ``course``, …) on log-odds, by index."""
        return self.slope * self.fitted.effects[self.design.span(kind)]


def tells_enough(history: Attendances) -> bool:
    """Whether a history is long enough, and knows both absences and attendances."""
    return len(history) >= LEAST_ROWS and 0 < int(history.absent.sum()) < len(history)


def forecast_absence(history: Attendances) -> Forecast:
    """Fit a model to a history, which is in order of time.

    A term of 240,000 attendances takes ten seconds or so.

    Raises
    ------
    ValueError
        If there are fewer than ``LEAST_ROWS`` attendances, or nobody was ever absent, or everybody always.
    """
    count, absences = len(history), int(history.absent.sum())
    if not tells_enough(history):
        raise ValueError(
            f"The history has {count} attendances with {absences} absences; expected at least"
            f" {LEAST_ROWS}, with some absences and some that are not."
        )
    design = design_of(history)
    stood = standing_of(history)
    rows = design.rows(history, stood.before)
    early = _early(history)
    first = fit(rows[:early], history.absent[:early], design.kinds)
    slope, intercept = calibrate(rows[early:] @ first.effects, history.absent[early:], pull=CALIBRATION_PULL)
    return Forecast(
        base_rate=absences / count,
        slope=slope,
        intercept=intercept,
        design=design,
        fitted=fit(rows, history.absent, design.kinds, start=first),
        standing=stood.after,
    )


def _early(history: Attendances) -> int:
    """The rows before the days that are held back, as far as whole days allow."""
    held_back = history.day[int(len(history) * (1 - HELD_BACK))]
    return int(np.searchsorted(history.day, held_back)) or len(history)
