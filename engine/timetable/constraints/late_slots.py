"""Late slots should be left free."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from engine.timetable.constraints.cycle import weeks_weigher
from engine.timetable.constraints.rule import Cost
from engine.timetable.constraints.runs import summed_over_run
from engine.timetable.kernel.shapes import Price
from engine.timetable.layout import Layout
from engine.timetable.model import Model
from engine.timetable.problem import Problem
from engine.timetable.timetable import Timetable


class LateSlots:
    """Each slot of an event at or after ``weights.late_from`` of the day costs ``weights.late``."""

    name = "late-slots"
    needs_rooms = False

    def applies(self, problem: Problem) -> bool:
        """Whether late slots cost anything, and there are any."""
        weights = problem.weights
        return weights.late > 0 and weights.late_from < problem.grid.slots_per_day and bool(problem.events)

    def add(self, model: Model) -> None:
        """Price each start by the late slots it runs through."""
        grid, weights, layout = model.problem.grid, model.problem.weights, model.layout
        for bundle, starts in enumerate(model.starts):
            price = weights.late * int(layout.week_weight[bundle])
            for slot, var in starts.items():
                end = grid.slot_of_day(slot) + int(layout.duration[bundle])
                late = end - max(grid.slot_of_day(slot), weights.late_from)
                model.pay(price * max(0, late), var)

    def costs(self, problem: Problem, timetable: Timetable) -> Iterator[Cost]:
        """Find events in late slots."""
        weigh, weights = weeks_weigher(problem), problem.weights
        for event, _ in timetable.placed() if weights.late else ():
            slots = timetable.slots_of(problem, event)
            late = [slot for slot in slots if problem.grid.slot_of_day(slot) >= weights.late_from]
            if late:
                yield Cost(
                    self.name,
                    len(late) * weights.late * weigh(problem.weeks(event)),
                    (event,),
                    f"{problem.event_name(event)} is held late, on {problem.grid.label(late[0])}",
                )

    def kernel(self, layout: Layout) -> Price:
        """The price of each first slot for each bundle."""
        weights, per_day = layout.problem.weights, layout.problem.grid.slots_per_day
        late = (np.arange(layout.num_slots) % per_day >= weights.late_from).astype(np.int64)
        slots = summed_over_run(layout, np.broadcast_to(late, (layout.num_bundles, layout.num_slots)))
        return Price(slots=weights.late * layout.week_weight[:, None] * slots)
