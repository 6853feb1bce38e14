"""Terms for tests: one of a small school, and random ones of random colleges for Hypothesis."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import NamedTuple

from hypothesis import assume
from hypothesis import strategies as st

from engine.makeup.calendar import DAYS_A_WEEK, Booking, Calendar, Closure, Holiday, Leave, Session
from engine.makeup.index import MakeupIndex
from engine.makeup.schedule import is_scheduled
from engine.timetable.problem import Course, Problem
from engine.timetable.timetable import Timetable
from tests.engine.timetable.problems import colleges, timetables
from tests.engine.timetable.school import school

MONDAY = dt.date(2026, 9, 7)
TERM = Calendar(MONDAY, MONDAY + dt.timedelta(days=20))
"""Three weeks."""


class Term(NamedTuple):
    """A problem, a timetable of it and a calendar."""

    problem: Problem
    timetable: Timetable
    calendar: Calendar

    @property
    def loaded(self) -> MakeupIndex:
        """The term, loaded."""
        return MakeupIndex(*self)

    def scheduled(self) -> list[Session]:
        """What the timetable asks for, holidays and cancellations apart."""
        pairs = (
            Session(event, date) for event, _ in self.timetable.placed() for date in self.calendar.dates()
        )
        return [pair for pair in pairs if is_scheduled(*self, pair)]

    def sessions(self) -> list[Session]:
        """The same, and what is booked."""
        booked = (Session(booking.event, booking.date) for booking in self.calendar.bookings)
        return sorted({*self.scheduled(), *booked})


def day(number: int) -> dt.date:
    """A date of the term, counted from its first Monday."""
    return MONDAY + dt.timedelta(days=number)


def small_term(calendar: Calendar = TERM) -> Term:
    """Logic on Monday at the first slot, Proofs at the second, both in R1; two teaching days a week."""
    return Term(school(), Timetable.of([(0, 0), (1, 0)]), calendar)


@st.composite
def terms(draw: st.DrawFn) -> Term:
    """Colleges with a timetable that may have gaps and clashes, and a few weeks full of incidents."""
    problem = draw(
        st.sampled_from(
            (colleges(repaired=False, limited=True), colleges(repaired=True, limited=True))
        ).flatmap(lambda one: one)
    )
    problem = draw(_with_a_lone_course(problem))
    timetable = draw(timetables(problem, complete=False))
    first = MONDAY + dt.timedelta(days=draw(st.integers(0, 6)))
    last = first + dt.timedelta(days=draw(st.integers(6, 20)))
    term = Term(problem, timetable, Calendar(first, last))
    held = term.sessions()
    assume(held)
    calendar = replace(
        term.calendar,
        holidays=tuple(draw(st.lists(_holidays(term.calendar), max_size=2))),
        leave=tuple(draw(st.lists(_leave(term), max_size=2))),
        closures=tuple(draw(st.lists(_closures(term), max_size=2))),
        cancelled=tuple(draw(st.lists(st.sampled_from(held), max_size=2, unique=True))),
        bookings=tuple(draw(st.lists(bookings(term), max_size=3))),
    )
    return term._replace(calendar=calendar)


@st.composite
def bookings(draw: st.DrawFn, term: Term) -> Booking:
    """A booking anywhere in the term, whatever it clashes with."""
    problem = term.problem
    event = draw(st.integers(0, len(problem.events) - 1))
    dates = [date for date in term.calendar.dates() if date.weekday() < problem.grid.days]
    start = draw(st.integers(0, problem.grid.slots_per_day - problem.events[event].duration))
    return Booking(event, draw(st.sampled_from(dates)), start, draw(st.integers(0, len(problem.rooms) - 1)))


@st.composite
def _with_a_lone_course(draw: st.DrawFn, problem: Problem) -> Problem:
    """Sometimes, nobody in particular attends the last course."""
    if draw(st.integers(0, 3)):
        return problem
    lone: Course = replace(problem.courses[-1], teachers=(), groups=())
    return replace(problem, courses=(*problem.courses[:-1], lone))


@st.composite
def _stretches(draw: st.DrawFn, calendar: Calendar) -> tuple[dt.date, dt.date]:
    first = calendar.first + dt.timedelta(days=draw(st.integers(-3, calendar.num_dates)))
    return first, first + dt.timedelta(days=draw(st.integers(0, DAYS_A_WEEK)))


def _holidays(calendar: Calendar) -> st.SearchStrategy[Holiday]:
    return _stretches(calendar).map(lambda stretch: Holiday(*stretch, "Founders' day"))


def _slots(term: Term) -> st.SearchStrategy[frozenset[int] | None]:
    slots = st.integers(0, term.problem.grid.slots_per_day - 1)
    return st.none() | st.frozensets(slots, min_size=1, max_size=3)


def _leave(term: Term) -> st.SearchStrategy[Leave]:
    teachers = st.integers(0, len(term.problem.teachers) - 1)
    return st.tuples(teachers, _stretches(term.calendar), _slots(term)).map(
        lambda drawn: Leave(drawn[0], *drawn[1], drawn[2])
    )


def _closures(term: Term) -> st.SearchStrategy[Closure]:
    rooms = st.integers(0, len(term.problem.rooms) - 1)
    return st.tuples(rooms, _stretches(term.calendar), _slots(term)).map(
        lambda drawn: Closure(drawn[0], *drawn[1], drawn[2])
    )
