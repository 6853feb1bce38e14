"""Rooms of the demo college, when they are closed, and when its trainers are away."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from engine.timetable.problem import Room as GeneratedRoom
from models import Base, Room, RoomMaintenance, Term, TrainerAvailability, User
from services.seeding.calendar import TERM_WEEKS
from services.seeding.generated import Generated

CAMPUS = (-1.2921, 36.8219)
"""Latitude and longitude of the demo campus's middle."""

CAMPUS_RADIUS_M = 400.0
BUILDING_RADIUS_M = 60.0
_STEP_DEG = 0.001
_BUILDINGS_A_ROW = 3


def circle(latitude: float, longitude: float, radius_m: float) -> dict[str, Any]:
    """A circle on the map, as rooms and the school hold it."""
    return {
        "type": "circle",
        "center": {"lat": round(latitude, 7), "lon": round(longitude, 7)},
        "radius_m": radius_m,
    }


def build_facilities(
    college: Generated, *, term: Term, trainers: Sequence[User], zone: ZoneInfo
) -> Iterator[Base]:
    """Rooms, their weekly maintenance, and what trainers say of their time, over a term."""
    places = _places(college)
    for item in college.problem.rooms:
        room = _room(item, places)
        yield room
        for day, start, end in college.stretches(item.unavailable):
            for week in range(TERM_WEEKS):
                on = term.starts_on + timedelta(weeks=week, days=day)
                yield RoomMaintenance(
                    room_id=room.id,
                    starts_at=_at(on, start, zone),
                    ends_at=_at(on, end, zone),
                    reason="Weekly maintenance",
                )
    for trainer, teacher in zip(trainers, college.problem.teachers, strict=True):
        for kind, slots in (
            ("unavailable", teacher.unavailable),
            ("disliked", teacher.disliked - teacher.unavailable),
        ):
            for day, start, end in college.stretches(slots):
                yield TrainerAvailability(
                    trainer_id=trainer.id,
                    term_id=term.id,
                    weekday=day,
                    starts_at=_clock(start),
                    ends_at=_clock(end),
                    kind=kind,
                )


def _places(college: Generated) -> dict[str, dict[str, Any]]:
    """Zones of the buildings, in rows around the middle of the campus."""
    buildings = sorted({room.building for room in college.problem.rooms if room.building})
    places = {}
    for index, building in enumerate(buildings):
        row, column = divmod(index, _BUILDINGS_A_ROW)
        north, east = (row - 1) * _STEP_DEG, (column - 1) * _STEP_DEG
        places[building] = circle(CAMPUS[0] + north, CAMPUS[1] + east, BUILDING_RADIUS_M)
    return places


def _room(item: GeneratedRoom, places: dict[str, dict[str, Any]]) -> Room:
    return Room(
        code=item.id,
        name=item.name.removesuffix(f" ({item.building})"),
        room_type=item.kind,
        capacity=item.capacity,
        building=item.building or None,
        facilities=sorted(item.features),
        geo_zone=places.get(item.building),
        daily_booking_limit=item.max_bookings,
    )


def _clock(minute: int) -> time:
    return time(*divmod(minute, 60))


def _at(day: date, minute: int, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, _clock(minute), zone)
