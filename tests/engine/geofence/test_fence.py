"""Circles and polygons: what lies in them, and with what probability."""

from __future__ import annotations

import math
import warnings
from collections.abc import Sequence

import numpy as np
import pytest
from geopy.distance import geodesic  # type: ignore[import-untyped,unused-ignore] # it ships no hints
from hypothesis import given
from hypothesis import strategies as st

from engine.geofence import Circle, Fence, InvalidFence, Place, Polygon

HALL = Place(53.3438, -6.2546)
ORIGINS = [HALL, Place(0, 0), Place(-17.8, 179.9999), Place(65, -180), Place(90, 0), Place(-89.9995, 33)]


def ring(center: Place, offsets: Sequence[tuple[float, float]]) -> list[Place]:
    """Places so many metres east and north of a centre, by the geodesic."""
    corners = []
    for east, north in offsets:
        bearing = math.degrees(math.atan2(east, north))
        end = geodesic(meters=math.hypot(east, north)).destination((center.lat, center.lon), bearing)
        corners.append(Place(end.latitude, (end.longitude + 180) % 360 - 180))
    return corners


def square(center: Place, half_m: float) -> list[Place]:
    """A square around a centre."""
    return ring(center, [(-half_m, -half_m), (half_m, -half_m), (half_m, half_m), (-half_m, half_m)])


@given(
    origin=st.sampled_from(ORIGINS),
    radius_m=st.floats(5, 10_000),
    bearing=st.floats(0, 360),
    share=st.floats(0, 3),
)
def test_a_circle_holds_what_is_nearer_than_its_radius(
    origin: Place, radius_m: float, bearing: float, share: float
) -> None:
    end = geodesic(meters=share * radius_m).destination((origin.lat, origin.lon), bearing)
    circle = Circle(origin, radius_m)

    held = bool(circle.contains(end.latitude, end.longitude))

    if abs(share - 1) * radius_m > 0.01:
        assert held == (share < 1)


@pytest.mark.parametrize("origin", ORIGINS)
@pytest.mark.parametrize("clockwise", [False, True])
def test_a_polygon_leaves_out_its_holes_wherever_it_is(origin: Place, clockwise: bool) -> None:
    outer, hole = square(origin, 100), square(origin, 20)
    if clockwise:
        outer.reverse()
    polygon = Polygon(outer, [hole])
    inside = ring(origin, [(60, 0), (0, 60), (-60, -60), (21, 0), (99, -99)])
    outside = ring(origin, [(0, 0), (19, 0), (101, 0), (0, -101), (5000, 0), (-19, 19)])

    held = polygon.contains(*_arrays(inside + outside))

    assert held.tolist() == [True] * len(inside) + [False] * len(outside)


def test_a_polygon_may_have_bays() -> None:
    u_shape = Polygon(
        ring(HALL, [(-50, -50), (50, -50), (50, 50), (30, 50), (30, -30), (-30, -30), (-30, 50), (-50, 50)])
    )

    held = u_shape.contains(*_arrays(ring(HALL, [(0, 0), (40, 0), (-40, 40), (0, -40), (0, 49)])))

    assert held.tolist() == [False, True, True, True, False]


@pytest.mark.parametrize(
    "fence", [Circle(HALL, 100), Polygon(square(HALL, 100), [square(HALL, 20)])], ids=["circle", "polygon"]
)
def test_what_is_no_place_lies_in_nothing(fence: Fence) -> None:
    lat, lon = [math.nan, HALL.lat, math.inf, 200.0, 1e300], [HALL.lon, math.nan, -math.inf, HALL.lon, 1e300]

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        held, probability = fence.contains(lat, lon), fence.probability_inside(lat, lon, 10.0)

    assert not held.any()
    assert (probability < 1e-15).all()


