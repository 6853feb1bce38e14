"""What the weekly timetable puts into each row, date and slot of a term."""

from __future__ import annotations

from itertools import chain
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine.makeup.calendar import DAYS_A_WEEK, Calendar
from engine.makeup.rows import Rows
from engine.timetable.problem import Problem
from engine.timetable.timetable import Timetable

Counts = NDArray[np.int16]


class Occupancy(NamedTuple):
    """Counts, so that taking one of two overlapping sessions away leaves the other.

    Parameters
    ----------
    in_use
        Sessions in each slot, of shape (rows, dates, slots a day).
    begun
        Sessions that a room holds on a date, of shape (rooms, dates).
    """

    in_use: Counts
    begun: Counts


class _Entries(NamedTuple):
    """Placed events as arrays, one item for each row that an event takes."""

    row: NDArray[np.int64]
    slot: NDArray[np.int64]
    duration: NDArray[np.int64]
    weeks: NDArray[np.int64]
    is_room: NDArray[np.bool_]


def count_sessions(problem: Problem, timetable: Timetable, calendar: Calendar, rows: Rows) -> Occupancy:
    """Count the timetable's sessions on all dates but holidays; about 20 ms for 5,000 events."""
    grid = problem.grid
    entries = _entries(problem, timetable, rows)
    in_use = np.zeros((len(rows), grid.weeks, grid.days * grid.slots_per_day), np.int16)
    begun = np.zeros((rows.num_rooms, grid.weeks, grid.days), np.int16)
    for week in range(grid.weeks):
        held = entries.weeks >> week & 1 == 1
        for further in range(int(entries.duration.max(initial=0))):
            here = held & (entries.duration > further)
            np.add.at(in_use, (entries.row[here], week, entries.slot[here] + further), 1)
        here = held & entries.is_room
        np.add.at(begun, (entries.row[here], week, entries.slot[here] // grid.slots_per_day), 1)
    column, is_open = _columns(problem, calendar)
    by_day = in_use.reshape(len(rows), grid.weeks * grid.days, grid.slots_per_day)
    return Occupancy(
        by_day[:, column] * is_open[:, None],
        begun.reshape(rows.num_rooms, grid.weeks * grid.days)[:, column] * is_open,
    )


def open_dates(problem: Problem, calendar: Calendar) -> NDArray[np.bool_]:
    """Which dates of the term are teaching days and no holidays."""
    is_open = weekdays(calendar) < problem.grid.days
    for holiday in calendar.holidays:
        is_open[list(calendar.overlap(holiday.first, holiday.last))] = False
    return is_open


def weekdays(calendar: Calendar) -> NDArray[np.int64]:
    """Day of the week of each date, from Monday, 0."""
    return (np.arange(calendar.num_dates) + calendar.first.weekday()) % DAYS_A_WEEK


def weeks(calendar: Calendar) -> NDArray[np.int64]:
    """Week of the term of each date, from 0."""
    return (np.arange(calendar.num_dates) + calendar.first.weekday()) // DAYS_A_WEEK


def _columns(problem: Problem, calendar: Calendar) -> tuple[NDArray[np.int64], Counts]:
    """The day of the cycle that each date repeats, and 1 where it is open, else 0."""
    is_open = open_dates(problem, calendar)
    column = weeks(calendar) % problem.grid.weeks * problem.grid.days + weekdays(calendar)
    return np.where(is_open, column, 0), is_open.astype(np.int16)


def _entries(problem: Problem, timetable: Timetable, rows: Rows) -> _Entries:
    placed = list(timetable.placed())
    held = np.array([(place.slot, place.room) for _, place in placed], np.int64).reshape(-1, 2)
    events = [problem.events[event] for event, _ in placed]
    duration = np.array([event.duration for event in events], np.int64)
    weeks = np.array([event.weeks or problem.grid.all_weeks for event in events], np.int64)
    people = [rows.of_course[event.course] for event in events]
    number = np.arange(len(events))
    which = np.concatenate([number, np.repeat(number, list(map(len, people)))])
    attending = np.fromiter(chain.from_iterable(people), np.int64)
    return _Entries(
        np.concatenate([held[:, 1], attending]),
        held[which, 0],
        duration[which],
        weeks[which],
        np.arange(len(which)) < len(events),
    )
