"""What speaks against a place, in words with names: the referee of the scan and of CP-SAT.

Plain Python on the diary, one place at a time. A test compares it with the flags of
:mod:`engine.makeup.refusals`, which are counted in bits.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from engine.makeup.calendar import Closure, Leave, Place, Session, date_words
from engine.makeup.diary import Diary
from engine.makeup.reasons import OF_ROOMS, Reason
from engine.makeup.schedule import place_of
from engine.timetable.constraints.people import attending
from engine.timetable.problem import DAY_NAMES, Course, Group, Room, Teacher


class Objection(NamedTuple):
    """One reason against a place, in words."""

    reason: Reason
    words: str


class SlotObjections(NamedTuple):
    """What speaks against a time: whatever the room, and besides against each room, by index."""

    general: tuple[str, ...]
    by_room: tuple[tuple[Objection, ...], ...]


class Objections:
    """What speaks against places of one missed session.

    Parameters
    ----------
    diary
        Without the missed session.
    """

    def __init__(self, diary: Diary, missed: Session) -> None:
        self._diary = diary
        self._problem = diary.problem
        self._event = diary.problem.events[missed.event]
        self._index = missed.event
        self._course = diary.problem.courses[self._event.course]
        self._name = diary.problem.event_name(missed.event)
        self._missed = place_of(diary.problem, diary.timetable, diary.calendar, missed)

    def against(self, place: Place) -> Iterator[Objection]:
        """Every reason against a place; nothing when the session can be held there."""
        date, grid = place.date, self._problem.grid
        if date.weekday() >= grid.days:
            yield Objection(Reason.NO_TEACHING_DAY, f"{DAY_NAMES[date.weekday()]} is no teaching day")
            return
        if holiday := self._diary.calendar.holiday(date):
            yield Objection(Reason.HOLIDAY, f"{date_words(date)} is {holiday}")
            return
        yield from self._of_time(place)
        for who in attending(self._problem, self._index):
            yield from self._of_person(who, place)
        yield from self._of_room(place)
        yield from self._of_room_then(place)

    def at(self, date: dt.date, start: int) -> SlotObjections:
        """Every reason against a time, those that hold in any room told once."""
        rooms = range(len(self._problem.rooms))
        by_room = [tuple(self.against(Place(date, start, room))) for room in rooms]
        general = dict.fromkeys(
            one.words for some in by_room for one in some if one.reason not in (*OF_ROOMS, Reason.MISSED_HERE)
        )
        of_rooms = (tuple(one for one in some if one.words not in general) for some in by_room)
        return SlotObjections(tuple(general), tuple(of_rooms))

    def _slots(self, place: Place) -> range:
        """Slots of the day in use, those past its end left out."""
        stop = place.start + self._event.duration
        return range(place.start, min(stop, self._problem.grid.slots_per_day))

    def _label(self, place: Place, slot: int | None = None) -> str:
        grid = self._problem.grid
        at = place.start if slot is None else slot
        return f"{grid.label(place.date.weekday() * grid.slots_per_day + at)}, {place.date:%d %B}"

    def _of_time(self, place: Place) -> Iterator[Objection]:
        grid, day = self._problem.grid, date_words(place.date)
        if place == self._missed:
            yield Objection(Reason.MISSED_HERE, f"{self._name} is missed there and then")
        if place.start + self._event.duration > grid.slots_per_day:
            yield Objection(Reason.DAY_ENDS, f"{self._name} would run past the end of {day}")
        slots = self._slots(place)
        if any(slot in grid.breaks for slot in slots[:-1]):
            yield Objection(Reason.BREAK, f"{self._name} would run into a break on {day}")
        if closed := self._closed(self._course, place):
            yield Objection(
                Reason.COURSE_UNAVAILABLE, f"{self._course} is not taught on {self._label(place, closed[0])}"
            )
        if not (self._course.teachers or self._course.groups):
            yield from self._of_course(place)

    def _of_course(self, place: Place) -> Iterator[Objection]:
        """A course that nobody in particular attends meets once at a time all the same."""
        for one in self._diary.held(place.date):
            same = self._problem.events[one.event].course == self._event.course
            if same and set(one.slots) & set(self._slots(place)):
                other = self._problem.event_name(one.event)
                yield Objection(Reason.COURSE_BUSY, f"{other} of the same course is held then")
                return

    def _closed(self, owner: Course | Group | Teacher | Room, place: Place) -> list[int]:
        """Slots of the day, among those of the session, that somebody or something has closed."""
        first = place.date.weekday() * self._problem.grid.slots_per_day
        return [slot for slot in self._slots(place) if first + slot in owner.unavailable]

    def _of_person(self, who: Teacher | Group, place: Place) -> Iterator[Objection]:
        unavailable, busy = (
            (Reason.TEACHER_UNAVAILABLE, Reason.TEACHER_BUSY)
            if isinstance(who, Teacher)
            else (Reason.GROUP_UNAVAILABLE, Reason.GROUP_BUSY)
        )
        if closed := self._closed(who, place):
            yield Objection(unavailable, f"{who} is not available on {self._label(place, closed[0])}")
        if isinstance(who, Teacher) and self._is_away(who, place):
            yield Objection(Reason.ON_LEAVE, f"{who} is on leave on {date_words(place.date)}")
        day = self._diary.day(who, place.date)
        if clash := [day[slot] for slot in self._slots(place) if slot in day]:
            yield Objection(busy, f"{who} has {self._problem.event_name(clash[0])} then")
        yield from self._of_load(who, place, day)

    def _of_load(self, who: Teacher | Group, place: Place, day: dict[int, int]) -> Iterator[Objection]:
        load = len(day.keys() | set(self._slots(place)))
        if who.max_day is not None and load > who.max_day:
            yield Objection(
                Reason.DAY_LOAD,
                f"{who} would have {load} slots on {date_words(place.date)}, at most {who.max_day} allowed",
            )
        week = self._diary.week_load(who, place.date) + load - len(day)
        if who.max_week is not None and week > who.max_week:
            yield Objection(
                Reason.WEEK_LOAD,
                f"{who} would have {week} slots in the week of {date_words(place.date)}, "
                f"at most {who.max_week} allowed",
            )

    def _is_away(self, who: Teacher, place: Place) -> bool:
        leaves = [
            leave for leave in self._diary.calendar.leave if self._problem.teachers[leave.teacher] is who
        ]
        return self._is_within(leaves, place)

    def _is_within(self, stretches: Iterable[Leave | Closure], place: Place) -> bool:
        return any(
            one.first <= place.date <= one.last
            and (one.slots is None or not one.slots.isdisjoint(self._slots(place)))
            for one in stretches
        )

    def _of_room(self, place: Place) -> Iterator[Objection]:
        room, event, weights = self._problem.rooms[place.room], self._event, self._problem.weights
        if event.rooms is not None and place.room not in event.rooms:
            yield Objection(Reason.ROOM_RULED_OUT, f"{room} is not among the rooms for {self._name}")
        elif weights.use_room_constraints and place.room in self._course.unsuitable_rooms:
            yield Objection(Reason.ROOM_RULED_OUT, f"{room} is unsuitable for {self._course}")
        if event.kind and room.kind != event.kind:
            yield Objection(
                Reason.ROOM_KIND, f"{self._name} needs a room of kind {event.kind}, {room} is none"
            )
        if missing := event.features - room.features:
            yield Objection(Reason.ROOM_FEATURES, f"{room} lacks {', '.join(sorted(missing))}")
        if weights.hard_capacity and room.capacity < self._course.students:
            yield Objection(
                Reason.ROOM_SEATS, f"{room} seats {room.capacity}, {self._name} has {self._course.students}"
            )

    def _of_room_then(self, place: Place) -> Iterator[Objection]:
        room, day = self._problem.rooms[place.room], date_words(place.date)
        if closed := self._closed(room, place):
            yield Objection(
                Reason.ROOM_UNAVAILABLE, f"{room} is not available on {self._label(place, closed[0])}"
            )
        closures = [one for one in self._diary.calendar.closures if one.room == place.room]
        if self._is_within(closures, place):
            yield Objection(Reason.ROOM_CLOSED, f"{room} is closed for maintenance on {day}")
        held = [one for one in self._diary.held(place.date) if one.room == place.room]
        clash = [one for one in held if not set(one.slots).isdisjoint(self._slots(place))]
        if clash:
            other = self._problem.event_name(clash[0].event)
            yield Objection(Reason.ROOM_TAKEN, f"{room} holds {other} then")
        if room.max_bookings is not None and len(held) >= room.max_bookings:
            yield Objection(
                Reason.ROOM_BOOKINGS,
                f"{room} holds {len(held)} sessions on {day}, at most {room.max_bookings} allowed",
            )
