"""The benchmark of fences: a million points in circles and polygons, and how probable it is to be inside.

    python -m benchmarks.geofence [--points 1000000] [--rounds 9] [--print-only]

Times are of one thread's CPU. Every answer is asserted before its time counts: circles against the distance
by the geodesic for some points and by the exact projection for all, polygons against a test of angles written
apart, probabilities against SciPy's `ncx2`. The haversine formula and geopy's geodesic stand beside.
Results go to `benchmarks/RESULTS.md`.
"""

from __future__ import annotations

import argparse
import math
import os
import statistics
import time
from collections.abc import Callable

import numpy as np
from geopy.distance import geodesic  # type: ignore[import-untyped,unused-ignore] # it ships no hints
from numpy.typing import NDArray
from scipy.stats import ncx2

from benchmarks.machine import describe_machine
from benchmarks.results import write_section
from engine.geofence import Circle, Place, Plane, Polygon
from engine.geofence.earth import cartesian_m

Floats = NDArray[np.float64]

HALL = Place(53.3438, -6.2546)
RADIUS_M = 150.0
CORNERS = (4, 8, 20, 100)
ORIGINS = (HALL, Place(0, 0), Place(-45, 180), Place(80, -180), Place(89.9, 5), Place(-90, 0))


def main() -> None:
    """Measure and write it down."""
    options = _options()
    lat, lon = _points(options.points)
    lines = [
        f"{options.points:,} points; load of the machine as it began: {os.getloadavg()[0]:.1f}.",
        "",
        "| | ns a point, median | best |",
        "|---|---:|---:|",
        *_circles(lat, lon, options.rounds),
        *_polygons(lat, lon, options.rounds),
        *_probabilities(lat, lon, options.rounds),
        "",
        *_accuracy(),
    ]
    print("\n".join(lines), flush=True)
    if not options.print_only:
        write_section("Fences", describe_machine(), lines)


def _points(count: int) -> tuple[Floats, Floats]:
    rng = np.random.default_rng(1)
    return HALL.lat + rng.normal(0, 0.0015, count), HALL.lon + rng.normal(0, 0.0025, count)


def _circles(lat: Floats, lon: Floats, rounds: int) -> list[str]:
    fence = Circle(HALL, RADIUS_M)
    chord = np.linalg.norm(cartesian_m(lat, lon) - cartesian_m(HALL.lat, HALL.lon).reshape(3, 1), axis=0)
    clear = np.abs(chord - RADIUS_M) > 0.01
    assert np.array_equal(fence.contains(lat, lon)[clear], (chord <= RADIUS_M)[clear])
    for place in range(200):
        true = geodesic((HALL.lat, HALL.lon), (lat[place], lon[place])).meters
        assert (
            bool(fence.contains(lat[place], lon[place])) == (true <= RADIUS_M) or abs(true - RADIUS_M) < 0.01
        )
    few = range(300)
    return [
        _line("circle", lambda: fence.contains(lat, lon), lat.size, rounds),
        _line("circle by haversine", lambda: _haversine_m(lat, lon) <= RADIUS_M, lat.size, rounds),
        _line(
            "circle by geopy's geodesic",
            lambda: [geodesic((HALL.lat, HALL.lon), (lat[place], lon[place])).meters for place in few],
            len(few),
            3,
        ),
    ]


def _polygons(lat: Floats, lon: Floats, rounds: int) -> list[str]:
    lines = []
    for corners in CORNERS:
        ring = _star(corners)
        fence = Polygon(ring)
        some = slice(0, 20_000)
        assert np.array_equal(fence.contains(lat[some], lon[some]), _winds(ring, lat[some], lon[some]))
        lines.append(_line(f"polygon, {corners} corners", _contains(fence, lat, lon), lat.size, rounds))
    return lines


def _contains(fence: Polygon, lat: Floats, lon: Floats) -> Callable[[], object]:
    return lambda: fence.contains(lat, lon)


