"""Times in which rooms cannot be used."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Room, RoomMaintenance
from services.access import Actor, Permission
from services.errors import Conflict, Invalid
from services.facilities.rooms import ROOMS
from services.records import Kind, Page, Query, create, fetch, page


class RoomUnderMaintenance(Conflict):
    """A room has maintenance at that time already."""

    code = "room_under_maintenance"


def _keep_apart(session: Session, maintenance: RoomMaintenance) -> None:
    """Refuse a time that runs backwards or overlaps another maintenance of the room."""
    if maintenance.starts_at >= maintenance.ends_at:
        raise Invalid(
            f"The maintenance ends at {maintenance.ends_at:%Y-%m-%d %H:%M} UTC,"
            f" not after its start at {maintenance.starts_at:%Y-%m-%d %H:%M} UTC.",
            fields={"ends_at": "After starts_at."},
        )
    # The room's row is held until the end of this unit of work, so that of two requests at the same
    # moment the second sees what the first stored.
    session.execute(select(Room.id).where(Room.id == maintenance.room_id).with_for_update())
    other = session.scalar(
        select(RoomMaintenance)
        .where(
            RoomMaintenance.room_id == maintenance.room_id,
            RoomMaintenance.id != maintenance.id,
            RoomMaintenance.starts_at < maintenance.ends_at,
            RoomMaintenance.ends_at > maintenance.starts_at,
        )
        .order_by(RoomMaintenance.starts_at)
        .limit(1)
    )
    if other is not None:
        raise RoomUnderMaintenance(
            f"The room is under maintenance from {other.starts_at:%Y-%m-%d %H:%M} to"
            f" {other.ends_at:%Y-%m-%d %H:%M} UTC already ({other.reason}); change that one instead."
        )


MAINTENANCES = Kind(
    model=RoomMaintenance,
    noun="room maintenance",
    plural="room maintenances",
    read=Permission.ROOMS_READ,
    write=Permission.ROOMS_WRITE,
    filters={
        "since": lambda moment: RoomMaintenance.ends_at > moment,
        "until": lambda moment: RoomMaintenance.starts_at < moment,
    },
    search=(RoomMaintenance.reason,),
    order={"starts_at": RoomMaintenance.starts_at},
    check=_keep_apart,
)
"""How maintenances of rooms are read and written."""


def list_of_room(session: Session, *, actor: Actor, room_id: UUID, query: Query) -> Page[RoomMaintenance]:
    """A page of one room's maintenances.

    Raises
    ------
    NotFound
        If there is no such room.
    """
    fetch(session, ROOMS, actor=actor, record_id=room_id)
    of_room = Query(
        filters={**query.filters, "room_id": room_id},
        text=query.text,
        sort=query.sort,
        cursor=query.cursor,
        limit=query.limit,
    )
    return page(session, MAINTENANCES, actor=actor, query=of_room)


def plan(session: Session, *, actor: Actor, room_id: UUID, values: Mapping[str, Any]) -> RoomMaintenance:
    """Plan a maintenance of a room.

    Raises
    ------
    NotFound
        If there is no such room.
    Invalid
        If it does not end after its start.
    RoomUnderMaintenance
        If the room has another one at that time.
    """
    fetch(session, ROOMS, actor=actor, record_id=room_id)
    return create(session, MAINTENANCES, actor=actor, values={**values, "room_id": room_id})
