"""Zones on the map: a circle or a polygon around a building, a campus, a room."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from typing import Any

from services.errors import Invalid

MIN_POINTS = 3
MAX_POINTS = 100
MIN_RADIUS_M = 5
MAX_RADIUS_M = 10_000
MAX_SPAN_DEG = 1.0
"""How far a zone reaches in latitude or longitude: no campus is larger, and a mistyped sign is caught."""

DECIMALS = 7
"""Decimal places of a degree that count: a centimetre on the ground."""

Point = tuple[int, int]
"""Latitude and longitude in units of the last decimal place, so that sides are compared exactly."""


def check_zone(zone: Mapping[str, Any] | None, *, field: str = "geo_zone") -> None:
    """Refuse a zone that encloses no clear area of the map.

    ``zone`` is ``{"type": "circle", "center": {"lat", "lon"}, "radius_m"}`` or
    ``{"type": "polygon", "ring": [{"lat", "lon"}, …]}``; ``field`` is what the request calls it.

    Raises
    ------
    Invalid
        If corners of a polygon repeat, its sides cross or touch, or it is far too large.
    """
    if zone is None or zone["type"] != "polygon":
        return
    ring = [(_units(point["lat"]), _units(point["lon"])) for point in zone["ring"]]
    reason = _fault(ring)
    if reason is not None:
        raise Invalid(f"The polygon does not enclose a clear area: {reason}", fields={field: reason})


def _units(degrees: float) -> int:
    return round(degrees * float(10**DECIMALS))


def _fault(ring: Sequence[Point]) -> str | None:
    if len(ring) < MIN_POINTS:
        return f"A polygon has at least {MIN_POINTS} corners, not {len(ring)}."
    if len(set(ring)) < len(ring):
        return "A corner is named twice; the last side leads back to the first corner by itself."
    for axis in zip(*ring, strict=True):
        if max(axis) - min(axis) > _units(MAX_SPAN_DEG):
            return f"It reaches over more than {MAX_SPAN_DEG:g} degree."
    for first, second in _meetings(ring):
        return f"The sides from corner {first + 1} and from corner {second + 1} cross or touch."
    return None


def _meetings(ring: Sequence[Point]) -> Iterator[tuple[int, int]]:
    """Pairs of sides, by their first corners, that meet elsewhere than in the corner they share."""
    count = len(ring)
    sides = [(ring[place], ring[(place + 1) % count]) for place in range(count)]
    for (first, (a, b)), (second, (c, d)) in combinations(enumerate(sides), 2):
        if b == c:
            meets = _turn(a, b, d) == 0 and _is_back(a, b, d)
        elif d == a:
            meets = _turn(c, d, b) == 0 and _is_back(c, d, b)
        else:
            meets = _cross(a, b, c, d)
        if meets:
            yield first, second


def _cross(a: Point, b: Point, c: Point, d: Point) -> bool:
    """Whether two sides without a common corner have a point in common."""
    turns = (_turn(a, b, c), _turn(a, b, d), _turn(c, d, a), _turn(c, d, b))
    if turns[0] != turns[1] and turns[2] != turns[3]:
        return True
    lying = zip(turns, ((a, c, b), (a, d, b), (c, a, d), (c, b, d)), strict=True)
    return any(turn == 0 and _is_within(*points) for turn, points in lying)


def _turn(a: Point, b: Point, c: Point) -> int:
    """1 where the way from a over b to c turns left, -1 right, 0 straight on or back."""
    area = (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
    return (area > 0) - (area < 0)


def _is_within(a: Point, middle: Point, b: Point) -> bool:
    """Whether a point on the line through a and b lies between them."""
    return all(min(a[i], b[i]) <= middle[i] <= max(a[i], b[i]) for i in range(2))


def _is_back(a: Point, corner: Point, b: Point) -> bool:
    """Whether two sides on one line lead back over each other."""
    return (a[0] - corner[0]) * (b[0] - corner[0]) + (a[1] - corner[1]) * (b[1] - corner[1]) > 0
