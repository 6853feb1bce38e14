"""What sessions placed together cost somebody who attends several of them, as CP-SAT sees it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import TYPE_CHECKING

from engine import cp_sat
from engine.makeup.candidates import Time
from engine.timetable.model import Literal
from engine.timetable.problem import Group, Teacher

if TYPE_CHECKING:
    from engine.makeup.together import TogetherModel

Held = dict[int, list[tuple[Time, Literal]]]
"""Times of one date or week, with whether they are used, by the number of the session."""


Starts = dict[int, list[Literal]]
"""Whether some times are used, by session or by slot."""


def price_shared_days(model: TogetherModel, row: int) -> None:
    """Keep somebody's sessions apart, keep to the limits of days and weeks, and pay for both."""
    _SharedDays(model, row).add()


class _SharedDays:
    def __init__(self, model: TogetherModel, row: int) -> None:
        searched, weights = model.sessions[0].searched, model.weights
        self._model, self._row = model, row
        self._index = searched.index
        self._per_day = searched.problem.grid.slots_per_day
        self._mine = [number for number, one in enumerate(model.sessions) if row in one.shared]
        group = (weights.load_group, weights.idle_group, weights.week_group)
        teacher = (weights.load_teacher, weights.idle_teacher, weights.week_teacher)
        # What nobody in particular attends makes nobody's day longer.
        prices = {Group: group, Teacher: teacher}.get(type(searched.index.rows.owners[row]), (0, 0, 0))
        self._of_load, self._of_idle, self._of_week = prices

    def add(self) -> None:
        for date, held in self._by(lambda time: time.date).items():
            self._add_day(date, held)
        for week, held in self._by(lambda time: int(self._index.week[time.date])).items():
            self._add_week(week, held)

    def _by(self, key: Callable[[Time], int]) -> dict[int, Held]:
        found: defaultdict[int, Held] = defaultdict(lambda: defaultdict(list))
        for number in self._mine:
            for time, var in self._model.times_of(number).items():
                found[key(time)][number].append((time, var))
        return found

    def _duration(self, number: int) -> int:
        return self._model.sessions[number].duration

    def _add_day(self, date: int, held: Held) -> None:
        rows, word = self._index.rows, int(self._index.busy[self._row, date])
        used = self._used(held)
        for running in used.values():
            self._model.cp.add_at_most_one(running)
        load = word.bit_count()
        self._limit(load, int(rows.max_day[self._row]), held)
        self._pay_above(self._of_load, load, int(rows.usual_day[self._row]), held)
        if self._of_idle:
            self._pay_idle(word, held, used)

    def _add_week(self, week: int, held: Held) -> None:
        rows = self._index.rows
        words = self._index.busy[self._row, self._index.week == week].tolist()
        load = sum(word.bit_count() for word in words)
        self._limit(load, int(rows.max_week[self._row]), held)
        self._pay_above(self._of_week, load, int(rows.usual_week[self._row]), held)

    def _used(self, held: Held) -> Starts:
        """Times that use a slot of the day, by slot."""
        used: defaultdict[int, list[Literal]] = defaultdict(list)
        for number, some in held.items():
            for time, var in some:
                for slot in range(time.start, time.start + self._duration(number)):
                    used[slot].append(var)
        return used

    def _further(self, held: Held) -> cp_sat.LinearExprT:
        """Slots that the sessions add."""
        return sum(self._duration(number) * var for number, some in held.items() for _, var in some)

    def _limit(self, load: int, limit: int, held: Held) -> None:
        if load + sum(map(self._duration, held)) > limit:
            self._model.cp.add(self._further(held) <= limit - load)

    def _pay_above(self, weight: int, load: int, usual: int, held: Held) -> None:
        """Pay for slots above the usual load, but for those that are above it now."""
        spare, most = max(0, usual - load), sum(map(self._duration, held))
        if not weight or most <= spare:
            return
        if not spare:
            self._model.pay(weight, self._further(held))
            return
        above = self._model.cp.new_int_var(0, most - spare, "")
        self._model.cp.add(above >= self._further(held) - spare)
        for number, some in held.items():  # implied; tightens the relaxation
            if (alone := self._duration(number) - spare) > 0:
                self._model.cp.add(above >= alone * sum(var for _, var in some))
        self._model.pay(weight, above)

    def _pay_idle(self, word: int, held: Held, used: Starts) -> None:
        """Pay for free slots between the first and the last in use, but for those there are now.

        The slots between the first and the last are counted, and those in use taken off.
        """
        first, last = _ends(word)
        inside = [slot for slot in range(self._per_day) if not word >> slot & 1]
        for slot in inside:
            self._model.pay(-self._of_idle, sum(used.get(slot, [])))
        if not word:
            self._pay_span(held, used)
            return
        for slot in range(last + 1, self._per_day):
            self._model.pay(self._of_idle, sum(self._any(self._ending_from(held, slot))))
        for slot in range(first):
            self._model.pay(self._of_idle, sum(self._any(self._starting_by(held, slot))))

    def _pay_span(self, held: Held, used: Starts) -> None:
        """On a day that was free, pay for each slot with one in use at or before it, and at or after it."""
        for slot in range(self._per_day):
            within = self._model.cp.new_bool_var("")
            before = self._any(self._starting_by(held, slot))
            after = self._any(self._ending_from(held, slot))
            self._model.cp.add(sum([*before, *after]) - within <= 1)
            self._model.cp.add(sum(used.get(slot, [])) <= within)  # implied; tightens the relaxation
            self._model.pay(self._of_idle, within)

    def _starting_by(self, held: Held, slot: int) -> Starts:
        """Times that begin at a slot or before it."""
        return {number: [var for time, var in some if time.start <= slot] for number, some in held.items()}

    def _ending_from(self, held: Held, slot: int) -> Starts:
        """Times that end with a slot or after it."""
        return {
            number: [var for time, var in some if time.start + self._duration(number) > slot]
            for number, some in held.items()
        }

    def _any(self, starts: Starts) -> list[Literal]:
        """Literals whose sum is 1 if a session is held at one of its times, and may as well be 0 if not."""
        some = [times for times in starts.values() if times]
        if len(some) < 2:
            return some[0] if some else []
        reached = self._model.cp.new_bool_var("")
        for times in some:
            self._model.cp.add(sum(times) <= reached)
        return [reached]


def _ends(word: int) -> tuple[int, int]:
    """First and last bit that is set; of no use when none is."""
    return (word & -word).bit_length() - 1, word.bit_length() - 1
