"""Facts about rooms, and about what courses ask of them."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass

from engine import cp_sat
from engine.timetable.explain.fact import Fact, Places, WholeFact
from engine.timetable.explain.people_facts import slots_run
from engine.timetable.explain.words import counted, names_words, slots_words
from engine.timetable.model import Model
from engine.timetable.problem import Problem
from engine.timetable.problem_parts import with_events, with_item


@dataclass(frozen=True, slots=True)
class RoomShut:
    """A room that is closed in some slots; a unit is a slot opened."""

    room: int
    price = 3
    needs_rooms = True

    def words(self, problem: Problem) -> str:
        """Which slots are closed."""
        room = problem.rooms[self.room]
        return f"room {room} is closed on {slots_words(problem.grid, room.unavailable)}"

    def lifted(self, problem: Problem) -> Problem:
        """Always open."""
        return with_item(problem, "rooms", self.room, unavailable=frozenset())

    def amount(self, model: Model, original: Problem) -> cp_sat.LinearExprT:
        """Closed slots in which the room is used."""
        opened = []
        for slot in sorted(original.rooms[self.room].unavailable):
            bundles = range(model.layout.num_bundles)
            if running := [var for b in bundles for var in model.running_in(b, slot, self.room)]:
                var = model.cp.new_bool_var(f"opened_room_{self.room}_{slot}")
                for literal in running:
                    model.cp.add_implication(literal, var)
                opened.append(var)
        return sum(opened)

    def eased(self, problem: Problem, amount: int, places: Places) -> Problem:
        """The slots open in which an event is placed there."""
        left = problem.rooms[self.room].unavailable - self._opened(problem, places)
        return with_item(problem, "rooms", self.room, unavailable=left)

    def easing(self, problem: Problem, amount: int, places: Places) -> str:
        """Which slots to open."""
        opened = slots_words(problem.grid, self._opened(problem, places))
        return f"open room {problem.rooms[self.room]} on {opened}"

    def _opened(self, problem: Problem, places: Places) -> frozenset[int]:
        runs = {
            slot
            for (course, number), place in places.items()
            if place is not None and place.room == self.room
            for slot in slots_run(problem, course, number, place.slot)
        }
        return frozenset(problem.rooms[self.room].unavailable & runs)


@dataclass(frozen=True, slots=True)
class BookingsLimit:
    """The most events a day in a room; a unit is an event more."""

    room: int
    price = 2
    needs_rooms = True

    def words(self, problem: Problem) -> str:
        """The limit."""
        room = problem.rooms[self.room]
        return f"room {room} takes at most {counted(room.max_bookings or 0, 'event')} a day"

    def lifted(self, problem: Problem) -> Problem:
        """No limit."""
        return with_item(problem, "rooms", self.room, max_bookings=None)

    def amount(self, model: Model, original: Problem) -> cp_sat.LinearExprT:
        """The excess of the fullest day."""
        limit, layout = original.rooms[self.room].max_bookings or 0, model.layout
        excess = model.cp.new_int_var(0, original.grid.slots_per_day, f"more_bookings_{self.room}")
        for pattern in range(len(layout.patterns)):
            held = [b for b in range(layout.num_bundles) if layout.patterns_of[b, pattern]]
            for day in range(original.grid.days):
                here = [
                    var
                    for b in held
                    for (slot, room), var in model.places[b].items()
                    if room == self.room and original.grid.day(slot) == day
                ]
                model.cp.add(sum(here) <= limit + excess)
        return excess

    def eased(self, problem: Problem, amount: int, places: Places) -> Problem:
        """A higher limit."""
        limit = (problem.rooms[self.room].max_bookings or 0) + amount
        return with_item(problem, "rooms", self.room, max_bookings=limit)

    def easing(self, problem: Problem, amount: int, places: Places) -> str:
        """The limit it takes."""
        room = problem.rooms[self.room]
        limit = counted((room.max_bookings or 0) + amount, "event")
        return f"let room {room} take {limit} a day instead of {room.max_bookings}"


@dataclass(frozen=True, slots=True)
class RoomNeed(WholeFact):
    """Something that a course asks of its rooms; it is relaxed as a whole, which is one unit."""

    course: int
    price = 8
    needs_rooms = True

    @abstractmethod
    def allows(self, problem: Problem, event: int, room: int) -> bool:
        """Whether an event of the course may be held in a room, as far as this need goes."""

    @abstractmethod
    def words(self, problem: Problem) -> str:
        """The need."""

    @abstractmethod
    def exception(self, problem: Problem) -> str:
        """What is wrong with a room that it does not allow."""

    @abstractmethod
    def lifted(self, problem: Problem) -> Problem:
        """Any room will do, as far as this need goes."""

    def amount(self, model: Model, original: Problem) -> cp_sat.LinearExprT:
        """1 when some event of the course is in a room that does not do."""
        broken = model.cp.new_bool_var(f"need_{type(self).__name__}_{self.course}")
        # The course has the same events in both problems, under other numbers.
        shift = original.events_of_course[self.course][0] - model.problem.events_of_course[self.course][0]
        for bundle in model.layout.bundles_of_course[self.course]:
            event = model.layout.bundles[bundle][0] + shift
            for (_, room), var in model.places[bundle].items():
                if not self.allows(original, event, room):
                    model.cp.add_implication(var, broken)
        return broken

    def easing(self, problem: Problem, amount: int, places: Places) -> str:
        """Which rooms to put up with."""
        events = problem.events_of_course[self.course]
        rooms = {
            place.room
            for (course, number), place in places.items()
            if course == self.course
            and place is not None
            and not self.allows(problem, events[number], place.room)
        }
        named = names_words([str(problem.rooms[room]) for room in sorted(rooms)])
        return f"hold {problem.courses[self.course]} in {named}, {self.exception(problem)}"


@dataclass(frozen=True, slots=True)
class NeedsKind(RoomNeed):
    """A kind of room that some of a course's events need."""

    kind: str

    def allows(self, problem: Problem, event: int, room: int) -> bool:
        """Whether the room has the kind."""
        return problem.events[event].kind != self.kind or problem.rooms[room].kind == self.kind

    def words(self, problem: Problem) -> str:
        """How many need it, and where it is."""
        there = [str(room) for room in problem.rooms if room.kind == self.kind]
        number = counted(len(self._events(problem)), "event")
        there_is = f"there is {names_words(there)}" if there else "there is none"
        return f"{problem.courses[self.course]} needs the kind {self.kind} for {number}: {there_is}"

    def exception(self, problem: Problem) -> str:
        """Its kind."""
        return f"though not of kind {self.kind}"

    def lifted(self, problem: Problem) -> Problem:
        """Any kind."""
        return with_events(problem, self._events(problem), kind="")

    def _events(self, problem: Problem) -> list[int]:
        return [e for e in problem.events_of_course[self.course] if problem.events[e].kind == self.kind]


