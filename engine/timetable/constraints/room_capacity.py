"""A room should seat everybody."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from engine.timetable.constraints.cycle import weeks_weigher
from engine.timetable.constraints.rule import Cost
from engine.timetable.kernel.shapes import Price
from engine.timetable.layout import Layout
from engine.timetable.model import Model
from engine.timetable.problem import Problem
from engine.timetable.timetable import Timetable


class RoomCapacity:
    """Each student above a room's capacity costs ``weights.room_capacity`` a meeting (ITC-2007)."""

    name = "room-capacity"
    needs_rooms = True

    def applies(self, problem: Problem) -> bool:
        """Whether students without a seat cost anything and some room is too small for some course."""
        smallest = min((room.capacity for room in problem.rooms), default=0)
        return problem.weights.room_capacity > 0 and any(c.students > smallest for c in problem.courses)

    def add(self, model: Model) -> None:
        """Price each placement in a room that is too small."""
        problem, layout = model.problem, model.layout
        for bundle, places in enumerate(model.places):
            students = problem.courses[layout.course[bundle]].students
            weight = problem.weights.room_capacity * int(layout.week_weight[bundle])
            for (_, room), var in places.items():
                model.pay(weight * max(0, students - problem.rooms[room].capacity), var)

    def costs(self, problem: Problem, timetable: Timetable) -> Iterator[Cost]:
        """Find meetings in rooms that are too small."""
        weigh = weeks_weigher(problem)
        for event, place in timetable.placed():
            room, course = problem.rooms[place.room], problem.courses[problem.events[event].course]
            if (missing := course.students - room.capacity) > 0:
                yield Cost(
                    self.name,
                    missing * problem.weights.room_capacity * weigh(problem.weeks(event)),
                    (event,),
                    f"{room} seats {room.capacity}, {problem.event_name(event)} has {course.students}",
                )

    def kernel(self, layout: Layout) -> Price:
        """The price of each room for each bundle."""
        problem = layout.problem
        students = np.array([course.students for course in problem.courses])[layout.course]
        capacity = np.array([room.capacity for room in problem.rooms])
        missing = np.maximum(0, students[:, None] - capacity[None, :])
        return Price(rooms=missing * problem.weights.room_capacity * layout.week_weight[:, None])
