"""Geofence: whether a reported position lies within an area, and how probable that is."""

from engine.geofence.accuracy import Platform, is_possible, sigma_m
from engine.geofence.earth import Place, distance_m
from engine.geofence.errors import InvalidFence, InvalidPlace
from engine.geofence.fence import Circle, Fence, Polygon
from engine.geofence.plane import Plane
from engine.geofence.position import Earlier, Position, Presence, judge_position, least_speed_ms

__all__ = [
    "Circle",
    "Earlier",
    "Fence",
    "InvalidFence",
    "InvalidPlace",
    "Place",
    "Plane",
    "Platform",
    "Polygon",
    "Position",
    "Presence",
    "distance_m",
    "is_possible",
    "judge_position",
    "least_speed_ms",
    "sigma_m",
]
