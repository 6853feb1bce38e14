"""Places and the ways between them."""

from __future__ import annotations

import math

import pytest
from geopy.distance import geodesic  # type: ignore[import-untyped,unused-ignore] # it ships no hints
from hypothesis import assume, given
from hypothesis import strategies as st

from engine.geofence import InvalidPlace, Place, distance_m
from engine.geofence.earth import middle_of

LATS = st.floats(-90, 90)
LONS = st.floats(-180, 180)


@pytest.mark.parametrize(
    ("lat", "lon"),
    [(90.1, 0), (-91, 0), (0, 200), (0, -181), (math.nan, 0), (0, math.nan), (math.inf, 0), (0, 1e300)],
)
def test_coordinates_that_are_nowhere_are_refused(lat: float, lon: float) -> None:
    with pytest.raises(InvalidPlace, match="expected"):
        Place(lat, lon)


@given(lat=LATS, lon=LONS, bearing=st.floats(0, 360), way_m=st.floats(0, 100_000))
def test_ways_to_100_km_are_right_within_two_centimetres(
    lat: float, lon: float, bearing: float, way_m: float
) -> None:
    end = geodesic(meters=way_m).destination((lat, lon), bearing)

    found = distance_m(Place(lat, lon), _place(end.latitude, end.longitude))

    assert found == pytest.approx(way_m, abs=0.02)


@given(lat=LATS, lon=LONS, other_lat=LATS, other_lon=LONS)
def test_ways_around_the_earth_are_right_within_a_few_percent(
    lat: float, lon: float, other_lat: float, other_lon: float
) -> None:
    true = geodesic((lat, lon), (other_lat, other_lon)).meters
    assume(true > 1)

    found = distance_m(Place(lat, lon), Place(other_lat, other_lon))

    assert found == pytest.approx(true, rel=0.05 if true > 10_000_000 else 0.004)


def test_the_middle_of_two_places_beyond_the_antimeridian_is_on_it() -> None:
    middle = middle_of([Place(10, 179.9), Place(10, -179.9)])

    assert abs(middle.lon) == pytest.approx(180)
    assert middle.lat == pytest.approx(10, abs=1e-4)


def test_places_all_around_the_earth_have_no_middle() -> None:
    with pytest.raises(InvalidPlace, match="all around"):
        middle_of([Place(0, 0), Place(0, 120), Place(0, -120)])


def _place(lat: float, lon: float) -> Place:
    return Place(max(-90.0, min(90.0, lat)), (lon + 180) % 360 - 180)
