"""Rooms and their maintenance."""

from __future__ import annotations

import marshmallow as ma

from api.schemas.common import EXAMPLE_ID, Count, ListQuery, RecordSchema, Schema, Text
from api.schemas.geo import GeoZone
from api.schemas.times import Moment
from models.facility import ROOM_TYPES

MAX_SEATS = 100_000
MAX_BOOKINGS_A_DAY = 100
MAX_FACILITIES = 50

FACILITY = Text(most=40, metadata={"example": "projector"})


class RoomWrite(Schema):
    """What a room is given."""

    code = Text(most=20, required=True, metadata={"description": "Short and unique.", "example": "LAB-3"})
    name = Text(most=100, required=True, metadata={"example": "Computer Lab 3"})
    room_type = ma.fields.String(
        required=True,
        validate=ma.validate.OneOf(ROOM_TYPES),
        metadata={"description": "What it is for; courses ask for rooms by it.", "example": "lab"},
    )
    capacity = Count(
        least=1, most=MAX_SEATS, required=True, metadata={"description": "Seats.", "example": 40}
    )
    building = Text(most=100, allow_none=True, metadata={"example": "Block C"})
    facilities = ma.fields.List(
        FACILITY,
        validate=ma.validate.Length(max=MAX_FACILITIES),
        metadata={
            "description": "What it has, in small letters; courses may ask for it.",
            "example": ["computers", "projector"],
        },
    )
    geo_zone = GeoZone(allow_none=True, metadata={"description": "Where it is; none if it is virtual."})
    daily_booking_limit = Count(
        least=1,
        most=MAX_BOOKINGS_A_DAY,
        allow_none=True,
        metadata={"description": "Sessions a day at most; none where there is no limit.", "example": 6},
    )
    is_available = ma.fields.Boolean(
        metadata={"description": "Whether it may be planned with at all.", "example": True}
    )


class RoomSchema(RoomWrite, RecordSchema):
    """A room."""


class RoomQuery(ListQuery):
    """Filters of rooms."""

    room_type = ma.fields.String(validate=ma.validate.OneOf(ROOM_TYPES), metadata={"example": "lab"})
    building = Text(most=100, metadata={"example": "Block C"})
    min_capacity = ma.fields.Integer(
        validate=ma.validate.Range(min=0, max=MAX_SEATS),
        metadata={"description": "Seats at least.", "example": 30},
    )
    facility = Text(most=40, metadata={"description": "What it must have.", "example": "projector"})
    is_available = ma.fields.Boolean(
        metadata={"description": "Only rooms that may, or may not, be planned with.", "example": True}
    )


class MaintenanceOfRoom(Schema):
    """What a maintenance is given, where the address names the room."""

    starts_at = Moment(required=True, metadata={"example": "2026-09-07T05:00:00+00:00"})
    ends_at = Moment(
        required=True,
        metadata={"description": "After starts_at.", "example": "2026-09-07T07:00:00+00:00"},
    )
    reason = Text(most=200, required=True, metadata={"example": "Service of the projectors"})


class RoomMaintenanceWrite(MaintenanceOfRoom):
    """What a maintenance is given."""

    room_id = ma.fields.UUID(required=True, metadata={"description": "Whose it is.", "example": EXAMPLE_ID})


class RoomMaintenanceSchema(RoomMaintenanceWrite, RecordSchema):
    """A time in which a room cannot be used."""


class MaintenanceOfRoomQuery(ListQuery):
    """Filters of one room's maintenances."""

    since = Moment(
        metadata={"description": "Those that end after it.", "example": "2026-09-01T00:00:00+00:00"}
    )
    until = Moment(
        metadata={"description": "Those that start before it.", "example": "2026-12-01T00:00:00+00:00"}
    )


class RoomMaintenanceQuery(MaintenanceOfRoomQuery):
    """Filters of maintenances."""

    room_id = ma.fields.UUID(metadata={"example": EXAMPLE_ID})
