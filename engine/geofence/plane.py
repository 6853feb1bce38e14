"""Maps the surroundings of a place to a plane, within millimetres and in nanoseconds.

The plane touches the ellipsoid at its origin. A place at latitude φ₀+u and longitude λ₀+v, projected along
the vertical of the origin, is at

    east  = p(φ) sin v
    north = g(u) + sin φ₀ · p(φ) (1 − cos v)

where p(φ) = N cos φ is the distance from the Earth's axis and g the way along the meridian with
g′(u) = M(φ₀+u) cos u; M and N are the radii of curvature. Both are exact. Their series to third order need no
sine per point:

    p ≈ p₀ − M sin φ₀ · u − (M cos φ₀ + M′ sin φ₀) u²/2
    g ≈ M u + M′ u²/2 + (M″ − M) u³/6
    sin v ≈ v (1 − v²/6),   1 − cos v ≈ v²/2

The simple plane, east = N cos φ₀ · v and north = M · u, leaves out the terms of second order: at 1 km it is
12 cm off in Dublin, 51 cm at 80°. What is left out here is at most p₀ v⁴/24, v being s/p₀: 0.03 mm at 1 km up
to 89°. To project instead of unrolling the arc shortens it by s³/6R²: 0.004 mm at 1 km, 4 mm at 10 km.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike

from engine.geofence.earth import ECCENTRICITY_SQUARED, Floats, Place, cartesian_m, radii_m

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_REACH_M = 60_000
NARROW = 0.02
"""Radians of longitude up to which the series are used; v⁴/24 of p₀ is then below 10⁻⁸ of it."""

MARGIN = 1.1
"""Cut-off of latitudes and longitudes, in terms of the reach: what is cut off is still out of reach."""

BLOCK = 8192
"""Points projected at once, so that what is between the steps stays in the cache."""


class Plane:
    """The plane that touches the ellipsoid at a place.

    Parameters
    ----------
    origin
        Where it touches.
    reach_m
        How far around the origin places are mapped to where they are. Farther ones are mapped to
        some point farther than that, wherever it is.

    Raises
    ------
    ValueError
        If the reach is not above 0 and at most 60 km.
    """

    def __init__(self, origin: Place, reach_m: float) -> None:
        if not 0 < reach_m <= MAX_REACH_M:
            raise ValueError(
                f"The reach is {reach_m} m, more than 0 and at most {MAX_REACH_M:,} is expected."
            )
        self.origin = origin
        self.reach_m = reach_m
        along, across = radii_m(origin.lat)
        phi = np.radians(origin.lat)
        self._sine, self._cosine = float(np.sin(phi)), float(np.cos(phi))
        from_axis = across * self._cosine
        self._is_narrow = reach_m * MARGIN <= NARROW * from_axis
        self._most_lat = MARGIN * reach_m / along
        self._most_lon = MARGIN * reach_m / from_axis if self._is_narrow else np.pi
        self._set_series(along, from_axis)

    def _set_series(self, along: float, from_axis: float) -> None:
        """Coefficients of the module's formulas; angles in radians."""
        sine, cosine, e2 = self._sine, self._cosine, ECCENTRICITY_SQUARED
        w = 1 - e2 * sine**2
        first = 3 * along * e2 * sine * cosine / w
        second = 3 * along * e2 * ((cosine**2 - sine**2) / w + 5 * e2 * (sine * cosine) ** 2 / w**2)
        self._p = (from_axis, -along * sine, -(along * cosine + first * sine) / 2)
        self._g = (along, first / 2, (second - along) / 6)

    def project(self, lat: ArrayLike, lon: ArrayLike) -> tuple[Floats, Floats]:
        """Metres east and north of the origin; of the shape of ``lat`` and ``lon``.

        Within 1 mm at 1 km and 1 cm at 10 km. What is not a number stays so.
        """
        lats, lons = np.broadcast_arrays(np.asarray(lat, np.float64), np.asarray(lon, np.float64))
        flat_lat, flat_lon = np.ravel(lats), np.ravel(lons)
        east, north = np.empty(flat_lat.size), np.empty(flat_lat.size)
        for part in blocks(flat_lat.size):
            east[part], north[part] = self.project_block(flat_lat[part], flat_lon[part])
        return east.reshape(lats.shape), north.reshape(lats.shape)

    def project_block(self, lat: Floats, lon: Floats) -> tuple[Floats, Floats]:
        """The same for a flat array that is so short that the cache holds it several times."""
        with np.errstate(invalid="ignore"):  # infinite coordinates become NaN, which is inside nothing
            return self._by_series(lat, lon) if self._is_narrow else self._exactly(lat, lon)

    def _by_series(self, lat: Floats, lon: Floats) -> tuple[Floats, Floats]:
        """In place wherever possible: at this length an array more is a nanosecond a point more."""
        u = lat - self.origin.lat
        u *= np.pi / 180
        np.clip(u, -self._most_lat, self._most_lat, out=u)
        v = lon - self.origin.lon
        v *= 1 / 360
        v -= np.rint(v)  # the short way round, across the antimeridian where that is shorter
        v *= 2 * np.pi
        np.clip(v, -self._most_lon, self._most_lon, out=v)

        p0, p1, p2 = self._p
        east = u * p2
        east += p1
        east *= u
        east += p0
        east *= v  # p v

        g1, g2, g3 = self._g
        north = u * g3
        north += g2
        north *= u
        north += g1
        north *= u
        bulge = np.multiply(east, v, out=u)
        bulge *= self._sine / 2
        north += bulge

        v *= v
        v *= -1 / 6
        v += 1
        east *= v
        return east, north

    def _exactly(self, lat: Floats, lon: Floats) -> tuple[Floats, Floats]:
        """Around the poles, where a metre may be any number of degrees of longitude."""
        x, east, z = cartesian_m(lat, lon - self.origin.lon)
        x0, _, z0 = cartesian_m(self.origin.lat, 0.0)
        north = self._cosine * (z - z0) - self._sine * (x - x0)
        up = self._cosine * (x - x0) + self._sine * (z - z0)
        # The other side of the Earth must not be seen through it.
        return np.where(up < -self.reach_m, 2 * self.reach_m, east), north


def blocks(size: int) -> Iterator[slice]:
    """Slices that cover an array of that length, each short enough for the cache."""
    return (slice(start, start + BLOCK) for start in range(0, size, BLOCK))
