"""Every event has a place."""

from __future__ import annotations

from collections.abc import Iterator

from engine.timetable.constraints.rule import Violation
from engine.timetable.layout import Layout
from engine.timetable.model import Model
from engine.timetable.problem import Problem
from engine.timetable.timetable import Timetable


class Placed:
    """Every event is held once (with ITC-2007's *Lectures*)."""

    name = "placed"
    needs_rooms = False

    def applies(self, problem: Problem) -> bool:
        """Whether there is anything to place."""
        return bool(problem.events)

    def add(self, model: Model) -> None:
        """Nothing to add: the model's variables give each event exactly one start."""

    def violations(self, problem: Problem, timetable: Timetable) -> Iterator[Violation]:
        """Find events without a place."""
        for event in range(len(problem.events)):
            if timetable[event] is None:
                yield Violation(self.name, (event,), f"{problem.event_name(event)} has no place")

    def kernel(self, layout: Layout) -> None:
        """Nothing to add: the kernel counts events without a place itself."""
