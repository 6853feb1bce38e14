"""Rooms for given slots: a matching slot by slot, to start annealing from."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.timetable.kernel.annealer import Engine

FORBIDDEN = 1e9
OTHER_ROOM = 1.0
"""Preference for a room that the course has already, in units of cost."""


def assign_rooms(engine: Engine, slots: NDArray[np.int32]) -> NDArray[np.int32]:
    """Rooms for events whose slots are given, each slot's events matched at least cost.

    Events are matched in the order of their starts, so that a long one keeps its room. An event
    that no room is left for gets -1.
    """
    # Here and not above: it takes a third of a second to load, and who only asks for costs assigns nothing.
    from scipy.optimize import linear_sum_assignment

    layout, static = engine.layout, engine.static
    rooms = np.full(len(slots), -1, np.int32)
    free = engine.empty_table == -1
    used = np.zeros((len(layout.problem.courses), len(layout.problem.rooms)), bool)
    for slot in np.unique(slots[slots >= 0]).tolist():
        events = np.flatnonzero(slots == slot)
        bundles = layout.bundle_of[events]
        price = static.room_price[bundles] + OTHER_ROOM * ~used[layout.course[bundles]]
        for row, bundle in enumerate(bundles.tolist()):
            held = layout.patterns_of[bundle]
            last = slot + int(layout.duration[bundle])
            open_rooms = free[held, :, slot:last].all((0, 2)) & (static.room_ok[bundle] > 0)
            price[row, ~open_rooms] = FORBIDDEN
        for index, room in zip(*linear_sum_assignment(price), strict=True):
            if price[index, room] >= FORBIDDEN:
                continue
            chosen = bundles[index]
            rooms[events[index]] = room
            used[layout.course[chosen], room] = True
            free[layout.patterns_of[chosen], room, slot : slot + int(layout.duration[chosen])] = False
    return rooms
