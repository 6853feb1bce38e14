"""Facts for a shortage that many courses share: what is to be held in some rooms, and those rooms.

Where dozens of courses meet in too few rooms no course is to blame: without any one of them rooms are
still too few, or those left out could as well be others. So all that they need is one fact, and the
rooms that there are is the other.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, replace

import numpy as np

from engine import cp_sat
from engine.timetable.explain.event_facts import without_missing
from engine.timetable.explain.fact import Places
from engine.timetable.explain.words import counted, names_words
from engine.timetable.layout import BoolArray
from engine.timetable.model import Model
from engine.timetable.problem import Problem
from engine.timetable.problem_parts import only_courses


@dataclass(frozen=True, slots=True)
class HeldIn:
    """That some courses are taught, in events that no other rooms will do for; a unit is an event left out.

    Parameters
    ----------
    rooms
        The rooms, by index.
    courses
        Courses with such events, ascending.
    events, load
        How many such events there are, and how many slots a week they last.
    """

    rooms: frozenset[int]
    courses: tuple[int, ...]
    events: int
    load: int
    price = 20
    needs_rooms = False

    def words(self, problem: Problem) -> str:
        """How much there is of it."""
        everywhere = len(self.rooms) == len(problem.rooms)
        where = "a room" if everywhere else f"{rooms_words(problem, self.rooms)} and no other room"
        length = f" of {counted(self.load, 'slot')} a week" if self.load != self.events else " a week"
        courses = counted(len(self.courses), "course")
        return f"{counted(self.events, 'event')}{length}, of {courses}, need {where}"

    def lifted(self, problem: Problem) -> Problem:
        """Without the courses."""
        return only_courses(problem, set(range(len(problem.courses))) - set(self.courses))

    def amount(self, model: Model, original: Problem) -> cp_sat.LinearExprT:
        """Events without a place."""
        bundles = [bundle for course in self.courses for bundle in model.layout.bundles_of_course[course]]
        events = sum(len(original.events_of_course[course]) for course in self.courses)
        return events - sum(var for bundle in bundles for var in model.starts[bundle].values())

    def eased(self, problem: Problem, amount: int, places: Places) -> Problem:
        """Without the events that have no place."""
        return without_missing(problem, self.courses, places)

    def easing(self, problem: Problem, amount: int, places: Places) -> str:
        """How many to leave out."""
        return self.leaving_out(amount, is_enough=True)

    def leaving_out(self, amount: int, *, is_enough: bool) -> str:
        """How many to leave out, or how many at least where it is not known to be enough."""
        return f"leave out {'' if is_enough else 'at least '}{amount} of the {counted(self.events, 'event')}"


@dataclass(frozen=True, slots=True)
class RoomSupply:
    """That there are no more rooms than these, open as they are; a unit is a room more, open all week.

    Parameters
    ----------
    rooms
        The rooms, by index.
    like
        The one of them that a further room would be like, in all but its closed slots and its limit.
    """

    rooms: frozenset[int]
    like: int
    price = 15
    needs_rooms = False

    def words(self, problem: Problem) -> str:
        """The rooms, and for how long they are open."""
        shut = sum(len(problem.rooms[room].unavailable) for room in self.rooms)
        slots = counted(problem.grid.num_slots * len(self.rooms) - shut, "slot")
        one = len(self.rooms) == 1
        closed = f", and closed for {shut} more" if shut else ""
        named = rooms_words(problem, self.rooms)
        return f"{named} {'is' if one else 'are'} open for {slots} a week{' in all' * (not one)}{closed}"

    def lifted(self, problem: Problem) -> Problem:
        """A room more for every course: no course is ever in two at once."""
        return self._with_more(problem, sum(bool(events) for events in problem.events_of_course))

    def amount(self, model: Model, original: Problem) -> cp_sat.LinearExprT:
        """Rooms beyond these in the slot in which most are used.

        Counted among the events that need these rooms or further ones. Without rooms decided that is
        all there is to know; with them, the rooms added are counted besides.
        """
        added = self._added(model.problem, original)
        extra = model.cp.new_int_var(0, int(added.sum()), f"more_rooms_{self.like}")
        layout = model.layout
        these = np.isin(np.arange(len(added)), sorted(self.rooms))
        inside = np.flatnonzero(~(model.rooms_ok & ~added & ~these).any(1)).tolist()
        supply = model.cells_ok[these].sum(0)
        for pattern in range(len(layout.patterns)):
            held = [bundle for bundle in inside if layout.patterns_of[bundle, pattern]]
            for slot in range(layout.num_slots):
                running = [var for bundle in held for var in model.running(bundle, slot)]
                if len(running) > supply[slot]:
                    model.cp.add(sum(running) <= int(supply[slot]) + extra)
        if model.with_rooms:
            _use_in_order(model, np.flatnonzero(added).tolist(), extra)
        return extra

    def eased(self, problem: Problem, amount: int, places: Places) -> Problem:
        """With so many rooms more."""
        return self._with_more(problem, amount)

    def easing(self, problem: Problem, amount: int, places: Places) -> str:
        """How many to add."""
        return self.adding(problem, amount, is_enough=True)

    def adding(self, problem: Problem, amount: int, *, is_enough: bool) -> str:
        """How many to add, or how many at least where it is not known to be enough."""
        rooms = f"{counted(amount, 'room')} like {problem.rooms[self.like]}"
        return f"add {'' if is_enough else 'at least '}{rooms}"

    def _with_more(self, problem: Problem, number: int) -> Problem:
        """All that is said of the room holds for the further ones, but when it is closed and its limit."""
        model, before = problem.rooms[self.like], len(problem.rooms)
        taken = {room.id for room in problem.rooms}
        ids = (own for count in itertools.count(1) if (own := f"{model.id}+{count}") not in taken)
        further = [
            replace(model, id=own, name="", unavailable=frozenset(), max_bookings=None)
            for own in itertools.islice(ids, number)
        ]
        new = frozenset(range(before, before + number))
        events = (
            replace(event, rooms=event.rooms | new)
            if event.rooms is not None and self.like in event.rooms
            else event
            for event in problem.events
        )
        courses = (
            replace(course, unsuitable_rooms=course.unsuitable_rooms | new)
            if self.like in course.unsuitable_rooms
            else course
            for course in problem.courses
        )
        rooms = (*problem.rooms, *further)
        return replace(problem, rooms=rooms, events=tuple(events), courses=tuple(courses))

    def _added(self, problem: Problem, original: Problem) -> BoolArray:
        """Which rooms were added for this fact."""
        own = original.rooms[self.like].id
        return np.array(
            [
                index >= len(original.rooms) and room.id.rpartition("+")[0] == own
                for index, room in enumerate(problem.rooms)
            ],
            bool,
        )


def _use_in_order(model: Model, rooms: list[int], number: cp_sat.IntVar) -> None:
    """Let only the first few of some rooms be used."""
    layout = model.layout
    used = [model.cp.new_bool_var(f"used_{room}") for room in rooms]
    model.cp.add(sum(used) == number)
    for earlier, later in itertools.pairwise(used):
        model.cp.add_implication(later, earlier)
    for room, var in zip(rooms, used, strict=True):
        for pattern, slot in itertools.product(range(len(layout.patterns)), range(layout.num_slots)):
            held = np.flatnonzero(layout.patterns_of[:, pattern]).tolist()
            model.cp.add(sum(lit for bundle in held for lit in model.running_in(bundle, slot, room)) <= var)


def rooms_words(problem: Problem, rooms: frozenset[int]) -> str:
    """Rooms in words: ``room R1``, ``rooms R1 and R2``, ``all 12 rooms``."""
    if len(rooms) == len(problem.rooms) > 2:
        return f"all {len(rooms)} rooms"
    names = [str(problem.rooms[room]) for room in sorted(rooms)]
    return f"room{'s' * (len(names) != 1)} {names_words(names)}"
