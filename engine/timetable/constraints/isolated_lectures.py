"""Lectures of a day should stand together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import numpy as np
from numba import njit

from engine.timetable.constraints.cycle import pattern_weights
from engine.timetable.constraints.people import everybody
from engine.timetable.constraints.rule import Cost
from engine.timetable.kernel.bits import LOW_MASK, popcount
from engine.timetable.kernel.shapes import DayProfile
from engine.timetable.layout import Layout, Row
from engine.timetable.model import Model
from engine.timetable.problem import Group, Problem, Teacher
from engine.timetable.timetable import Timetable


class IsolatedLectures:
    """A slot in use with none before or after it that day costs (ITC-2007's *compactness*).

    The price is ``weights.isolated_group`` for a group and ``weights.isolated_teacher`` for a
    teacher, in each week. Breaks do not part neighbours.
    """

    name = "isolated-lectures"
    needs_rooms = False

    def applies(self, problem: Problem) -> bool:
        """Whether isolation costs anything."""
        return problem.weights.isolated_group > 0 or problem.weights.isolated_teacher > 0

    def add(self, model: Model) -> None:
        """Pay for each slot in use whose neighbours are not."""
        layout, per_day = model.layout, model.problem.grid.slots_per_day
        for index, row in enumerate(layout.rows):
            weight = self._row_weight(model.problem, row)
            if not weight:
                continue
            for pattern, often in enumerate(layout.pattern_weight.tolist()):
                for slot in range(layout.num_slots):
                    here = model.busy(index, pattern, slot)
                    if here is model.zero:
                        continue
                    before = model.busy(index, pattern, slot - 1) if slot % per_day else model.zero
                    last = slot % per_day == per_day - 1
                    after = model.zero if last else model.busy(index, pattern, slot + 1)
                    alone = model.cp.new_bool_var(f"alone_{index}_{pattern}_{slot}")
                    model.cp.add(here - before - after <= alone)
                    model.pay(weight * often, alone)

    def costs(self, problem: Problem, timetable: Timetable) -> Iterator[Cost]:
        """Find slots that stand alone; events that clash there count each."""
        weights = pattern_weights(problem)
        for who, events in everybody(problem):
            price = self._person_weight(problem, who)
            for week, often in weights.items() if price else ():
                held = [event for event in events if problem.weeks(event) >> week & 1]
                in_use = Counter(slot for event in held for slot in timetable.slots_of(problem, event))
                for event in held:
                    for slot in timetable.slots_of(problem, event):
                        if not any(in_use[near] for near in _neighbours(problem, slot)):
                            yield Cost(
                                self.name,
                                price * often,
                                (event,),
                                f"{who} has {problem.event_name(event)} alone on {problem.grid.label(slot)}",
                            )

    def kernel(self, layout: Layout) -> DayProfile:
        """The weight of each row."""
        weights = np.array([self._row_weight(layout.problem, row) for row in layout.rows], np.int64)
        return DayProfile(weights.reshape(-1, 1), weights > 0)

    @staticmethod
    def _row_weight(problem: Problem, row: Row) -> int:
        weights = problem.weights
        return weights.isolated_group * len(row.groups) + weights.isolated_teacher * len(row.teachers)

    @staticmethod
    def _person_weight(problem: Problem, who: Group | Teacher) -> int:
        weights = problem.weights
        return weights.isolated_group if isinstance(who, Group) else weights.isolated_teacher


@njit(inline="always")  # type: ignore[untyped-decorator]
def day_cost(data: np.ndarray, row: int, word: int) -> int:
    """Isolated slots of a day, weighted; two events that clash in one slot count once."""
    used = word & LOW_MASK
    return data[row, 0] * popcount(used & ~(used << 1) & ~(used >> 1))


def _neighbours(problem: Problem, slot: int) -> list[int]:
    day = problem.grid.day(slot)
    return [near for near in (slot - 1, slot + 1) if near >= 0 and problem.grid.day(near) == day]
