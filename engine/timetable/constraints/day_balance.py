"""The load of a week should be spread evenly over its days."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from engine.timetable.constraints.cycle import pattern_weights, pattern_words
from engine.timetable.constraints.days import days_of
from engine.timetable.constraints.people import everybody, price_for
from engine.timetable.constraints.rows import row_loads
from engine.timetable.constraints.rule import Cost
from engine.timetable.kernel.bits import LOW_MASK, popcount
from engine.timetable.kernel.machine_code import machine_code
from engine.timetable.kernel.shapes import DayProfile
from engine.timetable.layout import Layout, Row
from engine.timetable.model import Model
from engine.timetable.problem import DAY_NAMES, Group, Problem, Teacher
from engine.timetable.timetable import Timetable


class DayBalance:
    """Each slot in use of a day above somebody's even share of their week costs.

    The even share is the load of the fullest week over the days on which they have a slot open,
    rounded up. The price is ``weights.day_balance_group`` for a group and
    ``weights.day_balance_teacher`` for a teacher, in each week.
    """

    name = "day-balance"
    needs_rooms = False

    def applies(self, problem: Problem) -> bool:
        """Whether imbalance costs somebody anything whose load could all fall on one day."""
        weights, weeks = problem.weights, pattern_weights(problem)
        for who, events in everybody(problem):
            load = _fullest_week(problem, events, weeks)
            most = min(load, problem.grid.slots_per_day)
            if (
                price_for(who, group=weights.day_balance_group, teacher=weights.day_balance_teacher)
                and -(-load // _open_days(problem, who)) < most
            ):
                return True
        return False

    def add(self, model: Model) -> None:
        """Pay for what each day has above each owner's share."""
        loads, per_day = row_loads(model.layout), model.problem.grid.slots_per_day
        for index, row in enumerate(model.layout.rows):
            shares = _shares(model.layout.problem, row, int(loads[index].max()))
            for pattern, often in enumerate(model.layout.pattern_weight.tolist()):
                most = min(per_day, int(loads[index, pattern]))
                paid = [(share, price * often) for share, price in shares if price and share < most]
                for first in range(0, model.layout.num_slots, per_day) if paid else ():
                    busy = [model.busy(index, pattern, slot) for slot in range(first, first + per_day)]
                    for share, price in paid:
                        name = f"above_{index}_{pattern}_{first}_{share}"
                        model.pay(price, model.excess(sum(busy) - share, most - share, name))

    def costs(self, problem: Problem, timetable: Timetable) -> Iterator[Cost]:
        """Find days above somebody's share."""
        weights, words = pattern_weights(problem), pattern_words(problem)
        group, teacher = problem.weights.day_balance_group, problem.weights.day_balance_teacher
        for who, events in everybody(problem):
            price = price_for(who, group=group, teacher=teacher)
            share = -(-_fullest_week(problem, events, weights) // _open_days(problem, who))
            for day in days_of(problem, timetable, events, weights) if price else ():
                if (above := len(day.slots) - share) > 0:
                    yield Cost(
                        self.name,
                        price * weights[day.week] * above,
                        day.events,
                        f"{who} has {len(day.slots)} slots on {DAY_NAMES[day.day]}{words[day.week]}, "
                        f"an even share is {share}",
                        whom=who,
                    )

    def kernel(self, layout: Layout) -> DayProfile:
        """The price of a day with so many slots in use, for each row."""
        per_day = layout.problem.grid.slots_per_day
        in_use = np.arange(per_day + 1)
        table = np.zeros((len(layout.rows), per_day + 1), np.int64)
        for index, load in enumerate(row_loads(layout).max(1, initial=0).tolist()):
            for share, price in _shares(layout.problem, layout.rows[index], load):
                # No day holds more than the load, so rows that cannot pay are told by zeros.
                table[index] += price * np.maximum(0, np.minimum(in_use, load) - share)
        return DayProfile(table, table[:, -1] > 0)


@machine_code(inline="always")
def day_cost(data: Any, row: int, word: int) -> Any:
    """Price of the number of slots in use."""
    return data[row, popcount(word & LOW_MASK)]


def _shares(problem: Problem, row: Row, load: int) -> list[tuple[int, int]]:
    """Even share, and price of a slot above it, of each owner of a row; equal shares together."""
    weights = problem.weights
    priced = [(problem.groups[group].unavailable, weights.day_balance_group) for group in row.groups]
    priced += [(problem.teachers[i].unavailable, weights.day_balance_teacher) for i in row.teachers]
    prices: dict[int, int] = {}
    for closed, price in priced:
        days = {problem.grid.day(slot) for slot in range(problem.grid.num_slots) if slot not in closed}
        share = (load + len(days) - 1) // len(days) if days else load
        prices[share] = prices.get(share, 0) + price
    return sorted(prices.items())


def _fullest_week(problem: Problem, events: Sequence[int], weeks: dict[int, int]) -> int:
    loads = [
        sum(problem.events[event].duration for event in events if problem.weeks(event) >> week & 1)
        for week in weeks
    ]
    return max(loads, default=0)


def _open_days(problem: Problem, who: Group | Teacher) -> int:
    """Days with a slot that somebody has open; 1 when there is none, and nothing can be placed."""
    closed_by_day = [0] * problem.grid.days
    for slot in who.unavailable:
        closed_by_day[problem.grid.day(slot)] += 1
    return sum(closed < problem.grid.slots_per_day for closed in closed_by_day) or 1
