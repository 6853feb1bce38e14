"""Probability that somebody is in an area, when the position measured has a normal error.

References
----------
.. [1] DiDonato, A. R., Jarnagin, M. P. (1961). Integration of the general bivariate Gaussian distribution
   over an offset circle. Math. Comp. 15, 375-382. https://doi.org/10.1090/S0025-5718-1961-0129116-8
.. [2] Owen, D. B. (1956). Tables for computing bivariate normal probabilities. Ann. Math. Statist. 27,
   1075-1090. https://doi.org/10.1214/aoms/1177728074
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import chndtr, ndtr, owens_t

from engine.geofence.earth import Floats

SURE = 9.0
"""Deviations from the edge beyond which the answer is 0 or 1 to double precision."""

FLAT = 100.0
"""Radii, in deviations, above which a circle's edge is almost straight."""


def inside_circle(distance_m: ArrayLike, radius_m: float, sigma_m: ArrayLike) -> Floats:
    """Probability of being within a radius of a centre; of the shape of the distances.

    The squared distance from the centre, in σ, has a non-central χ² distribution with two degrees of
    freedom. Where the radius is above 100 σ it is replaced by that of a straight edge, moved by the
    mean of what the circle's curvature takes away, σ²/2R; that is within 10⁻⁵.

    Raises
    ------
    ValueError
        If a deviation is not above 0.
    """
    away, sigma = np.broadcast_arrays(np.asarray(distance_m, np.float64), _deviations(sigma_m))
    radius, apart = radius_m / sigma, away / sigma
    probability = np.where(apart < radius, 1.0, 0.0)
    near = np.abs(apart - radius) < SURE
    round_, straight = near & (radius <= FLAT), near & (radius > FLAT)
    probability[round_] = chndtr(radius[round_] ** 2, 2.0, apart[round_] ** 2)
    edge = radius[straight]
    probability[straight] = ndtr(edge - apart[straight] - 0.5 / edge)
    return np.where(np.isnan(away), 0.0, probability)


def inside_polygon(east_m: ArrayLike, north_m: ArrayLike, sides: Floats, sigma_m: ArrayLike) -> Floats:
    """Probability of being in a polygon; of the shape of the positions.

    The sum, over all sides, of the probability of the triangle that the side forms with the position,
    counted negative where the side runs clockwise around it. If h is the distance of the side's line
    in σ, the part of such a triangle up to an angle θ from the foot of its height has the probability
    θ/2π − T(h, tan θ), with Owen's function T. Exact, at about 0.5 µs a side and position.

    Parameters
    ----------
    east_m, north_m
        The positions as measured.
    sigma_m
        Deviation of each position's error in each direction.
    sides
        In metres, from where to where, counter-clockwise around what is inside; of shape (sides, 2, 2).

    Raises
    ------
    ValueError
        If a deviation is not above 0.
    """
    east, north, sigma = np.broadcast_arrays(
        np.asarray(east_m, np.float64), np.asarray(north_m, np.float64), _deviations(sigma_m)
    )
    total = np.zeros(east.shape)
    for (x0, y0), (x1, y1) in sides:
        length = float(np.hypot(x1 - x0, y1 - y0))
        if length == 0:
            continue
        along_x, along_y = (x1 - x0) / length, (y1 - y0) / length
        height = ((x0 - east) * along_y - (y0 - north) * along_x) / sigma
        begin = ((x0 - east) * along_x + (y0 - north) * along_y) / sigma
        total += _triangle(height, begin, begin + length / sigma)
    return np.where(np.isnan(east + north), 0.0, np.clip(total, 0.0, 1.0))


def _triangle(height: Floats, begin: Floats, end: Floats) -> Floats:
    """Probability of the triangle between a point and a side, with the sign of the height."""
    # A side that the point lies on takes no area, and has no angle to divide by.
    divisor = np.where(height == 0, 1.0, np.abs(height))
    part = _sector(divisor, end) - _sector(divisor, begin)
    return np.where(height == 0, 0.0, np.sign(height) * part)


def _sector(height: Floats, along: Floats) -> Floats:
    tangent = along / height
    sector: Floats = np.arctan(tangent) / (2 * np.pi) - owens_t(height, tangent)
    return sector


def _deviations(sigma_m: ArrayLike) -> Floats:
    sigma = np.asarray(sigma_m, np.float64)
    if not (sigma > 0).all():
        raise ValueError("A deviation is not above 0.")
    return sigma
