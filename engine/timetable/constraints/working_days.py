"""A course should be spread over its minimum of days."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine.timetable.constraints.rule import Cost
from engine.timetable.kernel.machine_code import machine_code
from engine.timetable.kernel.shapes import Counter
from engine.timetable.layout import Layout
from engine.timetable.model import Model
from engine.timetable.problem import Problem
from engine.timetable.timetable import Timetable


class WorkingDays:
    """Each day below a course's minimum costs ``weights.working_days`` (ITC-2007).

    A day counts when any event of the course is held on it in any week.
    """

    name = "working-days"
    needs_rooms = False

    def applies(self, problem: Problem) -> bool:
        """Whether missing days cost anything and some course asks for more than one."""
        return problem.weights.working_days > 0 and any(course.min_days > 1 for course in problem.courses)

    def add(self, model: Model) -> None:
        """Pay for the days that are missing from the minimum."""
        problem, per_day = model.problem, model.problem.grid.slots_per_day
        for course, bundles in enumerate(model.layout.bundles_of_course):
            asked = problem.courses[course].min_days
            if not bundles or asked < 2:
                continue
            days = []
            for day in range(problem.grid.days):
                slots = range(day * per_day, (day + 1) * per_day)
                starts = [model.starts[b][s] for b in bundles for s in slots if s in model.starts[b]]
                days.append(model.any_of(starts, f"day_{course}_{day}"))
            missing = model.excess(asked - sum(days), asked, f"missing_days_{course}")
            model.pay(problem.weights.working_days, missing)

    def costs(self, problem: Problem, timetable: Timetable) -> Iterator[Cost]:
        """Find courses on too few days."""
        for course, events in zip(problem.courses, problem.events_of_course, strict=True):
            if not events:
                continue
            days = {problem.grid.day(place.slot) for event in events if (place := timetable[event])}
            if (missing := course.min_days - len(days)) > 0:
                yield Cost(
                    self.name,
                    missing * problem.weights.working_days,
                    events,
                    f"{course} is held on {len(days)} day{'s' * (len(days) != 1)}, "
                    f"expected at least {course.min_days}",
                )

    def kernel(self, layout: Layout) -> Counter:
        """Counters of the events of each course on each day."""
        problem = layout.problem
        shape = (len(problem.courses), problem.grid.days)
        courses = zip(problem.courses, problem.events_of_course, strict=True)
        asked = np.array([course.min_days if events else 0 for course, events in courses], np.int32)
        weight = problem.weights.working_days
        data = _Data(weight, asked, np.zeros(shape, np.int32), np.zeros(len(asked), np.int32))
        return Counter(data, initial=weight * int(asked.sum()))


class _Data(NamedTuple):
    weight: int
    asked: NDArray[np.int32]  # (courses,)
    events: NDArray[np.int32]  # (courses, days)
    days: NDArray[np.int32]  # (courses,): days with an event


@machine_code(inline="always")
def delta(data: Any, static: Any, state: Any, event: int, s0: int, r0: int, s1: int, r1: int) -> Any:
    """Change of the days missing, weighted."""
    d0 = static.day[s0] if s0 >= 0 else -1
    d1 = static.day[s1] if s1 >= 0 else -1
    if d0 == d1:
        return 0
    course = static.course[static.bundle[event]]
    change = 0
    if d0 >= 0 and data.events[course, d0] == 1:
        change -= 1
    if d1 >= 0 and data.events[course, d1] == 0:
        change += 1
    if change == 0:
        return 0
    asked = data.asked[course]
    days = data.days[course]
    return data.weight * (max(0, asked - days - change) - max(0, asked - days))


@machine_code(inline="always")
def update(data: Any, static: Any, state: Any, event: int, s0: int, r0: int, s1: int, r1: int) -> None:
    """Count the move."""
    course = static.course[static.bundle[event]]
    if s0 >= 0:
        data.events[course, static.day[s0]] -= 1
        if data.events[course, static.day[s0]] == 0:
            data.days[course] -= 1
    if s1 >= 0:
        data.events[course, static.day[s1]] += 1
        if data.events[course, static.day[s1]] == 1:
            data.days[course] += 1
