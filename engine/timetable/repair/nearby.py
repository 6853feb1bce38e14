"""Who is near the events that must move, and how large a model with all of them would be."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.timetable.layout import Layout
from engine.timetable.timetable import Timetable


class Nearby:
    """Sets of events that share people or rooms.

    Parameters
    ----------
    layout
        Of the problem.
    timetable
        Who is in which room.
    slots_ok, rooms_ok
        Where the events of each bundle could start, and in which rooms: bundles by slots, bundles by rooms.
    """

    def __init__(
        self, layout: Layout, timetable: Timetable, slots_ok: NDArray[np.bool_], rooms_ok: NDArray[np.bool_]
    ) -> None:
        self._layout, self._timetable = layout, timetable
        self._slots_ok, self._rooms_ok = slots_ok, rooms_ok

    def with_their_people(self, events: frozenset[int]) -> frozenset[int]:
        """The events and all that share a group or a teacher with one of them."""
        rows = {row for event in events for row in self._layout.rows_of[self._layout.bundle_of[event]]}
        return events.union(*(self._layout.rows[row].events for row in rows))

    def with_their_rooms(self, events: frozenset[int]) -> frozenset[int]:
        """The events and all that are held in rooms which one of them could use."""
        wanted = np.logical_or.reduce(self._rooms_ok[self._variables(events)], axis=0)
        return events | {event for event, place in self._timetable.placed() if wanted[place.room]}

    def starts(self, events: frozenset[int]) -> int:
        """Literals of a model without rooms: slots to choose from."""
        return int(self._slots_ok[self._variables(events)].sum())

    def literals(self, events: frozenset[int]) -> int:
        """Literals of a model with rooms: places to choose from."""
        bundles = self._variables(events)
        return int((self._slots_ok[bundles].sum(1) * self._rooms_ok[bundles].sum(1)).sum())

    def _variables(self, events: frozenset[int]) -> NDArray[np.int64]:
        """The bundle of each event, once for those that also have one place, or none, between them."""
        alike = {(int(self._layout.bundle_of[event]), self._timetable[event]) for event in events}
        return np.array(sorted(bundle for bundle, _ in alike), np.int64)
