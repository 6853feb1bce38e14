"""Nobody works too long a day."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from engine.timetable.constraints.cycle import pattern_words
from engine.timetable.constraints.days import days_of
from engine.timetable.constraints.people import everybody
from engine.timetable.constraints.rows import row_loads
from engine.timetable.constraints.rule import Violation
from engine.timetable.kernel.bits import LOW_MASK, popcount
from engine.timetable.kernel.machine_code import machine_code
from engine.timetable.kernel.shapes import DayProfile
from engine.timetable.layout import Layout, Row
from engine.timetable.model import Model
from engine.timetable.problem import DAY_NAMES, Problem
from engine.timetable.timetable import Timetable


class DayLoad:
    """No teacher or group has more slots in use a day than ``max_day``, in any week."""

    name = "day-load"
    needs_rooms = False

    def applies(self, problem: Problem) -> bool:
        """Whether some limit is below what a day could hold."""
        for who, events in everybody(problem):
            load = sum(problem.events[event].duration for event in events)
            if who.max_day is not None and who.max_day < min(problem.grid.slots_per_day, load):
                return True
        return False

    def add(self, model: Model) -> None:
        """Post one sum per row with a limit, day and week pattern."""
        per_day = model.problem.grid.slots_per_day
        for row, limit in enumerate(_limits(model.layout)):
            for pattern in range(len(model.layout.patterns)) if limit < per_day else ():
                for first in range(0, model.layout.num_slots, per_day):
                    busy = [model.busy(row, pattern, slot) for slot in range(first, first + per_day)]
                    model.cp.add(sum(busy) <= limit)

    def violations(self, problem: Problem, timetable: Timetable) -> Iterator[Violation]:
        """Find days that are too long."""
        words = pattern_words(problem)
        for who, events in everybody(problem):
            limit = who.max_day
            for day in days_of(problem, timetable, events, words) if limit is not None else ():
                if limit is not None and len(day.slots) > limit:
                    yield Violation(
                        self.name,
                        day.events,
                        f"{who} has {len(day.slots)} slots on {DAY_NAMES[day.day]}{words[day.week]}, "
                        f"at most {limit} allowed",
                    )

    def kernel(self, layout: Layout) -> DayProfile:
        """The limit of each row."""
        limits = np.array(_limits(layout), np.int64)
        return DayProfile(limits.reshape(-1, 1), limits < layout.problem.grid.slots_per_day)


@machine_code(inline="always")
def day_cost(data: Any, row: int, word: int) -> Any:
    """Slots in use above the limit."""
    return max(0, popcount(word & LOW_MASK) - data[row, 0])


def _limits(layout: Layout) -> list[int]:
    """Lowest limit of each row's owners; the whole day where their events cannot exceed it."""
    per_day = layout.problem.grid.slots_per_day
    most = np.minimum(row_loads(layout).max(1, initial=0), per_day).tolist()
    limits = [min(_limits_of(layout.problem, row), default=per_day) for row in layout.rows]
    return [limit if limit < load else per_day for limit, load in zip(limits, most, strict=True)]


def _limits_of(problem: Problem, row: Row) -> list[int]:
    groups = [problem.groups[group].max_day for group in row.groups]
    teachers = [problem.teachers[teacher].max_day for teacher in row.teachers]
    return [limit for limit in (*groups, *teachers) if limit is not None]
