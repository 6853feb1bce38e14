"""Rooms are used only when they are open."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from engine.timetable.constraints.rule import Violation
from engine.timetable.kernel.shapes import Domain
from engine.timetable.layout import Layout
from engine.timetable.model import Model
from engine.timetable.problem import Problem
from engine.timetable.timetable import Timetable


class RoomAvailability:
    """No event runs in a slot in which its room is closed for maintenance."""

    name = "room-availability"
    needs_rooms = True

    def applies(self, problem: Problem) -> bool:
        """Whether any room closes."""
        return any(room.unavailable for room in problem.rooms)

    def add(self, model: Model) -> None:
        """Forbid every placement that would run into a closed slot of its room."""
        rooms = model.problem.rooms
        for duration, places in zip(model.layout.duration.tolist(), model.places, strict=True):
            for (slot, room), var in places.items():
                if not rooms[room].unavailable.isdisjoint(range(slot, slot + duration)):
                    model.cp.add(var == 0)

    def violations(self, problem: Problem, timetable: Timetable) -> Iterator[Violation]:
        """Find events in rooms that are closed."""
        for event, place in timetable.placed():
            room = problem.rooms[place.room]
            if closed := room.unavailable.intersection(timetable.slots_of(problem, event)):
                when = problem.grid.label(min(closed))
                yield Violation(
                    self.name, (event,), f"{room} is closed on {when} for {problem.event_name(event)}"
                )

    def kernel(self, layout: Layout) -> Domain:
        """Cells that are open."""
        cells = np.ones((len(layout.problem.rooms), layout.num_slots), bool)
        for index, room in enumerate(layout.problem.rooms):
            cells[index, list(room.unavailable)] = False
        return Domain(cells=cells)