@dataclass(frozen=True, slots=True)
class NeedsFeatures(RoomNeed):
    """What must be in the rooms of a course."""

    def allows(self, problem: Problem, event: int, room: int) -> bool:
        """Whether the room has it all."""
        return problem.events[event].features <= problem.rooms[room].features

    def words(self, problem: Problem) -> str:
        """The features."""
        events = problem.events_of_course[self.course]
        needed = sorted({feature for event in events for feature in problem.events[event].features})
        return f"{problem.courses[self.course]} needs {names_words(needed)} in the room"

    def exception(self, problem: Problem) -> str:
        """Its equipment."""
        return "though it lacks what is needed"

    def lifted(self, problem: Problem) -> Problem:
        """No features."""
        return with_events(problem, problem.events_of_course[self.course], features=frozenset())


@dataclass(frozen=True, slots=True)
class NamedRooms(RoomNeed):
    """The only rooms that a course's events consider."""

    def allows(self, problem: Problem, event: int, room: int) -> bool:
        """Whether the room is one of them."""
        rooms = problem.events[event].rooms
        return rooms is None or room in rooms

    def words(self, problem: Problem) -> str:
        """The rooms."""
        allowed = [problem.events[event].rooms for event in problem.events_of_course[self.course]]
        rooms = sorted({room for choice in allowed if choice is not None for room in choice})
        named = names_words([str(problem.rooms[room]) for room in rooms]) if rooms else "none"
        return f"{problem.courses[self.course]} may use no other rooms than {named}"

    def exception(self, problem: Problem) -> str:
        """The list."""
        return "though not among its rooms"

    def lifted(self, problem: Problem) -> Problem:
        """All rooms."""
        return with_events(problem, problem.events_of_course[self.course], rooms=None)


@dataclass(frozen=True, slots=True)
class UnsuitableRooms(RoomNeed):
    """Rooms that a course cannot use."""

    def allows(self, problem: Problem, event: int, room: int) -> bool:
        """Whether the room is none of them."""
        return room not in problem.courses[self.course].unsuitable_rooms

    def words(self, problem: Problem) -> str:
        """The rooms."""
        rooms = sorted(problem.courses[self.course].unsuitable_rooms)
        named = names_words([str(problem.rooms[room]) for room in rooms])
        return f"{problem.courses[self.course]} cannot use {named}"

    def exception(self, problem: Problem) -> str:
        """The list."""
        return "though unsuitable"

    def lifted(self, problem: Problem) -> Problem:
        """All rooms."""
        return with_item(problem, "courses", self.course, unsuitable_rooms=frozenset())


@dataclass(frozen=True, slots=True)
class NeedsSeats(RoomNeed):
    """The seats that a course needs, where the institution insists on them."""

    def allows(self, problem: Problem, event: int, room: int) -> bool:
        """Whether the room has as many."""
        return problem.courses[self.course].students <= problem.rooms[room].capacity

    def words(self, problem: Problem) -> str:
        """How many."""
        course = problem.courses[self.course]
        enough = sum(room.capacity >= course.students for room in problem.rooms)
        have = f"{counted(enough, 'room')} {'has' if enough == 1 else 'have'}" if enough else "no room has"
        return f"{course} needs {course.students} seats, which {have}"

    def exception(self, problem: Problem) -> str:
        """Its size."""
        return "though too small"

    def lifted(self, problem: Problem) -> Problem:
        """A course of no students."""
        return with_item(problem, "courses", self.course, students=0)


def room_facts(problem: Problem) -> Iterator[Fact]:
    """Facts about all rooms, and about the needs of every course that has events."""
    for index, room in enumerate(problem.rooms):
        if room.unavailable:
            yield RoomShut(index)
        if room.max_bookings is not None:
            yield BookingsLimit(index)
    smallest = min((room.capacity for room in problem.rooms), default=0)
    for index, course in enumerate(problem.courses):
        events = [problem.events[event] for event in problem.events_of_course[index]]
        for kind in sorted({event.kind for event in events} - {""}):
            yield NeedsKind(index, kind)
        if any(event.features for event in events):
            yield NeedsFeatures(index)
        if any(event.rooms is not None for event in events):
            yield NamedRooms(index)
        if events and course.unsuitable_rooms and problem.weights.use_room_constraints:
            yield UnsuitableRooms(index)
        if events and problem.weights.hard_capacity and course.students > smallest:
            yield NeedsSeats(index)
