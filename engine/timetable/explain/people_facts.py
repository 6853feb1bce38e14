"""Facts about the time of teachers, groups and courses."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from engine import cp_sat
from engine.timetable.explain.fact import Places
from engine.timetable.explain.words import counted, slots_words
from engine.timetable.model import Model
from engine.timetable.problem import Group, Problem, Teacher
from engine.timetable.problem_parts import with_item

PersonKind = Literal["teachers", "groups"]
OwnerKind = Literal["teachers", "groups", "courses"]


@dataclass(frozen=True, slots=True)
class Unavailable:
    """A teacher, group or course that has closed some slots; a unit is a slot opened."""

    kind: OwnerKind
    index: int
    price = 3
    needs_rooms = False

    def words(self, problem: Problem) -> str:
        """Which slots are closed, or which are left if those are fewer."""
        who = getattr(problem, self.kind)[self.index]
        free = set(range(problem.grid.num_slots)) - who.unavailable
        if len(free) < len(who.unavailable):
            only = slots_words(problem.grid, free)
            return f"{who} is free on {only} only" if free else f"{who} is not free in any slot"
        return f"{who} is not free on {slots_words(problem.grid, who.unavailable)}"

    def lifted(self, problem: Problem) -> Problem:
        """All slots open."""
        return with_item(problem, self.kind, self.index, unavailable=frozenset())

    def amount(self, model: Model, original: Problem) -> cp_sat.LinearExprT:
        """Closed slots in which an event runs."""
        bundles = bundles_of(model, self.kind, self.index)
        opened = []
        for slot in sorted(getattr(original, self.kind)[self.index].unavailable):
            var = model.cp.new_bool_var(f"opened_{self.kind}_{self.index}_{slot}")
            for held in _by_pattern(model, bundles):
                # Nobody has two events at once: a sum, which bounds better than implications.
                model.cp.add(sum(lit for bundle in held for lit in model.running(bundle, slot)) <= var)
            opened.append(var)
        return sum(opened)

    def eased(self, problem: Problem, amount: int, places: Places) -> Problem:
        """The slots open in which an event is placed."""
        closed = getattr(problem, self.kind)[self.index].unavailable
        return with_item(problem, self.kind, self.index, unavailable=closed - self._opened(problem, places))

    def easing(self, problem: Problem, amount: int, places: Places) -> str:
        """Which slots to open."""
        who = getattr(problem, self.kind)[self.index]
        return f"open {slots_words(problem.grid, self._opened(problem, places))} for {who}"

    def _opened(self, problem: Problem, places: Places) -> frozenset[int]:
        closed = getattr(problem, self.kind)[self.index].unavailable
        held = courses_with(problem, self.kind, self.index)
        runs = {
            slot
            for (course, number), place in places.items()
            if course in held and place is not None
            for slot in slots_run(problem, course, number, place.slot)
        }
        return frozenset(closed & runs)


@dataclass(frozen=True, slots=True)
class DayLimit:
    """The most slots a day of a teacher or group; a unit is a slot more."""

    kind: PersonKind
    index: int
    price = 3
    needs_rooms = False

    def words(self, problem: Problem) -> str:
        """The limit."""
        who = getattr(problem, self.kind)[self.index]
        return f"{who} has at most {counted(who.max_day, 'slot')} a day"

    def lifted(self, problem: Problem) -> Problem:
        """No limit."""
        return with_item(problem, self.kind, self.index, max_day=None)

    def amount(self, model: Model, original: Problem) -> cp_sat.LinearExprT:
        """The excess of the longest day."""
        limit, per_day = getattr(original, self.kind)[self.index].max_day, original.grid.slots_per_day
        excess = model.cp.new_int_var(0, per_day, f"longer_day_{self.kind}_{self.index}")
        bundles = bundles_of(model, self.kind, self.index)
        for held in _by_pattern(model, bundles):
            for first in range(0, original.grid.num_slots, per_day):
                load = [v for b in held for s in range(first, first + per_day) for v in model.running(b, s)]
                model.cp.add(sum(load) <= limit + excess)
        return excess

    def eased(self, problem: Problem, amount: int, places: Places) -> Problem:
        """A higher limit."""
        limit = getattr(problem, self.kind)[self.index].max_day + amount
        return with_item(problem, self.kind, self.index, max_day=limit)

    def easing(self, problem: Problem, amount: int, places: Places) -> str:
        """The limit it takes."""
        who = getattr(problem, self.kind)[self.index]
        return f"let {who} have {counted(who.max_day + amount, 'slot')} a day instead of {who.max_day}"


@dataclass(frozen=True, slots=True)
class WeekLimit:
    """The most slots a week of a teacher or group; a unit is a slot more."""

    kind: PersonKind
    index: int
    price = 3
    needs_rooms = False

    def words(self, problem: Problem) -> str:
        """The limit."""
        who = getattr(problem, self.kind)[self.index]
        return f"{who} has at most {counted(who.max_week, 'slot')} a week"

    def lifted(self, problem: Problem) -> Problem:
        """No limit."""
        return with_item(problem, self.kind, self.index, max_week=None)

    def amount(self, model: Model, original: Problem) -> cp_sat.LinearExprT:
        """The excess of the longest week."""
        limit = getattr(original, self.kind)[self.index].max_week
        excess = model.cp.new_int_var(0, original.grid.num_slots, f"longer_week_{self.kind}_{self.index}")
        for held in _by_pattern(model, bundles_of(model, self.kind, self.index)):
            load = [int(model.layout.duration[b]) * var for b in held for var in model.starts[b].values()]
            model.cp.add(sum(load) <= limit + excess)
        return excess

    def eased(self, problem: Problem, amount: int, places: Places) -> Problem:
        """A higher limit."""
        limit = getattr(problem, self.kind)[self.index].max_week + amount
        return with_item(problem, self.kind, self.index, max_week=limit)

    def easing(self, problem: Problem, amount: int, places: Places) -> str:
        """The limit it takes."""
        who = getattr(problem, self.kind)[self.index]
        return f"let {who} have {counted(who.max_week + amount, 'slot')} a week instead of {who.max_week}"


def people_facts(problem: Problem) -> Iterator[Unavailable | DayLimit | WeekLimit]:
    """Facts about everybody who has an event, and about every course with one."""
    owned: tuple[tuple[OwnerKind, Any], ...] = (
        ("courses", problem.events_of_course),
        ("teachers", problem.events_of_teacher),
        ("groups", problem.events_of_group),
    )
    for kind, events in owned:
        for index, owner in enumerate(getattr(problem, kind)):
            if not events[index]:
                continue
            if owner.unavailable:
                yield Unavailable(kind, index)
            if isinstance(owner, Teacher | Group):
                people: PersonKind = "teachers" if isinstance(owner, Teacher) else "groups"
                if owner.max_day is not None:
                    yield DayLimit(people, index)
                if owner.max_week is not None:
                    yield WeekLimit(people, index)


def slots_run(problem: Problem, course: int, number: int, slot: int) -> range:
    """Slots through which an event runs that starts in a slot."""
    return range(slot, slot + problem.events[problem.events_of_course[course][number]].duration)


def courses_with(problem: Problem, kind: OwnerKind, index: int) -> list[int]:
    """Courses that a teacher or group has a part in, or the course itself."""
    if kind == "courses":
        return [index]
    return [number for number, course in enumerate(problem.courses) if index in getattr(course, kind)]


def bundles_of(model: Model, kind: OwnerKind, index: int) -> list[int]:
    """Bundles of the model that a teacher, group or course has a part in."""
    return [
        b
        for course in courses_with(model.problem, kind, index)
        for b in model.layout.bundles_of_course[course]
    ]


def _by_pattern(model: Model, bundles: list[int]) -> Iterator[list[int]]:
    for pattern in range(len(model.layout.patterns)):
        yield [bundle for bundle in bundles if model.layout.patterns_of[bundle, pattern]]
