"""A room holds one event at a time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from engine.timetable.constraints.overlap import clashing_pairs
from engine.timetable.constraints.rule import Violation
from engine.timetable.layout import Layout
from engine.timetable.model import Literal, Model
from engine.timetable.problem import Problem
from engine.timetable.timetable import Timetable


class RoomClash:
    """At most one event per room, slot and week (ITC-2007's *Room occupancy*)."""

    name = "room-clash"
    needs_rooms = True

    def applies(self, problem: Problem) -> bool:
        """Whether there are two events at all."""
        return len(problem.events) > 1

    def add(self, model: Model) -> None:
        """Post one at-most-one per room, slot and week pattern."""
        held = model.layout.patterns_of
        running: defaultdict[tuple[int, int, int], list[Literal]] = defaultdict(list)
        for bundle, places in enumerate(model.places):
            duration = int(model.layout.duration[bundle])
            for (slot, room), var in places.items():
                for pattern in held[bundle].nonzero()[0].tolist():
                    for t in range(slot, slot + duration):
                        running[pattern, t, room].append(var)
        for variables in running.values():
            if len(variables) > 1:
                model.cp.add_at_most_one(variables)

    def violations(self, problem: Problem, timetable: Timetable) -> Iterator[Violation]:
        """Find each pair of events in one room at once."""
        in_room: defaultdict[int, list[int]] = defaultdict(list)
        for event, place in timetable.placed():
            in_room[place.room].append(event)
        for room, events in in_room.items():
            for first, second, slot in clashing_pairs(problem, timetable, events):
                yield Violation(
                    self.name,
                    (first, second),
                    f"{problem.rooms[room]} holds {problem.event_name(first)} and "
                    f"{problem.event_name(second)} at once, on {problem.grid.label(slot)}",
                )

    def kernel(self, layout: Layout) -> None:
        """Nothing to add: a cell of the kernel's table holds one event."""
