"""The Earth as positioning systems see it: the ellipsoid WGS 84.

References
----------
.. [1] National Geospatial-Intelligence Agency (2014). World Geodetic System 1984. NGA.STND.0036_1.0.0.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from engine.geofence.errors import InvalidPlace

Floats = NDArray[np.float64]

SEMI_MAJOR_M = 6_378_137.0
FLATTENING = 1 / 298.257_223_563
ECCENTRICITY_SQUARED = FLATTENING * (2 - FLATTENING)
MEAN_RADIUS_M = 6_371_008.8


@dataclass(frozen=True, slots=True)
class Place:
    """A place on the ellipsoid.

    Parameters
    ----------
    lat
        Degrees north of the equator, from -90 to 90.
    lon
        Degrees east of Greenwich, from -180 to 180.

    Raises
    ------
    InvalidPlace
        If it is nowhere: out of these bounds, or not a number.
    """

    lat: float
    lon: float

    def __post_init__(self) -> None:
        for name, value, most in (("Latitude", self.lat, 90), ("Longitude", self.lon, 180)):
            if not -most <= value <= most:
                raise InvalidPlace(f"{name} is {value}, a number from -{most} to {most} is expected.")


def radii_m(lat: float) -> tuple[float, float]:
    """Radii of curvature at a latitude in degrees: along the meridian, and across it."""
    w = 1 - ECCENTRICITY_SQUARED * np.sin(np.radians(lat)) ** 2
    return float(SEMI_MAJOR_M * (1 - ECCENTRICITY_SQUARED) / w**1.5), float(SEMI_MAJOR_M / np.sqrt(w))


def cartesian_m(lat: ArrayLike, lon: ArrayLike) -> Floats:
    """Metres from the Earth's centre: towards latitude and longitude 0, 90° east, north; of shape (3, …)."""
    phi, lam = np.radians(np.asarray(lat, np.float64)), np.radians(np.asarray(lon, np.float64))
    sine = np.sin(phi)
    across = SEMI_MAJOR_M / np.sqrt(1 - ECCENTRICITY_SQUARED * sine**2)
    from_axis = across * np.cos(phi)
    return np.stack(
        [from_axis * np.cos(lam), from_axis * np.sin(lam), across * (1 - ECCENTRICITY_SQUARED) * sine]
    )


def distance_m(one: Place, other: Place) -> float:
    """Way between two places in metres: within 2 cm up to 100 km, 0.4 % up to 10,000 km, 5 % anywhere.

    The straight line through the Earth, bent to an arc of its mean radius.
    """
    chord = np.linalg.norm(cartesian_m(one.lat, one.lon) - cartesian_m(other.lat, other.lon))
    return 2 * MEAN_RADIUS_M * float(np.arcsin(min(float(chord) / (2 * MEAN_RADIUS_M), 1.0)))


def middle_of(places: list[Place]) -> Place:
    """The place below the mean of some places, wherever the antimeridian and the poles are.

    Raises
    ------
    InvalidPlace
        If they lie so far around the Earth that they have none.
    """
    x, y, z = cartesian_m([place.lat for place in places], [place.lon for place in places]).mean(1)
    from_axis = np.hypot(x, y)
    if from_axis**2 + z**2 < (SEMI_MAJOR_M / 2) ** 2:
        raise InvalidPlace("These places have no middle: they lie all around the Earth.")
    lat = np.degrees(np.arctan2(z, (1 - ECCENTRICITY_SQUARED) * from_axis))
    return Place(float(np.clip(lat, -90, 90)), float(np.degrees(np.arctan2(y, x))))
