"""Events are held in rooms that have what they need."""

from __future__ import annotations

from collections.abc import Iterator

from engine.timetable.constraints.room_choice import forbid_rooms, rooms_by_need
from engine.timetable.constraints.rule import Violation
from engine.timetable.kernel.shapes import Domain
from engine.timetable.layout import Layout
from engine.timetable.model import Model
from engine.timetable.problem import Problem
from engine.timetable.timetable import Timetable


class RoomFeatures:
    """A room has every feature that its events need."""

    name = "room-features"
    needs_rooms = True

    def applies(self, problem: Problem) -> bool:
        """Whether some event needs what some room lacks."""
        needed = frozenset().union(*(event.features for event in problem.events))
        return any(needed - room.features for room in problem.rooms)

    def add(self, model: Model) -> None:
        """Forbid placements in rooms that lack something."""
        forbid_rooms(model, lambda event, room: event.features <= room.features)

    def violations(self, problem: Problem, timetable: Timetable) -> Iterator[Violation]:
        """Find events in rooms that lack something."""
        for event, place in timetable.placed():
            room = problem.rooms[place.room]
            if missing := problem.events[event].features - room.features:
                yield Violation(
                    self.name,
                    (event,),
                    f"{room} lacks {', '.join(sorted(missing))} for {problem.event_name(event)}",
                )

    def kernel(self, layout: Layout) -> Domain:
        """Rooms that have everything."""
        problem = layout.problem
        needs = [problem.events[events[0]].features for events in layout.bundles]
        return Domain(
            rooms=rooms_by_need(layout, needs, lambda wanted: [wanted <= r.features for r in problem.rooms])
        )
