"""Maintenances of all rooms."""

from __future__ import annotations

from api.blueprint import Blueprint
from api.schemas.rooms import RoomMaintenanceQuery, RoomMaintenanceSchema, RoomMaintenanceWrite
from services.facilities.maintenances import MAINTENANCES

blp = Blueprint("Room maintenances", __name__, description="Times in which rooms cannot be used.")

blp.records(
    MAINTENANCES,
    path="/room-maintenances",
    shown=RoomMaintenanceSchema,
    written=RoomMaintenanceWrite,
    filters=RoomMaintenanceQuery,
)
