"""Lectures of a day should stand together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import numpy as np

from engine.timetable.constraints.cycle import pattern_weights
from engine.timetable.constraints.people import everybody, price_for
from engine.timetable.constraints.rows import row_price
from engine.timetable.constraints.rule import Cost
from engine.timetable.kernel.bits import LOW_MASK, popcount
from engine.timetable.kernel.machine_code import machine_code
from engine.timetable.kernel.shapes import DayProfile
from engine.timetable.layout import Layout
from engine.timetable.model import Model
from engine.timetable.problem import Problem
from engine.timetable.timetable import Timetable


class IsolatedLectures:
    """A slot in use with none before or after it that day costs (ITC-2007's *compactness*).

    The price is ``weights.isolated_group`` for a group and ``weights.isolated_teacher`` for a
    teacher, in each week. Breaks do not part neighbours.
    """

    name = "isolated-lectures"
    needs_rooms = False

    def applies(self, problem: Problem) -> bool:
        """Whether isolation costs somebody anything who has events."""
        group, teacher = problem.weights.isolated_group, problem.weights.isolated_teacher
        return (group > 0 and any(problem.events_of_group)) or (
            teacher > 0 and any(problem.events_of_teacher)
        )

    def add(self, model: Model) -> None:
        """Pay for each slot in use whose neighbours are not."""
        for row, price in enumerate(_prices(model.layout)):
            for pattern, often in enumerate(model.layout.pattern_weight.tolist()):
                if price:
                    self._add_week(model, row, pattern, price * often)

    def _add_week(self, model: Model, row: int, pattern: int, price: int) -> None:
        per_day = model.problem.grid.slots_per_day
        for slot in range(model.layout.num_slots):
            here = model.busy(row, pattern, slot)
            if here is model.zero:
                continue
            before = model.busy(row, pattern, slot - 1) if slot % per_day else model.zero
            last = slot % per_day == per_day - 1
            after = model.zero if last else model.busy(row, pattern, slot + 1)
            alone = model.cp.new_bool_var(f"alone_{row}_{pattern}_{slot}")
            model.cp.add(here - before - after <= alone)
            model.pay(price, alone)

    def costs(self, problem: Problem, timetable: Timetable) -> Iterator[Cost]:
        """Find slots that stand alone; events that clash there count each."""
        weights = pattern_weights(problem)
        group, teacher = problem.weights.isolated_group, problem.weights.isolated_teacher
        for who, events in everybody(problem):
            price = price_for(who, group=group, teacher=teacher)
            for week, often in weights.items() if price else ():
                held = [event for event in events if problem.weeks(event) >> week & 1]
                for event, slot in _alone(problem, timetable, held):
                    yield Cost(
                        self.name,
                        price * often,
                        (event,),
                        f"{who} has {problem.event_name(event)} alone on {problem.grid.label(slot)}",
                        whom=who,
                    )

    def kernel(self, layout: Layout) -> DayProfile:
        """The price of each row."""
        prices = np.array(_prices(layout), np.int64)
        return DayProfile(prices.reshape(-1, 1), prices > 0)


@machine_code(inline="always")
def day_cost(data: Any, row: int, word: int) -> Any:
    """Isolated slots of a day, weighted; two events that clash in one slot count once."""
    used = word & LOW_MASK
    return data[row, 0] * popcount(used & ~(used << 1) & ~(used >> 1))


def _prices(layout: Layout) -> list[int]:
    weights = layout.problem.weights
    group, teacher = weights.isolated_group, weights.isolated_teacher
    return [row_price(row, group=group, teacher=teacher) for row in layout.rows]


def _alone(problem: Problem, timetable: Timetable, held: list[int]) -> Iterator[tuple[int, int]]:
    in_use = Counter(slot for event in held for slot in timetable.slots_of(problem, event))
    for event in held:
        for slot in timetable.slots_of(problem, event):
            if not any(in_use[near] for near in _neighbours(problem, slot)):
                yield event, slot


def _neighbours(problem: Problem, slot: int) -> list[int]:
    day = problem.grid.day(slot)
    return [near for near in (slot - 1, slot + 1) if near >= 0 and problem.grid.day(near) == day]
