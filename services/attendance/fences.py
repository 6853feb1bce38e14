"""Where a session is held on the map.

The room's own zone; without one the school's; without that a circle around where the trainer started
the session. A position that can be held against none of these is left to a person.

Loads the engine: import it inside functions only.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from engine.geofence import Circle, Fence, InvalidFence, Place, Polygon
from models import AttendanceSession, CheckIn, Room, School
from services.policy import policy_of

FENCES = 256
"""Fences that are kept: each costs about 0.1 ms to lay out."""


@dataclass(frozen=True, slots=True)
class Venue:
    """Where a session is held: within what its people are, if anything says so; or nowhere."""

    fence: Fence | None
    is_virtual: bool


def venue_of(session: Session, held: AttendanceSession) -> Venue:
    """Where a session is held."""
    # A room may have been given up since the timetable was published.
    room_type, own_zone, school_zone = session.execute(
        _VENUE, {"room_id": held.room_id}, execution_options={"include_deleted": True}
    ).one()
    zone = own_zone or school_zone
    if zone is None and room_type != "virtual":
        zone = _around_start(session, held)
    fence = None if zone is None else _laid_out(json.dumps(zone, sort_keys=True))
    return Venue(fence, room_type == "virtual")


_VENUE = (
    select(Room.room_type, Room.geo_zone, School.geo_zone)
    .join(School, School.tenant_id == Room.tenant_id)
    .where(Room.id == bindparam("room_id"))
)
"""Built once: every attempt asks it."""


def _around_start(session: Session, held: AttendanceSession) -> Mapping[str, Any] | None:
    position = session.scalar(
        select(CheckIn.position)
        .where(
            CheckIn.session_id == held.id,
            CheckIn.action == "start",
            CheckIn.decision != "refused",
            CheckIn.position.is_not(None),
        )
        .order_by(CheckIn.received_at.desc())
        .limit(1)
    )
    if position is None:
        return None
    center = {"lat": position["lat"], "lon": position["lon"]}
    return {"type": "circle", "center": center, "radius_m": policy_of(session).place_fence_m}


@lru_cache(maxsize=FENCES)
def _laid_out(zone_text: str) -> Fence | None:
    zone = json.loads(zone_text)
    try:
        if zone["type"] == "circle":
            return Circle(_place(zone["center"]), zone["radius_m"])
        return Polygon([_place(point) for point in zone["ring"]])
    except InvalidFence:
        return None  # as good as none: a polygon that reaches over many kilometres, or is but a line


def _place(point: Mapping[str, float]) -> Place:
    return Place(point["lat"], point["lon"])
