"""Rooms that an event may use whatever the slot, for the rules about what rooms are like."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from engine.timetable.layout import Layout
from engine.timetable.model import Model
from engine.timetable.problem import Event, Room

Need = TypeVar("Need", bound=Hashable)


def forbid_rooms(model: Model, suits: Callable[[Event, Room], bool]) -> None:
    """Forbid every placement of an event in a room that does not suit it."""
    problem = model.problem
    for events, places in zip(model.layout.bundles, model.places, strict=True):
        event = problem.events[events[0]]
        closed = {index for index, room in enumerate(problem.rooms) if not suits(event, room)}
        for (_, room), var in places.items():
            if room in closed:
                model.cp.add(var == 0)


def rooms_by_need(
    layout: Layout, needs: Sequence[Need], rooms_for: Callable[[Need], Sequence[bool]]
) -> NDArray[np.bool_]:
    """Rooms of each bundle, of shape (bundles, rooms), given what each bundle needs.

    Whether each room meets a need is asked once for each distinct need: bundles times rooms are
    millions, their needs are few.
    """
    place: dict[Need, int] = {}
    which = [place.setdefault(need, len(place)) for need in needs]
    table = np.array([rooms_for(need) for need in place], bool)
    return table.reshape(len(place), len(layout.problem.rooms))[which]
