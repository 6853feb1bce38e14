"""A room seats everybody, where the institution insists."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from engine.timetable.constraints.room_choice import forbid_rooms
from engine.timetable.constraints.rule import Violation
from engine.timetable.kernel.shapes import Domain
from engine.timetable.layout import Layout
from engine.timetable.model import Model
from engine.timetable.problem import Problem
from engine.timetable.timetable import Timetable


class Seats:
    """No course meets in a room with fewer seats than students, if ``weights.hard_capacity`` is set.

    The same as a price is the soft rule *room-capacity*.
    """

    name = "seats"
    needs_rooms = True

    def applies(self, problem: Problem) -> bool:
        """Whether seats are a must and some room is too small for some course."""
        smallest = min((room.capacity for room in problem.rooms), default=0)
        return problem.weights.hard_capacity and any(c.students > smallest for c in problem.courses)

    def add(self, model: Model) -> None:
        """Forbid placements in rooms that are too small."""
        courses = model.problem.courses
        forbid_rooms(model, lambda event, room: courses[event.course].students <= room.capacity)

    def violations(self, problem: Problem, timetable: Timetable) -> Iterator[Violation]:
        """Find meetings in rooms that are too small."""
        for event, place in timetable.placed() if problem.weights.hard_capacity else ():
            room, students = problem.rooms[place.room], problem.courses[problem.events[event].course].students
            if students > room.capacity:
                yield Violation(
                    self.name,
                    (event,),
                    f"{room} seats {room.capacity}, {problem.event_name(event)} has {students}",
                )

    def kernel(self, layout: Layout) -> Domain:
        """Rooms that are large enough."""
        problem = layout.problem
        students = np.array([course.students for course in problem.courses], np.int64)[layout.course]
        capacity = np.array([room.capacity for room in problem.rooms], np.int64)
        return Domain(rooms=students[:, None] <= capacity[None, :])
