"""Courses, teachers and groups meet only when they can."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from engine.timetable.constraints.people import attending, everybody
from engine.timetable.constraints.rule import Violation
from engine.timetable.constraints.runs import starts_running_into
from engine.timetable.kernel.shapes import Domain
from engine.timetable.layout import Layout
from engine.timetable.model import Model
from engine.timetable.problem import Course, Group, Problem, Teacher
from engine.timetable.timetable import Timetable


class Availability:
    """No event runs in a slot that its course, a teacher or a group has closed."""

    name = "availability"
    needs_rooms = False

    def applies(self, problem: Problem) -> bool:
        """Whether anybody has closed a slot."""
        courses = any(course.unavailable for course in problem.courses)
        return courses or any(who.unavailable for who, _ in everybody(problem))

    def add(self, model: Model) -> None:
        """Forbid every start that would run into a closed slot."""
        problem, layout = model.problem, model.layout
        for bundle, starts in enumerate(model.starts):
            course = problem.courses[layout.course[bundle]]
            closed = set(course.unavailable).union(
                *(problem.teachers[teacher].unavailable for teacher in course.teachers),
                *(problem.groups[group].unavailable for group in course.groups),
            )
            for slot, var in starts.items():
                if closed.intersection(range(slot, slot + int(layout.duration[bundle]))):
                    model.cp.add(var == 0)

    def violations(self, problem: Problem, timetable: Timetable) -> Iterator[Violation]:
        """Find events in slots that somebody has closed."""
        for event, _ in timetable.placed():
            slots = timetable.slots_of(problem, event)
            course = problem.courses[problem.events[event].course]
            everyone: list[Course | Group | Teacher] = [course, *attending(problem, event)]
            for who in everyone:
                if closed := sorted(who.unavailable.intersection(slots)):
                    yield Violation(
                        self.name,
                        (event,),
                        f"{who} is not available on {problem.grid.label(closed[0])} "
                        f"for {problem.event_name(event)}",
                    )

    def kernel(self, layout: Layout) -> Domain:
        """Slots whose whole length is open to everybody."""
        problem = layout.problem
        closed = np.zeros((len(problem.courses), layout.num_slots), bool)
        for index, course in enumerate(problem.courses):
            closed[index, list(course.unavailable)] = True
            for teacher in course.teachers:
                closed[index, list(problem.teachers[teacher].unavailable)] = True
            for group in course.groups:
                closed[index, list(problem.groups[group].unavailable)] = True
        return Domain(slots=~starts_running_into(layout, closed[layout.course]))
