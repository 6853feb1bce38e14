"""What a device means by the accuracy that it reports, as the spread of a bell curve.

A position's error is taken as two independent normal errors, east and north, of the same deviation σ. The
true place is then within σ √(−2 ln(1 − q)) with probability q: 1.51 σ for 68 %, 2.45 σ for 95 %.

References
----------
.. [1] Android, `Location.getAccuracy`: radius of 68 % confidence.
.. [2] W3C (2022). Geolocation API, `accuracy`: 95 % confidence. https://www.w3.org/TR/geolocation/
.. [3] Apple, `CLLocation.horizontalAccuracy`: radius of uncertainty, its confidence not stated; negative if
   the position is invalid.
"""

from __future__ import annotations

import math
from enum import StrEnum

WORST_M = 150.0
"""Accuracy as which anything worse is counted, and whatever is not reported."""

LEAST_SIGMA_M = 1.0
"""No telephone knows better where it is."""

RADIUS_95 = math.sqrt(-2 * math.log(0.05))
"""Radius that holds 95 % of positions, in σ: 2.45."""

RADIUS_68 = math.sqrt(-2 * math.log(0.32))
"""Radius that holds 68 % of positions, in σ: 1.51."""


class Platform(StrEnum):
    """Who reports the accuracy, and so what it means."""

    ANDROID = "android"
    IOS = "ios"
    WEB = "web"
    OTHER = "other"


def is_possible(accuracy_m: float) -> bool:
    """Whether a device can mean it: a finite number above 0."""
    return math.isfinite(accuracy_m) and accuracy_m > 0


def sigma_m(accuracy_m: float | None, platform: Platform, *, worst_m: float = WORST_M) -> float:
    """Deviation of the position's error in each direction, in metres.

    Where the meaning is not stated (iOS, others) it is taken for 68 %, which trusts the position less.

    Parameters
    ----------
    accuracy_m
        As reported; None if it was not.
    platform
        Says what it means.
    worst_m
        As what anything worse counts, and what is not reported.

    Raises
    ------
    ValueError
        If the accuracy is impossible; ask :func:`is_possible` first.
    """
    if accuracy_m is not None and not is_possible(accuracy_m):
        raise ValueError(f"An accuracy of {accuracy_m} m is impossible; it is a finite number above 0.")
    radius = worst_m if accuracy_m is None else min(accuracy_m, worst_m)
    return max(radius / (RADIUS_95 if platform is Platform.WEB else RADIUS_68), LEAST_SIGMA_M)
