"""Zones on the map: which polygons enclose a clear area."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.errors import Invalid
from services.places import MAX_SPAN_DEG, check_zone

UNIT = 0.001
"""Corners lie on a small lattice, where sides often meet and exact arithmetic can tell."""

CELLS = st.tuples(st.integers(0, 5), st.integers(0, 5))


def polygon(*corners: tuple[float, float]) -> dict[str, Any]:
    """A zone with corners in units of the lattice."""
    return {"type": "polygon", "ring": [{"lat": y * UNIT, "lon": x * UNIT} for y, x in corners]}


def is_refused(zone: dict[str, Any]) -> bool:
    """Whether the rule refuses a zone."""
    try:
        check_zone(zone)
    except Invalid:
        return True
    return False


@pytest.mark.parametrize(
    "corners",
    [
        ((0, 0), (0, 2), (2, 2), (2, 0)),
        ((0, 0), (4, 0), (4, 4), (2, 1), (0, 4)),
        ((0, 0), (0, 1), (0, 2), (1, 1)),
    ],
    ids=["square", "with a notch", "with a corner on a straight side"],
)
def test_rings_that_enclose_one_area_are_kept(corners: tuple[tuple[int, int], ...]) -> None:
    check_zone(polygon(*corners))
    check_zone(polygon(*reversed(corners)))


@pytest.mark.parametrize(
    ("corners", "words"),
    [
        (((0, 0), (2, 2), (0, 2), (2, 0)), "cross or touch"),
        (((0, 0), (0, 4), (4, 4), (0, 2), (4, 0)), "cross or touch"),
        (((0, 0), (0, 2), (0, 1)), "cross or touch"),
        (((0, 0), (0, 2), (2, 2), (0, 0)), "named twice"),
        (((0, 0), (0, 2)), "at least 3"),
        (((0, 0), (0, 2), (2000, 2)), "more than 1 degree"),
    ],
    ids=[
        "bow tie",
        "corner on a side",
        "there and back",
        "closed by hand",
        "two corners",
        "a mistyped corner",
    ],
)
def test_rings_that_do_not_are_refused_in_words(corners: tuple[tuple[int, int], ...], words: str) -> None:
    with pytest.raises(Invalid, match=words) as refused:
        check_zone(polygon(*corners))

    assert set(refused.value.fields) == {"geo_zone"}


def test_a_circle_and_no_zone_at_all_pass() -> None:
    check_zone(None)
    check_zone({"type": "circle", "center": {"lat": 0, "lon": 0}, "radius_m": 50})


@given(st.lists(CELLS, min_size=3, max_size=7, unique=True))
def test_a_ring_is_refused_exactly_when_two_sides_share_a_point_they_should_not(
    corners: list[tuple[int, int]],
) -> None:
    assert is_refused(polygon(*corners)) == sides_meet(corners)


@given(st.lists(CELLS, min_size=3, max_size=7, unique=True), st.integers(0, 6))
def test_where_the_ring_begins_does_not_matter(corners: list[tuple[int, int]], shift: int) -> None:
    turned = corners[shift % len(corners) :] + corners[: shift % len(corners)]

    assert is_refused(polygon(*corners)) == is_refused(polygon(*turned))


def test_the_largest_zone_is_just_small_enough() -> None:
    half = MAX_SPAN_DEG / UNIT

    check_zone(polygon((0, 0), (0, half), (half, 0)))


def sides_meet(corners: list[tuple[int, int]]) -> bool:
    """The rule by brute force: each pair of sides as two equations in whole numbers."""
    sides = list(zip(corners, corners[1:] + corners[:1], strict=True))
    return any(
        common_points(first, second) - {corner for corner in first if corner in second}
        for first, second in combinations(sides, 2)
    )


def common_points(first: Any, second: Any) -> set[Any]:
    """Points of two sides in common: their crossing, or lattice points where they lie on one line."""
    (a, b), (c, d) = first, second
    u, v, w = (b[0] - a[0], b[1] - a[1]), (d[0] - c[0], d[1] - c[1]), (c[0] - a[0], c[1] - a[1])
    det = u[0] * v[1] - u[1] * v[0]
    if det:
        s = Fraction(w[0] * v[1] - w[1] * v[0], det)
        t = Fraction(w[0] * u[1] - w[1] * u[0], det)
        return {(a[0] + s * u[0], a[1] + s * u[1])} if 0 <= s <= 1 and 0 <= t <= 1 else set()
    if u[0] * w[1] - u[1] * w[0]:
        return set()
    # On one line: sides that overlap share at least the end of one of them.
    return {point for point in (a, b, c, d) if within(point, first) and within(point, second)}


def within(point: Any, side: Any) -> bool:
    """Whether a point on a side's line lies on the side."""
    return all(min(p) <= at <= max(p) for at, *p in zip(point, *side, strict=True))
