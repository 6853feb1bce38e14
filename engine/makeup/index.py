"""A term's sessions as bits, loaded once and kept up to date."""

from __future__ import annotations

import copy
import datetime as dt
from collections.abc import Iterable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from engine.makeup.calendar import (
    Booking,
    Calendar,
    Closure,
    InvalidCalendar,
    Leave,
    Place,
    Session,
    check_booking,
    date_words,
)
from engine.makeup.occupancy import Counts, count_sessions, open_dates, weekdays, weeks
from engine.makeup.rows import Rows
from engine.makeup.schedule import booking_of, check_schedule, is_scheduled, place_of
from engine.makeup.words import Words
from engine.timetable.problem import Problem
from engine.timetable.timetable import Timetable


class MakeupIndex:
    """Who and what is taken on each date of a term.

    Parameters
    ----------
    problem, timetable
        The week; the timetable may have gaps.
    calendar
        The term.

    Attributes
    ----------
    busy : ndarray of shape (rows, dates)
        Slots in use, as bits: rooms, teachers, groups and courses, in the order of ``rows``.
    never : ndarray of shape (rows, dates)
        Slots that the week has closed, as bits.
    away : ndarray of shape (rows, dates)
        Slots of teachers' leave and rooms' closures, as bits.
    begun : ndarray of shape (rooms, dates)
        Sessions that a room holds.
    is_open : ndarray of shape (dates,)
        Teaching days that are no holidays.

    Raises
    ------
    ValueError
        If the timetable is not one of the problem, or the calendar names what they do not have.
    """

    busy: Words
    never: Words
    away: Words
    begun: Counts
    is_open: NDArray[np.bool_]

    def __init__(self, problem: Problem, timetable: Timetable, calendar: Calendar) -> None:
        check_schedule(problem, timetable, calendar)
        self.problem = problem
        self.timetable = timetable
        self.rows = Rows(problem)
        self.weekday = weekdays(calendar)
        self.week = weeks(calendar)
        self.is_open = open_dates(problem, calendar)
        self.never = self.rows.closed[:, self.weekday]
        self.away = _away(problem, calendar, self.rows)
        counts, self.begun = count_sessions(problem, timetable, calendar, self.rows)
        self._bits = np.left_shift(1, np.arange(problem.grid.slots_per_day)).astype(np.uint32)
        self.busy = self._words(counts)
        # One array a date, replaced when it changes, so that copies of the index share the others.
        self._counts = list(counts.transpose(1, 0, 2))
        self._calendar = replace(calendar, cancelled=(), bookings=())
        self._cancelled: set[Session] = set()
        self._bookings: list[Booking] = []
        for session in calendar.cancelled:
            self.cancel(session)
        for booking in calendar.bookings:
            self.book(booking)

    @property
    def calendar(self) -> Calendar:
        """The calendar as it is now."""
        cancelled = tuple(sorted(self._cancelled))
        return replace(self._calendar, cancelled=cancelled, bookings=tuple(self._bookings))

    def place_of(self, session: Session) -> Place:
        """Where the timetable, or else a booking, has a session; where it would be, if it is cancelled.

        Raises
        ------
        ValueError
            If there is no such event, or it is not held on that date.
        """
        return place_of(self.problem, self.timetable, self.calendar, session)

    def number_of(self, date: dt.date) -> int:
        """Position of a date in the arrays."""
        return (date - self._calendar.first).days

    def date(self, number: int) -> dt.date:
        """The date at a position of the arrays."""
        return self._calendar.first + dt.timedelta(days=number)

    def book(self, booking: Booking) -> None:
        """Hold a further session.

        Raises
        ------
        InvalidCalendar
            If it names an event, room, slot or date that does not exist.
        """
        check_booking(self.problem, self._calendar, booking)
        self._bookings.append(booking)
        self._count(booking.event, booking.place, 1)

    def withdraw(self, booking: Booking) -> None:
        """Hold a booked session no more.

        Raises
        ------
        InvalidCalendar
            If there is no such booking.
        """
        if booking not in self._bookings:
            raise InvalidCalendar(f"There is no such booking: {booking}.")
        self._bookings.remove(booking)
        self._count(booking.event, booking.place, -1)

    def cancel(self, session: Session) -> None:
        """Hold a session of the timetable no more; twice is once.

        Raises
        ------
        InvalidCalendar
            If the timetable has no such session.
        """
        if session in self._cancelled:
            return
        place = self._scheduled(session)
        self._cancelled.add(session)
        if self.is_open[self.number_of(session.date)]:
            self._count(session.event, place, -1)

    def restore(self, session: Session) -> None:
        """Hold a cancelled session after all.

        Raises
        ------
        InvalidCalendar
            If it was not cancelled.
        """
        if session not in self._cancelled:
            name = f"event {session.event} on {date_words(session.date)}"
            raise InvalidCalendar(f"Expected a cancelled session, found {name}.")
        self._cancelled.remove(session)
        if self.is_open[self.number_of(session.date)]:
            self._count(session.event, self._scheduled(session), 1)

    def without(self, sessions: Iterable[Session]) -> MakeupIndex:
        """A copy in which sessions, of the timetable or booked, are not held; a tenth of a millisecond.

        Raises
        ------
        ValueError
            If a session is none.
        """
        other = copy.copy(self)
        other._counts = list(self._counts)
        other.busy, other.begun = self.busy.copy(), self.begun.copy()
        other._cancelled, other._bookings = set(self._cancelled), list(self._bookings)
        calendar = self.calendar
        for session in sessions:
            place_of(self.problem, self.timetable, calendar, session)
            if booking := booking_of(self.problem, self.timetable, calendar, session):
                other.withdraw(booking)
            else:
                other.cancel(session)
        return other

    def _scheduled(self, session: Session) -> Place:
        event = session.event
        if not 0 <= event < len(self.problem.events) or not is_scheduled(
            self.problem, self.timetable, self._calendar, session
        ):
            raise InvalidCalendar(f"The timetable has no event {event} on {date_words(session.date)}.")
        return place_of(self.problem, self.timetable, self._calendar, session)

    def _count(self, event: int, place: Place, change: int) -> None:
        item = self.problem.events[event]
        rows, at = [place.room, *self.rows.of_course[item.course]], self.number_of(place.date)
        counts = self._counts[at].copy()
        counts[rows, place.start : place.start + item.duration] += change
        self._counts[at] = counts
        self.busy[rows, at] = self._words(counts[rows])
        self.begun[place.room, at] += change

    def _words(self, counts: Counts) -> Words:
        words: Words = (counts > 0) @ self._bits
        return words


def _away(problem: Problem, calendar: Calendar, rows: Rows) -> Words:
    away = np.zeros((len(rows), calendar.num_dates), np.uint32)
    stretches: list[tuple[int, Leave | Closure]] = [
        *((rows.num_rooms + leave.teacher, leave) for leave in calendar.leave),
        *((closure.room, closure) for closure in calendar.closures),
    ]
    for row, stretch in stretches:
        slots = range(problem.grid.slots_per_day) if stretch.slots is None else stretch.slots
        word = np.uint32(sum(1 << slot for slot in slots))
        away[row, list(calendar.overlap(stretch.first, stretch.last))] |= word
    return away
