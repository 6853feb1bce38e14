"""The real calendar of a term: its dates, who is away, what is closed, and what is held beyond the week.

A *session* is an event on a date. The weekly timetable says where and when; the calendar says on
which dates it is held, and which sessions have a date of their own.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from engine.timetable.problem import DAY_NAMES, Problem

MAX_DATES = 1_000
"""Dates of a term; the index has a word for each date of everybody."""

DAYS_A_WEEK = len(DAY_NAMES)


class InvalidCalendar(ValueError):
    """A calendar that contradicts itself, its problem or its timetable."""


class Session(NamedTuple):
    """An event on a date."""

    event: int
    date: dt.date


class Place(NamedTuple):
    """Where a session is or could be held: its date, first slot of the day (from 0), and room."""

    date: dt.date
    start: int
    room: int


class Booking(NamedTuple):
    """A session with a date of its own, beside those of the weekly timetable."""

    event: int
    date: dt.date
    start: int
    room: int

    @property
    def place(self) -> Place:
        """Where it is held."""
        return Place(self.date, self.start, self.room)


@dataclass(frozen=True, slots=True)
class Holiday:
    """Dates on which nothing of the timetable is held, from the first to the last."""

    first: dt.date
    last: dt.date
    name: str = ""

    def __str__(self) -> str:
        return self.name or "a holiday"


@dataclass(frozen=True, slots=True)
class Leave:
    """Dates on which a teacher is away.

    Parameters
    ----------
    slots
        Slots of the day, from 0; None for the whole day.
    """

    teacher: int
    first: dt.date
    last: dt.date
    slots: frozenset[int] | None = None


@dataclass(frozen=True, slots=True)
class Closure:
    """Dates on which a room cannot be used; the slots as for leave."""

    room: int
    first: dt.date
    last: dt.date
    slots: frozenset[int] | None = None


@dataclass(frozen=True, slots=True)
class Horizon:
    """The dates to look for a place on, the first and the last included.

    Raises
    ------
    ValueError
        If it is empty.
    """

    first: dt.date
    last: dt.date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError(f"The horizon is empty: it begins on {self.first} and ends on {self.last}.")


@dataclass(frozen=True)
class Calendar:
    """The dates of a term and what is special about them.

    Weeks are counted from the Monday of the first date's week; the first is the first of the
    timetable's cycle. Holidays do not shift the count.

    Parameters
    ----------
    first, last
        First and last date of the term.
    leave, closures
        Nothing is booked then. Sessions of the timetable are held all the same unless cancelled:
        somebody may stand in, another room may have been found.
    cancelled
        Sessions of the timetable that are not held.
    bookings
        Sessions beside the timetable's: makeups agreed already, extra lessons.
    today
        Dates before it are past; None when all may still be used.

    Raises
    ------
    InvalidCalendar
        If a stretch of dates ends before it begins, or the term is longer than ``MAX_DATES``.
    """

    first: dt.date
    last: dt.date
    holidays: tuple[Holiday, ...] = ()
    leave: tuple[Leave, ...] = ()
    closures: tuple[Closure, ...] = ()
    cancelled: tuple[Session, ...] = ()
    bookings: tuple[Booking, ...] = ()
    today: dt.date | None = None

    def __post_init__(self) -> None:
        _check_stretch("The term", self.first, self.last)
        if self.num_dates > MAX_DATES:
            raise InvalidCalendar(f"The term has {self.num_dates} dates; expected at most {MAX_DATES}.")
        for what, stretches in (
            ("A holiday", self.holidays),
            ("A leave", self.leave),
            ("A closure", self.closures),
        ):
            for stretch in stretches:
                _check_stretch(what, stretch.first, stretch.last)

    @property
    def num_dates(self) -> int:
        """Dates of the term, teaching days or not."""
        return (self.last - self.first).days + 1

    def __contains__(self, date: dt.date) -> bool:
        return self.first <= date <= self.last

    def dates(self) -> Iterator[dt.date]:
        """All dates of the term."""
        return (self.first + dt.timedelta(days=number) for number in range(self.num_dates))

    def week(self, date: dt.date) -> int:
        """Week of the term, from 0."""
        return ((date - self.first).days + self.first.weekday()) // DAYS_A_WEEK

    def holiday(self, date: dt.date) -> Holiday | None:
        """The holiday that a date belongs to."""
        return next((one for one in self.holidays if one.first <= date <= one.last), None)

    def overlap(self, first: dt.date, last: dt.date) -> range:
        """Numbers (from 0) of the term's dates within a stretch of dates."""
        return range(max(0, (first - self.first).days), min(self.num_dates, (last - self.first).days + 1))


def date_words(date: dt.date) -> str:
    """A date for people: ``Tuesday 13 October 2026``."""
    return f"{DAY_NAMES[date.weekday()]} {date.day} {date:%B %Y}"


def check_calendar(problem: Problem, calendar: Calendar) -> None:
    """Make sure that a calendar speaks of what the problem has.

    Raises
    ------
    InvalidCalendar
        If it names a teacher, room, event, slot or date that does not exist.
    """
    for leave in calendar.leave:
        _check_index("A leave", "teacher", leave.teacher, len(problem.teachers))
        _check_slots("A leave", leave.slots or (), problem.grid.slots_per_day)
    for closure in calendar.closures:
        _check_index("A closure", "room", closure.room, len(problem.rooms))
        _check_slots("A closure", closure.slots or (), problem.grid.slots_per_day)
    for session in calendar.cancelled:
        _check_index("A cancelled session", "event", session.event, len(problem.events))
    for booking in calendar.bookings:
        check_booking(problem, calendar, booking)


def check_booking(problem: Problem, calendar: Calendar, booking: Booking) -> None:
    """Make sure that a booking is in the term and ends on the day that it begins.

    Whether it clashes with anything is not asked here.

    Raises
    ------
    InvalidCalendar
        If it names an event, room, slot or date that does not exist.
    """
    _check_index("A booking", "event", booking.event, len(problem.events))
    _check_index("A booking", "room", booking.room, len(problem.rooms))
    name, grid = problem.event_name(booking.event), problem.grid
    if booking.date not in calendar or booking.date.weekday() >= grid.days:
        raise InvalidCalendar(
            f"{name} is booked on {date_words(booking.date)}; expected a teaching day of the term, "
            f"{calendar.first} to {calendar.last}."
        )
    last = grid.slots_per_day - problem.events[booking.event].duration
    if not 0 <= booking.start <= last:
        raise InvalidCalendar(f"{name} is booked from slot {booking.start} of a day; expected 0 to {last}.")


def _check_stretch(what: str, first: dt.date, last: dt.date) -> None:
    if last < first:
        raise InvalidCalendar(f"{what} begins on {first} and ends before, on {last}.")


def _check_index(what: str, kind: str, index: int, count: int) -> None:
    if not 0 <= index < count:
        raise InvalidCalendar(f"{what} names {kind} {index}; there are {count}, numbered from 0.")


def _check_slots(what: str, slots: Iterable[int], per_day: int) -> None:
    for slot in slots:
        if not 0 <= slot < per_day:
            raise InvalidCalendar(f"{what} names slot {slot} of a day; a day has slots 0 to {per_day - 1}.")
