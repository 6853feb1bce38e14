"""The plane against the geodesic, anywhere on Earth."""

from __future__ import annotations

import math

import numpy as np
import pytest
from geopy.distance import geodesic  # type: ignore[import-untyped,unused-ignore] # it ships no hints
from hypothesis import example, given
from hypothesis import strategies as st

from engine.geofence import Place, Plane
from engine.geofence.plane import BLOCK

LATS = st.floats(-90, 90) | st.floats(88.5, 90) | st.floats(-90, -89.5)
LONS = st.floats(-180, 180) | st.floats(179.99, 180) | st.floats(-180, -179.99)


@given(lat=LATS, lon=LONS, bearing=st.floats(0, 360), way_m=st.floats(0, 1000))
@example(lat=90.0, lon=0.0, bearing=17.0, way_m=1000.0)
@example(lat=-90.0, lon=180.0, bearing=17.0, way_m=1000.0)
@example(lat=89.4, lon=180.0, bearing=90.0, way_m=1000.0)
@example(lat=53.3, lon=-180.0, bearing=90.0, way_m=1000.0)
def test_distances_to_1_km_are_within_a_millimetre_of_the_geodesic(
    lat: float, lon: float, bearing: float, way_m: float
) -> None:
    end = geodesic(meters=way_m).destination((lat, lon), bearing)

    east, north = Plane(Place(lat, lon), 1000.0).project(end.latitude, end.longitude)

    assert math.hypot(float(east), float(north)) == pytest.approx(way_m, abs=0.001)


@given(lat=st.floats(-89, 89), lon=LONS, bearing=st.floats(0, 360), way_m=st.floats(0, 10_000))
def test_places_to_10_km_are_where_their_bearing_says(
    lat: float, lon: float, bearing: float, way_m: float
) -> None:
    end = geodesic(meters=way_m).destination((lat, lon), bearing)

    east, north = Plane(Place(lat, lon), 10_000.0).project(end.latitude, end.longitude)

    angle = math.radians(bearing)
    assert float(east) == pytest.approx(way_m * math.sin(angle), abs=0.01)
    assert float(north) == pytest.approx(way_m * math.cos(angle), abs=0.01)


@given(lat=LATS, lon=LONS, far_lat=st.floats(-90, 90), far_lon=st.floats(-180, 180))
@example(lat=90.0, lon=0.0, far_lat=-90.0, far_lon=0.0)
@example(lat=45.0, lon=0.0, far_lat=-45.0, far_lon=180.0)
def test_what_is_out_of_reach_is_mapped_out_of_reach(
    lat: float, lon: float, far_lat: float, far_lon: float
) -> None:
    plane = Plane(Place(lat, lon), 1000.0)
    true = geodesic((lat, lon), (far_lat, far_lon)).meters

    east, north = plane.project(far_lat, far_lon)

    assert (math.hypot(float(east), float(north)) > 1000) == (true > 1000)


def test_series_and_exact_formula_agree_where_one_takes_over_from_the_other() -> None:
    rng = np.random.default_rng(7)
    plane = Plane(Place(80.0, 20.0), 10_000.0)
    lat, lon = 80 + rng.uniform(-0.08, 0.08, 1000), 20 + rng.uniform(-0.5, 0.5, 1000)

    by_series, exactly = plane._by_series(lat, lon), plane._exactly(lat, lon)

    near = np.hypot(*exactly) < 10_000
    assert near.sum() > 500
    for one, other in zip(by_series, exactly, strict=True):
        np.testing.assert_allclose(one[near], other[near], atol=0.005)


def test_many_points_in_any_shape_are_each_mapped_as_alone() -> None:
    rng = np.random.default_rng(7)
    plane = Plane(Place(53.3, -6.2), 1000.0)
    lat, lon = 53.3 + rng.normal(0, 0.003, (3, BLOCK)), -6.2 + rng.normal(0, 0.003, (3, BLOCK))

    east, north = plane.project(lat, lon)

    assert east.shape == north.shape == (3, BLOCK)
    for row, column in ((0, 0), (1, 4711), (2, BLOCK - 1)):
        alone = plane.project(lat[row, column], lon[row, column])
        assert (float(alone[0]), float(alone[1])) == (east[row, column], north[row, column])


def test_what_is_not_a_number_stays_so() -> None:
    east, north = Plane(Place(1, 2), 10.0).project([math.nan, 1.0], [2.0, math.inf])

    assert np.isnan(east + north).all()


@pytest.mark.parametrize("reach_m", [0.0, -1.0, math.nan, math.inf, 1e9])
def test_a_reach_out_of_bounds_is_refused(reach_m: float) -> None:
    with pytest.raises(ValueError, match="reach"):
        Plane(Place(0, 0), reach_m)
