"""Facts about events: that they are held, where they are pinned, what they follow; and the breaks."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

from engine import cp_sat
from engine.timetable.explain.fact import Fact, Places, WholeFact
from engine.timetable.explain.words import counted, names_words
from engine.timetable.model import Model
from engine.timetable.problem import Problem
from engine.timetable.problem_parts import only_courses, only_events, with_events


@dataclass(frozen=True, slots=True)
class Teaching:
    """That a course is taught, in all its events; a unit is an event left out."""

    course: int
    price = 20
    needs_rooms = False

    def words(self, problem: Problem) -> str:
        """How much there is of it, by whom and to whom."""
        course = problem.courses[self.course]
        events = [problem.events[event] for event in problem.events_of_course[self.course]]
        people = [str(problem.teachers[teacher]) for teacher in course.teachers]
        people += [str(problem.groups[group]) for group in course.groups]
        length = sum(event.duration for event in events)
        slots = f" of {counted(length, 'slot')}" if length != len(events) else ""
        with_whom = f", with {names_words(people)}" if people else ""
        return f"{course} has {counted(len(events), 'event')}{slots} a week{with_whom}"

    def lifted(self, problem: Problem) -> Problem:
        """Without the course."""
        return only_courses(problem, (c for c in range(len(problem.courses)) if c != self.course))

    def amount(self, model: Model, original: Problem) -> cp_sat.LinearExprT:
        """Events without a place."""
        bundles = model.layout.bundles_of_course[self.course]
        held = [var for bundle in bundles for var in model.starts[bundle].values()]
        return len(original.events_of_course[self.course]) - sum(held)

    def eased(self, problem: Problem, amount: int, places: Places) -> Problem:
        """Without the events that have no place."""
        return without_missing(problem, [self.course], places)

    def easing(self, problem: Problem, amount: int, places: Places) -> str:
        """How many to leave out."""
        return f"leave out {counted(amount, 'event')} of {problem.courses[self.course]}"


@dataclass(frozen=True, slots=True)
class _EventFact(WholeFact):
    """A fact about one event of a course."""

    course: int
    number: int

    def _event(self, problem: Problem) -> int:
        return problem.events_of_course[self.course][self.number]


@dataclass(frozen=True, slots=True)
class Pinned(_EventFact):
    """That an event stays where it is pinned."""

    price = 2
    needs_rooms = True

    def words(self, problem: Problem) -> str:
        """Where."""
        event = problem.events[self._event(problem)]
        slot = None if event.pin_slot is None else problem.grid.label(event.pin_slot)
        room = None if event.pin_room is None else f"room {problem.rooms[event.pin_room]}"
        where = ", ".join(word for word in (slot, room) if word is not None)
        return f"{problem.event_name(self._event(problem))} is pinned to {where}"

    def lifted(self, problem: Problem) -> Problem:
        """Free."""
        return with_events(problem, [self._event(problem)], pin_slot=None, pin_room=None)

    def amount(self, model: Model, original: Problem) -> cp_sat.LinearExprT:
        """1 unless it is placed there."""
        event = original.events[self._event(original)]
        bundle = int(model.layout.bundle_of[self._event(model.problem)])
        elsewhere = model.cp.new_bool_var(f"unpinned_{self.course}_{self.number}")
        for (slot, room), var in model.places[bundle].items():
            if event.pin_slot not in (None, slot) or event.pin_room not in (None, room):
                model.cp.add_implication(var, elsewhere)
        return elsewhere

    def easing(self, problem: Problem, amount: int, places: Places) -> str:
        """Which pin to take out."""
        return f"unpin {problem.event_name(self._event(problem))}"


@dataclass(frozen=True, slots=True)
class Ordered(_EventFact):
    """That an event follows others; all of them are given up at once."""

    price = 4
    needs_rooms = False

    def words(self, problem: Problem) -> str:
        """What it follows."""
        after = problem.events[self._event(problem)].after
        names = [problem.event_name(event) for event in after]
        return f"{problem.event_name(self._event(problem))} comes after {names_words(names)}"

    def lifted(self, problem: Problem) -> Problem:
        """At any time."""
        return with_events(problem, [self._event(problem)], after=())

    def amount(self, model: Model, original: Problem) -> cp_sat.LinearExprT:
        """1 when it starts before one of the others has ended."""
        here, index = model.problem, self._event(original)
        early = model.cp.new_bool_var(f"early_{self.course}_{self.number}")
        later = int(model.layout.bundle_of[self._event(here)])
        for event in original.events[index].after:
            course = original.events[event].course
            number = original.events_of_course[course].index(event)
            earlier = int(model.layout.bundle_of[here.events_of_course[course][number]])
            duration = int(model.layout.duration[earlier])
            for slot, starts in model.starts[later].items():
                for before, var in model.starts[earlier].items():
                    if before + duration > slot:
                        model.cp.add_bool_or([~starts, ~var, early])
        return early

    def easing(self, problem: Problem, amount: int, places: Places) -> str:
        """Which order to give up."""
        after = [problem.event_name(event) for event in problem.events[self._event(problem)].after]
        return f"let {problem.event_name(self._event(problem))} not wait for {names_words(after)}"


@dataclass(frozen=True, slots=True)
class BreaksKept(WholeFact):
    """That no event runs across a break; given up as a whole."""

    price = 10
    needs_rooms = False

    def words(self, problem: Problem) -> str:
        """After which slots there are breaks."""
        ends = [problem.grid.starts[slot] + problem.grid.slot_minutes for slot in sorted(problem.grid.breaks)]
        times = names_words([f"{end // 60:02d}:{end % 60:02d}" for end in ends])
        return f"no event runs across the {'break' if len(ends) == 1 else 'breaks'} at {times}"

    def lifted(self, problem: Problem) -> Problem:
        """Days without breaks."""
        first, step = problem.grid.starts[0], problem.grid.slot_minutes
        starts = tuple(first + slot * step for slot in range(problem.grid.slots_per_day))
        return replace(problem, grid=replace(problem.grid, starts=starts))

    def amount(self, model: Model, original: Problem) -> cp_sat.LinearExprT:
        """1 when some event runs across one."""
        crossed = model.cp.new_bool_var("break_crossed")
        for bundle, starts in enumerate(model.starts):
            for slot, var in starts.items():
                if not original.grid.fits(slot, int(model.layout.duration[bundle])):
                    model.cp.add_implication(var, crossed)
        return crossed

    def easing(self, problem: Problem, amount: int, places: Places) -> str:
        """What to put up with."""
        return "let events run across breaks"


def without_missing(problem: Problem, courses: Collection[int], places: Places) -> Problem:
    """The problem without the events of some courses that have no place."""
    missing = {
        problem.events_of_course[course][number]
        for (course, number), place in places.items()
        if course in courses and place is None
    }
    return only_events(problem, set(range(len(problem.events))) - missing)


def event_facts(problem: Problem) -> Iterator[Fact]:
    """Facts about the events that there are; breaks matter to those of several slots."""
    for course, events in enumerate(problem.events_of_course):
        if events:
            yield Teaching(course)
    for index, event in enumerate(problem.events):
        number = problem.events_of_course[event.course].index(index)
        if event.pin_slot is not None or event.pin_room is not None:
            yield Pinned(event.course, number)
        if event.after:
            yield Ordered(event.course, number)
    if problem.grid.breaks and any(event.duration > 1 for event in problem.events):
        yield BreaksKept()
