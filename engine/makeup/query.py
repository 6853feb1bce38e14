"""One missed session, and the dates to look for a place on."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from engine.makeup.calendar import Calendar, Horizon, Place, Session, date_words
from engine.makeup.index import MakeupIndex
from engine.makeup.rows import NO_LIMIT, week_words
from engine.makeup.words import Words, run_words
from engine.timetable.problem import Event, Problem


@dataclass(frozen=True)
class Query:
    """A missed session in an index that holds it no more.

    Parameters
    ----------
    place
        Where it was to be.
    dates
        Positions, in the index, of the dates to look at.
    """

    index: MakeupIndex
    missed: Session
    place: Place
    dates: range

    @property
    def problem(self) -> Problem:
        """The problem."""
        return self.index.problem

    @property
    def event(self) -> Event:
        """What is to be made up."""
        return self.problem.events[self.missed.event]

    @property
    def rows(self) -> list[int]:
        """Rows of those who attend."""
        return self.index.rows.of_course[self.event.course]

    @cached_property
    def at(self) -> slice:
        """The dates as a slice of the index's arrays."""
        return slice(self.dates.start, self.dates.stop)

    @cached_property
    def runs(self) -> Words:
        """Slots in use from each start of the day; of shape (starts,)."""
        return run_words(self.event.duration, self.problem.grid.slots_per_day)

    @cached_property
    def before(self) -> Words:
        """Days of those who attend, without the session; of shape (people, dates)."""
        words: Words = self.index.busy[self.rows, self.at]
        return words

    @cached_property
    def after(self) -> Words:
        """The same days with the session; of shape (people, dates, starts)."""
        return self.before[:, :, None] | self.runs

    @cached_property
    def week_load(self) -> NDArray[np.int64]:
        """Slots in use in each date's week without the session; of shape (people, dates)."""
        loads = np.bitwise_count(self.index.busy[self.rows]).astype(np.int64)
        weeks = self.index.week
        by_week = np.zeros((len(self.rows), int(weeks[-1]) + 1), np.int64)
        for week in range(by_week.shape[1]):
            by_week[:, week] = loads[:, weeks == week].sum(1)
        return by_week[:, weeks[self.at]]

    @cached_property
    def course_closed(self) -> Words:
        """Slots in which the course cannot be taught, as bits; of shape (dates,)."""
        closed = week_words(self.problem, self.problem.courses[self.event.course].unavailable)
        words: Words = closed[self.index.weekday[self.at]]
        return words

    @cached_property
    def uninterrupted(self) -> NDArray[np.bool_]:
        """Starts from which the session crosses no break; of shape (starts,)."""
        grid, duration = self.problem.grid, self.event.duration
        starts = range(grid.slots_per_day)
        return np.array([grid.breaks.isdisjoint(range(s, s + duration - 1)) for s in starts], bool)

    @cached_property
    def booking_limits(self) -> NDArray[np.int64]:
        """Sessions a day that each room takes at most; of shape (rooms,)."""
        limits = [room.max_bookings for room in self.problem.rooms]
        return np.array([NO_LIMIT if limit is None else limit for limit in limits], np.int64)


def query(index: MakeupIndex, missed: Session, horizon: Horizon | None = None) -> Query:
    """Look at one missed session; at all dates that are left of the term unless told otherwise.

    Raises
    ------
    ValueError
        If there is no such session, or no date of the horizon can be used.
    """
    place = index.place_of(missed)
    dates = dates_within(index.calendar, horizon, missed.date)
    return Query(index.without([missed]), missed, place, dates)


def dates_within(calendar: Calendar, horizon: Horizon | None, since: dt.date) -> range:
    """Positions of the term's dates within a horizon, those that are past left out.

    Without a horizon: from today, or else from the date given, to the end of the term.

    Raises
    ------
    ValueError
        If none is left.
    """
    today = calendar.today
    if horizon is None:
        horizon = Horizon(min(calendar.last, since if today is None else today), calendar.last)
    if today is not None and horizon.last < today:
        raise ValueError(
            f"The horizon lies in the past: it ends on {date_words(horizon.last)}, today is {today}."
        )
    dates = calendar.overlap(max(horizon.first, today or horizon.first), horizon.last)
    if not dates:
        raise ValueError(
            f"The horizon, {horizon.first} to {horizon.last}, has no date of the term, "
            f"{calendar.first} to {calendar.last}."
        )
    return dates