@pytest.mark.parametrize("sigma_m", [1.0, 8.0, 60.0, 100.0])
@pytest.mark.parametrize(
    "fence",
    [Circle(HALL, 40), Polygon(square(HALL, 40)), Polygon(square(HALL, 60), [square(HALL, 25)])],
    ids=["circle", "square", "courtyard"],
)
def test_the_probability_is_the_share_of_possible_places_inside(fence: Fence, sigma_m: float) -> None:
    rng = np.random.default_rng(11)
    positions = ring(HALL, [(0, 0.001), (35, 10), (45, 45), (150, 0)])
    metre_lat, metre_lon = 1 / 111_278, 1 / (111_320 * math.cos(math.radians(HALL.lat)) * 1.00215)

    for position in positions:
        east, north = rng.normal(0, sigma_m, (2, 100_000))
        share = fence.contains(position.lat + north * metre_lat, position.lon + east * metre_lon).mean()
        probability = float(fence.probability_inside(position.lat, position.lon, sigma_m))
        assert probability == pytest.approx(share, abs=0.008)


def test_a_polygon_of_many_corners_is_as_probable_as_its_circle() -> None:
    corners = [
        (100 * math.cos(a), 100 * math.sin(a)) for a in np.linspace(0, 2 * math.pi, 400, endpoint=False)
    ]
    polygon, circle = Polygon(ring(HALL, corners)), Circle(HALL, 100)
    positions = ring(HALL, [(0, 0.001), (50, 30), (100, 0), (130, -20), (400, 0)])

    for sigma_m in (3.0, 20.0, 99.0):
        found = polygon.probability_inside(*_arrays(positions), sigma_m)
        expected = circle.probability_inside(*_arrays(positions), sigma_m)
        np.testing.assert_allclose(found, expected, atol=3e-4)


def test_corner_and_side_of_a_square_are_a_quarter_and_a_half_inside() -> None:
    fence = Polygon(square(HALL, 1000))
    corner, side = ring(HALL, [(1000, 1000), (1000, 0.001)])

    found = fence.probability_inside(*_arrays([corner, side]), 5.0)

    np.testing.assert_allclose(found, [0.25, 0.5], atol=0.001)


def test_large_and_small_circles_meet_where_the_formula_changes() -> None:
    fence = Circle(HALL, 1000)
    positions = _arrays(ring(HALL, [(990 + step, 0) for step in range(20)]))

    curved = fence.probability_inside(*positions, 10.0)
    straight = fence.probability_inside(*positions, 9.99999)

    np.testing.assert_allclose(curved, straight, atol=2e-5)


def test_nobody_is_inside_a_circle_far_away_nor_outside_one_around() -> None:
    found = Circle(HALL, 10_000).probability_inside([HALL.lat, 10.0], [HALL.lon, 10.0], 1.0)

    assert found.tolist() == [1.0, 0.0]


@pytest.mark.parametrize("sigma_m", [0.0, -1.0, math.nan])
def test_a_deviation_that_is_not_above_zero_is_refused(sigma_m: float) -> None:
    for fence in (Circle(HALL, 100), Polygon(square(HALL, 100))):
        with pytest.raises(ValueError, match="deviation"):
            fence.probability_inside(HALL.lat, HALL.lon, sigma_m)


@pytest.mark.parametrize("radius_m", [0.0, -5.0, math.nan, math.inf, 1e9])
def test_a_radius_out_of_bounds_is_refused(radius_m: float) -> None:
    with pytest.raises(InvalidFence, match="radius"):
        Circle(HALL, radius_m)


@pytest.mark.parametrize(
    ("corners", "words"),
    [
        (square(HALL, 50)[:2], "three corners"),
        ([HALL, HALL, HALL], "half a square metre"),
        (ring(HALL, [(0, 1), (0, 50), (0, 100)]), "half a square metre"),
        ([Place(0, 0), Place(0, 5), Place(5, 0)], "reaches"),
        ([Place(0, 0), Place(0, 120), Place(0, -120)], "all around"),
    ],
)
def test_a_ring_that_encloses_nothing_or_too_much_is_refused(corners: list[Place], words: str) -> None:
    with pytest.raises(InvalidFence, match=words):
        Polygon(corners)


def _arrays(places: Sequence[Place]) -> tuple[list[float], list[float]]:
    return [place.lat for place in places], [place.lon for place in places]
