"""Events run without interruption."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import numpy as np

from engine.timetable.constraints.rule import Violation
from engine.timetable.kernel.shapes import Domain
from engine.timetable.layout import Layout
from engine.timetable.model import Model
from engine.timetable.problem import DAY_NAMES, Problem
from engine.timetable.timetable import Timetable


class Breaks:
    """An event crosses neither a break nor the end of the day."""

    name = "breaks"
    needs_rooms = False

    def applies(self, problem: Problem) -> bool:
        """Whether any event lasts longer than a slot."""
        return any(event.duration > 1 for event in problem.events)

    def add(self, model: Model) -> None:
        """Forbid every start that would run across a break or out of the day."""
        grid = model.problem.grid
        for duration, starts in zip(model.layout.duration.tolist(), model.starts, strict=True):
            for slot, var in starts.items():
                if not grid.fits(slot, duration):
                    model.cp.add(var == 0)

    def violations(self, problem: Problem, timetable: Timetable) -> Iterator[Violation]:
        """Find events that are interrupted."""
        for event, _ in timetable.placed():
            slots = timetable.slots_of(problem, event)
            if reason := _interruption(problem, slots):
                yield Violation(self.name, (event,), f"{problem.event_name(event)} runs {reason}")

    def kernel(self, layout: Layout) -> Domain:
        """First slots from which a bundle's events end in time, looked up by duration."""
        grid = layout.problem.grid
        fits = np.array(
            [
                [grid.fits(slot, duration) for slot in range(layout.num_slots)]
                for duration in range(1, grid.slots_per_day + 1)
            ]
        )
        return Domain(slots=fits[layout.duration - 1])


def _interruption(problem: Problem, slots: range) -> str:
    """What parts two neighbouring slots of an event, in words; nothing when they are one piece."""
    grid = problem.grid
    for slot, following in pairwise(slots):
        if grid.day(slot) != grid.day(following):
            return f"past the end of {DAY_NAMES[grid.day(slot)]}"
        pause = grid.starts[grid.slot_of_day(following)] - grid.starts[grid.slot_of_day(slot)]
        if pause > grid.slot_minutes:
            return f"into the break before {grid.label(following)}"
    return ""
