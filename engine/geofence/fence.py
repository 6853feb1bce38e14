"""Fences: the areas in which somebody must be."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray

from engine.geofence.earth import Floats, Place, middle_of
from engine.geofence.errors import InvalidFence, InvalidPlace
from engine.geofence.inside import inside_circle, inside_polygon
from engine.geofence.plane import Plane, blocks

MAX_RADIUS_M = 20_000
BEYOND_M = 2_000
"""How far around a fence places are told apart: 13 times the deviation of the least accurate position."""


class Fence(Protocol):
    """An area on the ground."""

    def contains(self, lat: ArrayLike, lon: ArrayLike) -> NDArray[np.bool_]:
        """Whether each place lies in it; of the shape of ``lat`` and ``lon``.

        What is not a finite number lies in nothing.
        """

    def probability_inside(self, lat: ArrayLike, lon: ArrayLike, sigma_m: ArrayLike) -> Floats:
        """Probability that whoever is measured at each place is in it.

        ``sigma_m`` is the deviation of the error in each direction, above 0; see
        :mod:`engine.geofence.accuracy`.
        """


class Circle:
    """All places within a radius.

    Raises
    ------
    InvalidFence
        If the radius is not above 0 and at most 20 km.
    """

    def __init__(self, center: Place, radius_m: float) -> None:
        if not 0 < radius_m <= MAX_RADIUS_M:
            raise InvalidFence(
                f"The radius is {radius_m} m, more than 0 and at most {MAX_RADIUS_M:,} is expected."
            )
        self.center = center
        self.radius_m = float(radius_m)
        self._plane = Plane(center, radius_m + BEYOND_M)

    def contains(self, lat: ArrayLike, lon: ArrayLike) -> NDArray[np.bool_]:
        lats, lons = _pair(lat, lon)
        flat_lat, flat_lon = np.ravel(lats), np.ravel(lons)
        found, limit = np.empty(flat_lat.size, bool), self.radius_m**2
        for part in blocks(found.size):
            east, north = self._plane.project_block(flat_lat[part], flat_lon[part])
            east *= east
            north *= north
            east += north
            np.less_equal(east, limit, out=found[part])
        return found.reshape(lats.shape)

    def probability_inside(self, lat: ArrayLike, lon: ArrayLike, sigma_m: ArrayLike) -> Floats:
        return inside_circle(np.hypot(*self._plane.project(lat, lon)), self.radius_m, sigma_m)


class Polygon:
    """All places within a ring of corners, but for those within holes.

    Sides are straight in the plane that touches the Earth in the ring's middle; over 1 km they differ
    from the shortest way by less than a millimetre. Sides must not cross, and holes must lie within
    the ring and apart from each other: the caller sees to that.

    Parameters
    ----------
    ring
        Three corners or more, either way round; the last side leads back to the first corner.
    holes
        Rings of what is left out: courtyards.

    Raises
    ------
    InvalidFence
        If a ring has fewer than three corners or no area, or lies too far around the Earth.
    """

    def __init__(self, ring: Sequence[Place], holes: Sequence[Sequence[Place]] = ()) -> None:
        if any(len(corners) < 3 for corners in (ring, *holes)):
            raise InvalidFence("A ring has fewer than three corners.")
        try:
            origin = middle_of(list(ring))
        except InvalidPlace as error:
            raise InvalidFence(str(error)) from error
        around = Plane(origin, MAX_RADIUS_M + BEYOND_M)
        rings = [_corners(around, corners) for corners in (ring, *holes)]
        # Outside counted from the left, holes from the right, so that probabilities add up.
        rings = [_turned(corners, clockwise=place > 0) for place, corners in enumerate(rings)]
        self.reach_m = float(max(np.hypot(*corners).max() for corners in rings))
        if not self.reach_m <= MAX_RADIUS_M:
            raise InvalidFence(f"The polygon reaches more than {MAX_RADIUS_M:,} m from its middle.")
        self._plane = Plane(origin, self.reach_m + BEYOND_M)
        self._sides = np.concatenate([_sides(corners) for corners in rings])

    def contains(self, lat: ArrayLike, lon: ArrayLike) -> NDArray[np.bool_]:
        lats, lons = _pair(lat, lon)
        flat_lat, flat_lon = np.ravel(lats), np.ravel(lons)
        found = np.zeros(flat_lat.size, bool)
        for part in blocks(found.size):
            self._count_crossings(*self._plane.project_block(flat_lat[part], flat_lon[part]), found[part])
        return found.reshape(lats.shape)

    def probability_inside(self, lat: ArrayLike, lon: ArrayLike, sigma_m: ArrayLike) -> Floats:
        east, north = self._plane.project(lat, lon)
        return inside_polygon(east, north, self._sides, sigma_m)

    def _count_crossings(self, east: Floats, north: Floats, odd: NDArray[np.bool_]) -> None:
        """Set whether a ray to the east leaves an odd number of times: it begins within."""
        for (x0, y0), (x1, y1) in self._sides:
            if y0 == y1:
                continue
            slope = (x1 - x0) / (y1 - y0)
            crosses = (north < y0) != (north < y1)
            crosses &= east < north * slope + (x0 - y0 * slope)
            odd ^= crosses


def _pair(lat: ArrayLike, lon: ArrayLike) -> tuple[Floats, Floats]:
    lats, lons = np.broadcast_arrays(np.asarray(lat, np.float64), np.asarray(lon, np.float64))
    return lats, lons


def _corners(plane: Plane, ring: Sequence[Place]) -> Floats:
    """Corners in the plane; of shape (2, corners)."""
    return np.array(plane.project([place.lat for place in ring], [place.lon for place in ring]))


def _turned(corners: Floats, *, clockwise: bool) -> Floats:
    """The same ring, in the order asked for."""
    east, north = corners
    twice_area = float(east @ np.roll(north, -1) - north @ np.roll(east, -1))
    if abs(twice_area) < 1:
        raise InvalidFence("A ring encloses less than half a square metre.")
    return corners[:, ::-1] if (twice_area < 0) != clockwise else corners


def _sides(corners: Floats) -> Floats:
    """Sides of a ring: from where to where; of shape (corners, 2, 2)."""
    return np.stack([corners.T, np.roll(corners.T, -1, axis=0)], axis=1)
