"""Events are held in the kind of room they need."""

from __future__ import annotations

from collections.abc import Iterator

from engine.timetable.constraints.room_choice import forbid_rooms, rooms_by_need
from engine.timetable.constraints.rule import Violation
from engine.timetable.kernel.shapes import Domain
from engine.timetable.layout import Layout
from engine.timetable.model import Model
from engine.timetable.problem import Problem
from engine.timetable.timetable import Timetable


class RoomKind:
    """An event that asks for a kind of room is held in a room of exactly that kind."""

    name = "room-kind"
    needs_rooms = True

    def applies(self, problem: Problem) -> bool:
        """Whether some event asks for a kind that not every room has."""
        kinds = {room.kind for room in problem.rooms}
        return any(event.kind and kinds != {event.kind} for event in problem.events)

    def add(self, model: Model) -> None:
        """Forbid placements in rooms of another kind."""
        forbid_rooms(model, lambda event, room: event.kind in ("", room.kind))

    def violations(self, problem: Problem, timetable: Timetable) -> Iterator[Violation]:
        """Find events in rooms of another kind."""
        for event, place in timetable.placed():
            room, kind = problem.rooms[place.room], problem.events[event].kind
            if kind and room.kind != kind:
                yield Violation(
                    self.name,
                    (event,),
                    f"{problem.event_name(event)} needs a room of kind {kind}, "
                    f"{room} is of {f'kind {room.kind}' if room.kind else 'no kind'}",
                )

    def kernel(self, layout: Layout) -> Domain:
        """Rooms of the right kind."""
        problem = layout.problem
        needs = [problem.events[events[0]].kind for events in layout.bundles]
        return Domain(
            rooms=rooms_by_need(layout, needs, lambda kind: [kind in ("", r.kind) for r in problem.rooms])
        )
