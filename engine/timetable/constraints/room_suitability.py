"""Events are held only in rooms that the planner has not ruled out."""

from __future__ import annotations

from collections.abc import Iterator

from engine.timetable.constraints.room_choice import rooms_by_need
from engine.timetable.constraints.rule import Violation
from engine.timetable.kernel.shapes import Domain
from engine.timetable.layout import Layout
from engine.timetable.model import Model
from engine.timetable.problem import Problem
from engine.timetable.timetable import Timetable


class RoomSuitability:
    """An event keeps to the rooms listed for it, and out of those unsuitable for its course.

    The second half holds only where ``weights.use_room_constraints`` says so.
    """

    name = "room-suitability"
    needs_rooms = True

    def applies(self, problem: Problem) -> bool:
        """Whether any room is ruled out for any event."""
        everywhere = len(problem.rooms)
        return any(
            (event.rooms is not None and len(event.rooms) < everywhere) or _unsuitable(problem, event.course)
            for event in problem.events
        )

    def add(self, model: Model) -> None:
        """Forbid placements in rooms that are ruled out."""
        problem = model.problem
        for events, places in zip(model.layout.bundles, model.places, strict=True):
            event = problem.events[events[0]]
            unsuitable = _unsuitable(problem, event.course)
            for (_, room), var in places.items():
                if room in unsuitable or (event.rooms is not None and room not in event.rooms):
                    model.cp.add(var == 0)

    def violations(self, problem: Problem, timetable: Timetable) -> Iterator[Violation]:
        """Find events in rooms that are ruled out."""
        for event, place in timetable.placed():
            listed, course = problem.events[event].rooms, problem.courses[problem.events[event].course]
            room, name = problem.rooms[place.room], problem.event_name(event)
            if listed is not None and place.room not in listed:
                yield Violation(self.name, (event,), f"{room} is not among the rooms for {name}")
            if problem.weights.use_room_constraints and place.room in course.unsuitable_rooms:
                yield Violation(self.name, (event,), f"{room} is unsuitable for {course}")

    def kernel(self, layout: Layout) -> Domain:
        """Rooms that nobody has ruled out."""
        problem = layout.problem
        firsts = [problem.events[events[0]] for events in layout.bundles]
        needs = [(event.rooms, _unsuitable(problem, event.course)) for event in firsts]

        def suitable(need: tuple[frozenset[int] | None, frozenset[int]]) -> list[bool]:
            listed, unsuitable = need
            rooms = range(len(problem.rooms))
            return [(listed is None or room in listed) and room not in unsuitable for room in rooms]

        return Domain(rooms=rooms_by_need(layout, needs, suitable))


def _unsuitable(problem: Problem, course: int) -> frozenset[int]:
    """Rooms closed to a course, for the solver's two routes."""
    return problem.courses[course].unsuitable_rooms if problem.weights.use_room_constraints else frozenset()
