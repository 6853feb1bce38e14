"""Rooms: what they are for, what they have, and how much they take."""

from __future__ import annotations

import json

from sqlalchemy import ColumnElement, String, select, type_coerce
from sqlalchemy.orm import Session

from models import Room, RoomMaintenance
from services.access import Permission
from services.places import check_zone
from services.records import Kind


def _has_facility(name: str) -> ColumnElement[bool]:
    # The column holds a JSON array as text; between its quotes a name stands there and nowhere else.
    quoted = json.dumps(name.casefold(), ensure_ascii=False)
    return type_coerce(Room.facilities, String).contains(quoted, autoescape=True)


def _check(_session: Session, room: Room) -> None:
    room.facilities = tidy_facilities(room.facilities or [])
    check_zone(room.geo_zone)


def tidy_facilities(names: list[str]) -> list[str]:
    """Names of facilities, each once and in small letters: rooms and courses meet by these words."""
    return sorted({name.casefold() for name in names})


def _end_maintenance(session: Session, room: Room) -> None:
    for maintenance in session.scalars(select(RoomMaintenance).where(RoomMaintenance.room_id == room.id)):
        session.delete(maintenance)


ROOMS = Kind(
    model=Room,
    noun="room",
    plural="rooms",
    read=Permission.ROOMS_READ,
    write=Permission.ROOMS_WRITE,
    unique=(("code",),),
    filters={
        "min_capacity": lambda seats: Room.capacity >= seats,
        "facility": _has_facility,
    },
    search=(Room.code, Room.name, Room.building),
    order={"code": Room.code, "name": Room.name, "capacity": Room.capacity},
    check=_check,
    before_delete=_end_maintenance,
)
"""How rooms are read and written."""
