"""Days should have no holes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from engine.timetable.constraints.chains import so_far
from engine.timetable.constraints.cycle import pattern_weights, pattern_words
from engine.timetable.constraints.days import days_of
from engine.timetable.constraints.people import everybody, price_for
from engine.timetable.constraints.rows import row_price
from engine.timetable.constraints.rule import Cost
from engine.timetable.kernel.bits import LOW_MASK, popcount, smear
from engine.timetable.kernel.machine_code import machine_code
from engine.timetable.kernel.shapes import DayProfile
from engine.timetable.layout import Layout
from engine.timetable.model import Model
from engine.timetable.problem import DAY_NAMES, Problem
from engine.timetable.timetable import Timetable


class IdleGaps:
    """A free slot between the first and the last slot in use of a day costs.

    The price is ``weights.idle_group`` for a group and ``weights.idle_teacher`` for a teacher, in
    each week. Breaks between slots are no slots and cost nothing.
    """

    name = "idle-gaps"
    needs_rooms = False

    def applies(self, problem: Problem) -> bool:
        """Whether holes cost anything, and somebody has two events and a day long enough for one."""
        weights = problem.weights
        return problem.grid.slots_per_day > 2 and any(
            len(events) > 1 and price_for(who, group=weights.idle_group, teacher=weights.idle_teacher)
            for who, events in everybody(problem)
        )

    def add(self, model: Model) -> None:
        """Pay for each free slot that has one in use before it and one after it."""
        per_day = model.problem.grid.slots_per_day
        for row, price in enumerate(_prices(model.layout)):
            for pattern, often in enumerate(model.layout.pattern_weight.tolist()):
                for first in range(0, model.layout.num_slots, per_day) if price else ():
                    self._add_day(model, row, pattern, first, price * often)

    def _add_day(self, model: Model, row: int, pattern: int, first: int, price: int) -> None:
        day = range(first, first + model.problem.grid.slots_per_day)
        busy = [model.busy(row, pattern, slot) for slot in day]
        name = f"{row}_{pattern}_{first}"
        before = so_far(model, [[slot] for slot in busy], f"before_{name}")
        after = so_far(model, [[slot] for slot in reversed(busy)], f"after_{name}")[::-1]
        for i in range(1, len(busy) - 1):
            if before[i - 1] is model.zero or after[i + 1] is model.zero:
                continue
            idle = model.cp.new_bool_var(f"idle_{name}_{i}")
            model.cp.add(before[i - 1] + after[i + 1] - busy[i] - 1 <= idle)
            model.pay(price, idle)

    def costs(self, problem: Problem, timetable: Timetable) -> Iterator[Cost]:
        """Find days with holes."""
        weights, words = pattern_weights(problem), pattern_words(problem)
        group, teacher = problem.weights.idle_group, problem.weights.idle_teacher
        for who, events in everybody(problem):
            price = price_for(who, group=group, teacher=teacher)
            for day in days_of(problem, timetable, events, weights) if price else ():
                if idle := day.slots[-1] - day.slots[0] + 1 - len(day.slots):
                    yield Cost(
                        self.name,
                        price * weights[day.week] * idle,
                        day.events,
                        f"{who} has {idle} idle slot{'s'[: idle - 1]} "
                        f"on {DAY_NAMES[day.day]}{words[day.week]}",
                        whom=who,
                    )

    def kernel(self, layout: Layout) -> DayProfile:
        """The price of each row."""
        prices = np.array(_prices(layout), np.int64)
        return DayProfile(prices.reshape(-1, 1), prices > 0)


@machine_code(inline="always")
def day_cost(data: Any, row: int, word: int) -> Any:
    """Free slots below the highest in use, but not below the lowest, weighted."""
    used = word & LOW_MASK
    return data[row, 0] * popcount(smear(used) & ~used & -(used & -used))


def _prices(layout: Layout) -> list[int]:
    """Price of a hole for each row, 0 where a single event cannot leave one."""
    weights = layout.problem.weights
    group, teacher = weights.idle_group, weights.idle_teacher
    return [row_price(row, group=group, teacher=teacher) * (len(row.events) > 1) for row in layout.rows]
