"""Which sessions the weekly timetable asks for, and where a session is to be."""

from __future__ import annotations

import datetime as dt

from engine.makeup.calendar import (
    Booking,
    Calendar,
    InvalidCalendar,
    Place,
    Session,
    check_calendar,
    date_words,
)
from engine.timetable.problem import Problem
from engine.timetable.score import check_fit
from engine.timetable.timetable import Timetable


def is_scheduled(problem: Problem, timetable: Timetable, calendar: Calendar, session: Session) -> bool:
    """Whether the timetable has the event on that date, held or not."""
    place, date = timetable[session.event], session.date
    return (
        place is not None
        and date in calendar
        and problem.grid.day(place.slot) == date.weekday()
        and is_week_of(problem, calendar, session.event, date)
    )


def is_week_of(problem: Problem, calendar: Calendar, event: int, date: dt.date) -> bool:
    """Whether the event is held in the week of the cycle that a date is in."""
    return bool(problem.weeks(event) >> calendar.week(date) % problem.grid.weeks & 1)


def booking_of(
    problem: Problem, timetable: Timetable, calendar: Calendar, session: Session
) -> Booking | None:
    """The booking meant by a session, which is one only where the timetable holds none on that date."""
    if session not in calendar.cancelled and is_scheduled(problem, timetable, calendar, session):
        return None
    return next((one for one in calendar.bookings if (one.event, one.date) == session), None)


def place_of(problem: Problem, timetable: Timetable, calendar: Calendar, session: Session) -> Place:
    """Where the timetable, or else a booking, has a session; where it would be, if it is cancelled.

    Raises
    ------
    ValueError
        If there is no such event, or it is not held on that date.
    """
    event, date = session
    if not 0 <= event < len(problem.events):
        raise ValueError(f"There is no event {event}; there are {len(problem.events)}, numbered from 0.")
    if booking := booking_of(problem, timetable, calendar, session):
        return booking.place
    placement = timetable[event]
    if placement is not None and is_scheduled(problem, timetable, calendar, session):
        return Place(date, problem.grid.slot_of_day(placement.slot), placement.room)
    raise ValueError(_absence(problem, timetable, calendar, session))


def check_schedule(problem: Problem, timetable: Timetable, calendar: Calendar) -> None:
    """Make sure that a problem, its timetable and a calendar belong together.

    Raises
    ------
    ValueError
        If the timetable is not one of the problem, the calendar names what the problem does not
        have, or cancels what the timetable does not hold.
    """
    check_fit(problem, timetable)
    for event, place in timetable.placed():
        if problem.grid.slot_of_day(place.slot) + problem.events[event].duration > problem.grid.slots_per_day:
            raise ValueError(
                f"{problem.event_name(event)} runs past the end of its day; check the timetable first."
            )
    check_calendar(problem, calendar)
    for session in calendar.cancelled:
        if not is_scheduled(problem, timetable, calendar, session):
            raise InvalidCalendar(f"Cancelled: {_absence(problem, timetable, calendar, session)}")


def _absence(problem: Problem, timetable: Timetable, calendar: Calendar, session: Session) -> str:
    """Why a session is none, in words."""
    name, date = problem.event_name(session.event), session.date
    place = timetable[session.event]
    if date not in calendar:
        return f"{date_words(date)} is not in the term, {calendar.first} to {calendar.last}."
    if place is None:
        return f"{name} has no place in the timetable."
    day = problem.grid.label(place.slot)
    if problem.grid.day(place.slot) != date.weekday():
        return f"{name} is not held on {date_words(date)}: the timetable has it on {day}."
    week = calendar.week(date) % problem.grid.weeks + 1
    return (
        f"{name} is not held on {date_words(date)}: that is in week {week} of {problem.grid.weeks} "
        f"of the cycle, counted from the week of {calendar.first}."
    )
