"""Where a session of the week can be at all, whatever the rules say."""

from __future__ import annotations

from datetime import time
from uuid import UUID

from engine.timetable.problem import Placement
from services.errors import Invalid
from services.timetabling.scene import Scene


class NoSuchPlace(Invalid):
    """No session can be there, whatever the rules say."""

    code = "no_such_place"


def room_in(scene: Scene, room_id: UUID) -> int:
    """The index of a room that may be planned with.

    Raises
    ------
    NoSuchPlace
        If it is none.
    """
    room = scene.plan.room_of.get(room_id)
    if room is None:
        raise NoSuchPlace(
            f"There is no room {room_id} that may be planned with.",
            fields={"room_id": "No room that may be planned with has this id."},
        )
    return room


def place_in(scene: Scene, event: int, weekday: int, starts_at: time, room_id: UUID) -> Placement:
    """The slot and the room that an event would have.

    Raises
    ------
    NoSuchPlace
        If no period begins then, it would run past the end of the day, or the room is not planned with.
    """
    grid = scene.plan.week.grid
    slot = scene.plan.slot(weekday, starts_at)
    duration = scene.plan.problem.events[event].duration
    if slot is None:
        periods = ", ".join(f"{period.starts_at:%H:%M}" for period in scene.plan.week.policy.periods)
        raise NoSuchPlace(
            f"No period of the week begins then: {starts_at:%H:%M} on weekday {weekday}.",
            fields={"starts_at": f"On a teaching day, one of {periods}."},
        )
    if grid.slot_of_day(slot) + duration > grid.slots_per_day:
        raise NoSuchPlace(
            f"The session lasts {duration} periods and would run past the end of the day.",
            fields={"starts_at": "Too late in the day for so long a session."},
        )
    return Placement(slot, room_in(scene, room_id))
