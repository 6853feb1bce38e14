"""Who does what on each date, told session by session: plain Python that shares nothing with the index."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import NamedTuple

from engine.makeup.calendar import DAYS_A_WEEK, Booking, Calendar, Session
from engine.makeup.schedule import booking_of, is_scheduled
from engine.timetable.constraints.people import attending, everybody
from engine.timetable.problem import Group, Placement, Problem, Teacher
from engine.timetable.timetable import Timetable

Person = Teacher | Group


class Held(NamedTuple):
    """A session that is held: its first slot of the day, its slots, and its room."""

    event: int
    start: int
    slots: range
    room: int


class Diary:
    """The sessions held on each date of a term.

    Parameters
    ----------
    missed
        Sessions, of the timetable or booked, that are not held.
    """

    def __init__(
        self, problem: Problem, timetable: Timetable, calendar: Calendar, missed: Iterable[Session] = ()
    ) -> None:
        self.problem = problem
        self.timetable = timetable
        self.calendar = calendar
        self._missed = frozenset(missed)
        self._held: dict[dt.date, list[Held]] = {}
        self._days: dict[dt.date, dict[Person, dict[int, int]]] = {}

    def held(self, date: dt.date) -> list[Held]:
        """All sessions of a date."""
        if date not in self._held:
            self._held[date] = [*self._of_timetable(date), *self._booked(date)]
        return self._held[date]

    def book(self, booking: Booking) -> None:
        """Hold a further session."""
        self.held(booking.date).append(self._session(booking.event, booking.start, booking.room))
        self._days.pop(booking.date, None)

    def day(self, who: Person, date: dt.date) -> dict[int, int]:
        """Slots of a date in which somebody has a session, each with an event."""
        if date not in self._days:
            self._days[date] = self._everybody_s_day(date)
        return self._days[date].get(who, {})

    def week_load(self, who: Person, date: dt.date) -> int:
        """Slots of a date's week in which somebody has a session."""
        monday = date - dt.timedelta(days=date.weekday())
        week = (monday + dt.timedelta(days=day) for day in range(DAYS_A_WEEK))
        return sum(len(self.day(who, day)) for day in week if day in self.calendar)

    def events_of(self, who: Person) -> tuple[int, ...]:
        """Events that somebody attends."""
        return next(events for one, events in everybody(self.problem) if one is who)

    def _everybody_s_day(self, date: dt.date) -> dict[Person, dict[int, int]]:
        days: dict[Person, dict[int, int]] = {}
        for one in self.held(date):
            for who in attending(self.problem, one.event):
                days.setdefault(who, {}).update(dict.fromkeys(one.slots, one.event))
        return days

    @cached_property
    def _by_weekday(self) -> list[list[tuple[int, Placement]]]:
        """Placed events of each day of the week."""
        days: list[list[tuple[int, Placement]]] = [[] for _ in range(DAYS_A_WEEK)]
        for event, place in self.timetable.placed():
            days[self.problem.grid.day(place.slot)].append((event, place))
        return days

    def _of_timetable(self, date: dt.date) -> Iterator[Held]:
        if self.calendar.holiday(date) is not None:
            return
        gone = self._missed.union(self.calendar.cancelled)
        for event, place in self._by_weekday[date.weekday()]:
            session = Session(event, date)
            if session not in gone and is_scheduled(self.problem, self.timetable, self.calendar, session):
                yield self._session(event, self.problem.grid.slot_of_day(place.slot), place.room)

    def _booked(self, date: dt.date) -> Iterator[Held]:
        gone = [booking_of(self.problem, self.timetable, self.calendar, session) for session in self._missed]
        for booking in self.calendar.bookings:
            if booking in gone:
                gone.remove(booking)  # of two that are alike, one is missed
            elif booking.date == date:
                yield self._session(booking.event, booking.start, booking.room)

    def _session(self, event: int, start: int, room: int) -> Held:
        return Held(event, start, range(start, start + self.problem.events[event].duration), room)
