"""Nobody should be kept busy for too long at a stretch."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from engine.timetable.constraints.cycle import pattern_weights, pattern_words
from engine.timetable.constraints.days import days_of
from engine.timetable.constraints.people import everybody, price_for
from engine.timetable.constraints.rows import row_loads, row_price
from engine.timetable.constraints.rule import Cost
from engine.timetable.kernel.bits import LOW_MASK, popcount
from engine.timetable.kernel.machine_code import machine_code
from engine.timetable.kernel.shapes import DayProfile
from engine.timetable.layout import Layout
from engine.timetable.model import Model
from engine.timetable.problem import Problem
from engine.timetable.timetable import Timetable


class LongRuns:
    """Each slot of a run beyond the first ``weights.long_run_most`` costs.

    A run is slots of a day in use one after the other; only a free slot ends it, since breaks are
    no slots. The price is ``weights.long_run_group`` for a group and ``weights.long_run_teacher``
    for a teacher, in each week.
    """

    name = "long-runs"
    needs_rooms = False

    def applies(self, problem: Problem) -> bool:
        """Whether long runs cost somebody anything whose events can make one in a day."""
        weights = problem.weights
        for who, events in everybody(problem):
            load = sum(problem.events[event].duration for event in events)
            if (
                price_for(who, group=weights.long_run_group, teacher=weights.long_run_teacher)
                and min(load, problem.grid.slots_per_day) > weights.long_run_most
            ):
                return True
        return False

    def add(self, model: Model) -> None:
        """Pay for each slot in use that has ``long_run_most`` in use right before it."""
        for row, price in enumerate(_prices(model.layout)):
            for pattern, often in enumerate(model.layout.pattern_weight.tolist()):
                if price:
                    self._add_week(model, row, pattern, price * often)

    def _add_week(self, model: Model, row: int, pattern: int, price: int) -> None:
        per_day, most = model.problem.grid.slots_per_day, model.problem.weights.long_run_most
        for slot in range(model.layout.num_slots):
            if slot % per_day < most:
                continue
            busy = [model.busy(row, pattern, near) for near in range(slot - most, slot + 1)]
            if not any(literal is model.zero for literal in busy):
                name = f"long_{row}_{pattern}_{slot}"
                model.pay(price, model.excess(sum(busy) - most, 1, name))

    def costs(self, problem: Problem, timetable: Timetable) -> Iterator[Cost]:
        """Find runs that are too long."""
        weights, words, most = pattern_weights(problem), pattern_words(problem), problem.weights.long_run_most
        group, teacher = problem.weights.long_run_group, problem.weights.long_run_teacher
        for who, events in everybody(problem):
            price = price_for(who, group=group, teacher=teacher)
            for day in days_of(problem, timetable, events, weights) if price else ():
                for run in _runs(day.slots):
                    if (beyond := len(run) - most) > 0:
                        yield Cost(
                            self.name,
                            price * weights[day.week] * beyond,
                            tuple(e for e in day.events if timetable.slots_of(problem, e).start in run),
                            f"{who} has {len(run)} slots one after the other from "
                            f"{problem.grid.label(run.start)}{words[day.week]}, at most {most} are wanted",
                            whom=who,
                        )

    def kernel(self, layout: Layout) -> DayProfile:
        """The price of each row, and the length of a run that is free."""
        prices = np.array(_prices(layout), np.int64)
        live = prices > 0
        # Where nothing is paid, 0 spares the kernel the loop.
        return DayProfile(np.column_stack((prices, layout.problem.weights.long_run_most * live)), live)


@machine_code(inline="always")
def day_cost(data: Any, row: int, word: int) -> Any:
    """Slots that are left of the runs when each has lost as many as are free, weighted."""
    left = word & LOW_MASK
    for _ in range(data[row, 1]):
        left &= left >> 1
    return data[row, 0] * popcount(left)


def _prices(layout: Layout) -> list[int]:
    """Price of a slot too many for each row, 0 where the row's events cannot make a long run in a day."""
    weights = layout.problem.weights
    group, teacher = weights.long_run_group, weights.long_run_teacher
    longest = np.minimum(row_loads(layout).max(1, initial=0), layout.problem.grid.slots_per_day).tolist()
    return [
        row_price(row, group=group, teacher=teacher) * (slots > weights.long_run_most)
        for row, slots in zip(layout.rows, longest, strict=True)
    ]


def _runs(slots: Sequence[int]) -> list[range]:
    """Runs that slots in use make, each as long as it goes."""
    firsts = [slot for slot in slots if slot - 1 not in slots]
    lasts = [slot for slot in slots if slot + 1 not in slots]
    return [range(first, last + 1) for first, last in zip(firsts, lasts, strict=True)]
