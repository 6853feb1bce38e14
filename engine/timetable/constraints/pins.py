"""What the planner has fixed stays."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from engine.timetable.constraints.rule import Violation
from engine.timetable.kernel.shapes import Domain
from engine.timetable.layout import Layout
from engine.timetable.model import Model
from engine.timetable.problem import Problem
from engine.timetable.timetable import Timetable


class Pins:
    """A pinned event is held in its slot, and in its room; either may be pinned alone."""

    name = "pins"
    needs_rooms = False

    def applies(self, problem: Problem) -> bool:
        """Whether anything is pinned."""
        return any(event.pin_slot is not None or event.pin_room is not None for event in problem.events)

    def add(self, model: Model) -> None:
        """Forbid all other slots, and with rooms all other rooms."""
        for events, starts, places in zip(model.layout.bundles, model.starts, model.places, strict=True):
            event = model.problem.events[events[0]]
            elsewhere = [var for slot, var in starts.items() if event.pin_slot not in (None, slot)]
            elsewhere += [var for (_, room), var in places.items() if event.pin_room not in (None, room)]
            for var in elsewhere:
                model.cp.add(var == 0)

    def violations(self, problem: Problem, timetable: Timetable) -> Iterator[Violation]:
        """Find events that are not where they are pinned."""
        for index, place in timetable.placed():
            event, name = problem.events[index], problem.event_name(index)
            if event.pin_slot is not None and place.slot != event.pin_slot:
                pinned, now = problem.grid.label(event.pin_slot), problem.grid.label(place.slot)
                yield Violation(self.name, (index,), f"{name} is pinned to {pinned}, not {now}")
            if event.pin_room is not None and place.room != event.pin_room:
                room, other = problem.rooms[event.pin_room], problem.rooms[place.room]
                yield Violation(self.name, (index,), f"{name} is pinned to {room}, not {other}")

    def kernel(self, layout: Layout) -> Domain:
        """The pinned slot and room of each bundle, and all where it is free."""
        firsts = [layout.problem.events[events[0]] for events in layout.bundles]
        slots = np.ones((layout.num_bundles, layout.num_slots), bool)
        rooms = np.ones((layout.num_bundles, len(layout.problem.rooms)), bool)
        for bundle, event in enumerate(firsts):
            if event.pin_slot is not None:
                slots[bundle] = np.arange(layout.num_slots) == event.pin_slot
            if event.pin_room is not None:
                rooms[bundle] = np.arange(len(layout.problem.rooms)) == event.pin_room
        return Domain(slots=slots, rooms=rooms)