def _star(corners: int) -> list[Place]:
    """A ring with bays, of 100 to 200 m."""
    angles = np.arange(corners) * 2 * math.pi / corners
    radii = np.where(np.arange(corners) % 2, 0.0018, 0.0012)
    east = radii * np.sin(angles) / math.cos(math.radians(HALL.lat))
    north = radii * np.cos(angles)
    return [Place(HALL.lat + n, HALL.lon + e) for e, n in zip(east.tolist(), north.tolist(), strict=True)]


def _winds(ring: list[Place], lat: Floats, lon: Floats) -> NDArray[np.bool_]:
    """Whether the angles under which a point sees the sides add up to a full turn."""
    plane = Plane(HALL, 5000)
    x, y = plane.project(lat, lon)
    corner_x, corner_y = plane.project([place.lat for place in ring], [place.lon for place in ring])
    angles = np.arctan2(corner_y[:, None] - y, corner_x[:, None] - x)
    turns = np.diff(np.vstack([angles, angles[:1]]), axis=0)
    total = ((turns + np.pi) % (2 * np.pi) - np.pi).sum(0)
    inside: NDArray[np.bool_] = np.abs(total) > np.pi
    return inside


def _probabilities(lat: Floats, lon: Floats, rounds: int) -> list[str]:
    some = slice(0, lat.size // 10)
    lats, lons = lat[some], lon[some]
    sigma = np.random.default_rng(2).uniform(3, 60, lats.size)
    circle, polygon = Circle(HALL, RADIUS_M), Polygon(_star(8))
    away = np.hypot(*Plane(HALL, 5000).project(lats, lons))
    reference = ncx2.cdf((RADIUS_M / sigma) ** 2, 2, (away / sigma) ** 2)
    assert np.allclose(circle.probability_inside(lats, lons, sigma), reference, atol=1e-9)
    sharp = polygon.probability_inside(lats, lons, 0.001)
    assert np.array_equal(sharp > 0.5, polygon.contains(lats, lons))
    return [
        _line("probability, circle", lambda: circle.probability_inside(lats, lons, sigma), lats.size, rounds),
        _line(
            "probability, 8 corners", lambda: polygon.probability_inside(lats, lons, sigma), lats.size, rounds
        ),
    ]


def _accuracy() -> list[str]:
    """Largest error of a distance in the plane, over bearings and places from the equator to a pole."""
    worst = dict.fromkeys((200, 1000, 10_000), 0.0)
    for origin in ORIGINS:
        for metres in worst:
            plane = Plane(origin, metres)
            for bearing in range(0, 360, 10):
                end = geodesic(meters=metres).destination((origin.lat, origin.lon), bearing)
                found = np.hypot(*plane.project(end.latitude, end.longitude))
                worst[metres] = max(worst[metres], abs(float(found) - metres))
    errors = ", ".join(f"{1000 * error:.3f} mm at {metres:,} m" for metres, error in worst.items())
    assert worst[1000] <= 0.01
    return [f"Largest error against geopy's geodesic, from the equator to the poles: {errors}."]


def _haversine_m(lat: Floats, lon: Floats) -> Floats:
    phi, phi0 = np.radians(lat), math.radians(HALL.lat)
    across = np.sin(np.radians(lon - HALL.lon) / 2) ** 2
    half: Floats = np.sin((phi - phi0) / 2) ** 2 + math.cos(phi0) * np.cos(phi) * across
    metres: Floats = 2 * 6_371_008.8 * np.arcsin(np.sqrt(half))
    return metres


def _line(name: str, work: Callable[[], object], points: int, rounds: int) -> str:
    seconds = []
    for _ in range(rounds):
        start = time.thread_time()
        work()
        seconds.append(time.thread_time() - start)
    scale = 1e9 / points
    return f"| {name} | {scale * statistics.median(seconds):.1f} | {scale * min(seconds):.1f} |"


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measure fences.")
    parser.add_argument("--points", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--print-only", action="store_true", help="leave RESULTS.md as it is")
    return parser.parse_args()


if __name__ == "__main__":
    main()
