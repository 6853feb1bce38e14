"""Rooms, and the maintenance of one of them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import url_for

from api.blueprint import ETAG_HEADER, Blueprint, etag, query_of
from api.context import current_actor, current_session
from api.edge import requires
from api.schemas.common import page_of
from api.schemas.rooms import (
    MaintenanceOfRoom,
    MaintenanceOfRoomQuery,
    RoomMaintenanceSchema,
    RoomQuery,
    RoomSchema,
    RoomWrite,
)
from services.access import Permission
from services.facilities import maintenances
from services.facilities.rooms import ROOMS

blp = Blueprint("Rooms", __name__, description="Places to teach in, of bricks or virtual.")

blp.records(ROOMS, path="/rooms", shown=RoomSchema, written=RoomWrite, filters=RoomQuery)


@blp.get("/rooms/<uuid:room_id>/maintenances")
@blp.arguments(MaintenanceOfRoomQuery, location="query")
@blp.response(200, page_of(RoomMaintenanceSchema))
@requires(Permission.ROOMS_READ)
def list_of_room(arguments: dict[str, Any], room_id: UUID) -> Any:
    """List a room's maintenances."""
    return maintenances.list_of_room(
        current_session(), actor=current_actor(), room_id=room_id, query=query_of(arguments)
    )


@blp.post("/rooms/<uuid:room_id>/maintenances")
@blp.arguments(MaintenanceOfRoom)
@blp.response(201, RoomMaintenanceSchema, headers=ETAG_HEADER)
@requires(Permission.ROOMS_WRITE)
def plan(values: dict[str, Any], room_id: UUID) -> Any:
    """Plan a maintenance of a room."""
    record = maintenances.plan(current_session(), actor=current_actor(), room_id=room_id, values=values)
    location = url_for("Room maintenances.room_maintenances_one", record_id=record.id)
    return record, {**etag(record), "Location": location}
