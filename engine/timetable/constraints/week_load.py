"""Nobody works too long a week."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from engine.timetable.constraints.cycle import pattern_words
from engine.timetable.constraints.people import everybody
from engine.timetable.constraints.rows import row_loads
from engine.timetable.constraints.rule import Violation
from engine.timetable.layout import Layout
from engine.timetable.model import Model
from engine.timetable.problem import Problem
from engine.timetable.timetable import Timetable


class WeekLoad:
    """No teacher or group has more slots of events a week than ``max_week``.

    Who attends what is given, so no placement of all events keeps or breaks this rule: when it is broken,
    the problem is impossible, and the rule is there to say why. Only leaving events out mends it.
    """

    name = "week-load"
    needs_rooms = False

    def applies(self, problem: Problem) -> bool:
        """Whether somebody has more than allowed."""
        return next(self._overloads(problem), None) is not None

    def add(self, model: Model) -> None:
        """Post one sum per row and week pattern above its limit: no model of all events meets it."""
        problem, layout = model.problem, model.layout
        for row, load in zip(layout.rows, row_loads(layout), strict=True):
            groups = [problem.groups[group].max_week for group in row.groups]
            teachers = [problem.teachers[teacher].max_week for teacher in row.teachers]
            limits = [limit for limit in (*groups, *teachers) if limit is not None]
            bundles = sorted({int(layout.bundle_of[event]) for event in row.events})
            for pattern in np.flatnonzero(load > min(limits)).tolist() if limits else ():
                held = [
                    int(layout.duration[bundle]) * start
                    for bundle in bundles
                    if layout.patterns_of[bundle, pattern]
                    for start in model.starts[bundle].values()
                ]
                model.cp.add(sum(held) <= min(limits))

    def violations(self, problem: Problem, timetable: Timetable) -> Iterator[Violation]:
        """Find people with too many slots a week, placed or not."""
        yield from self._overloads(problem)

    def kernel(self, layout: Layout) -> None:
        """Nothing to add: no move can change what somebody has a week."""

    def _overloads(self, problem: Problem) -> Iterator[Violation]:
        words = pattern_words(problem)
        for who, events in everybody(problem):
            for week in words if who.max_week is not None else ():
                held = tuple(event for event in events if problem.weeks(event) >> week & 1)
                load = sum(problem.events[event].duration for event in held)
                if who.max_week is not None and load > who.max_week:
                    yield Violation(
                        self.name,
                        held,
                        f"{who} has {load} slots a week{words[week]}, at most {who.max_week} allowed",
                    )
