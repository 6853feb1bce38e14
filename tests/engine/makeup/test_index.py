"""An index that is kept up to date."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.makeup.calendar import Booking, Calendar, Holiday, InvalidCalendar, Session
from engine.makeup.index import MakeupIndex
from engine.timetable.timetable import Timetable
from tests.engine.makeup.terms import MONDAY, TERM, Term, bookings, day, small_term, terms

LOGIC, PROOFS = 0, 1


def same(one: MakeupIndex, other: MakeupIndex) -> bool:
    return np.array_equal(one.busy, other.busy) and np.array_equal(one.begun, other.begun)


@given(terms(), st.data())
def test_an_updated_index_equals_one_built_anew(term: Term, data: st.DataObject) -> None:
    index = term.loaded
    for _ in range(data.draw(st.integers(1, 6))):
        steps = [
            lambda: index.book(data.draw(bookings(term))),
            lambda: index.cancel(data.draw(st.sampled_from(term.scheduled()))),
        ]
        if index.calendar.bookings:
            steps.append(lambda: index.withdraw(data.draw(st.sampled_from(index.calendar.bookings))))
        if index.calendar.cancelled:
            steps.append(lambda: index.restore(data.draw(st.sampled_from(index.calendar.cancelled))))
        data.draw(st.sampled_from(steps))()

    assert same(index, term._replace(calendar=index.calendar).loaded)


@given(terms(), st.data())
def test_a_copy_without_sessions_leaves_the_index_as_it_was(term: Term, data: st.DataObject) -> None:
    index = term.loaded
    missed = data.draw(st.lists(st.sampled_from(term.sessions()), unique=True, max_size=3))

    index.without(missed)

    assert same(index, term.loaded)


def test_of_two_sessions_in_one_slot_cancelling_one_leaves_the_other() -> None:
    index = small_term().loaded
    booking = Booking(PROOFS, MONDAY, 0, 0)

    index.book(booking)
    index.cancel(Session(LOGIC, MONDAY))

    assert index.busy[0, 0] == 0b11
    index.withdraw(booking)
    assert index.busy[0, 0] == 0b10


def test_a_holiday_holds_nothing_and_does_not_shift_the_weeks() -> None:
    index = small_term(Calendar(MONDAY, day(20), holidays=(Holiday(day(7), day(7)),))).loaded

    assert index.busy[0].nonzero()[0].tolist() == [0, 14]


def test_weeks_count_from_the_monday_of_the_first_date() -> None:
    calendar = Calendar(day(3), day(20))

    assert [calendar.week(date) for date in (day(3), day(6), day(7))] == [0, 0, 1]


def test_a_missed_makeup_is_found_by_its_booking() -> None:
    index = small_term().loaded
    index.book(Booking(LOGIC, day(1), 2, 1))

    without = index.without([Session(LOGIC, day(1))])

    assert index.place_of(Session(LOGIC, day(1))) == (day(1), 2, 1)
    assert without.busy[1, 1] == 0


@pytest.mark.parametrize(
    ("session", "said"),
    [
        (Session(7, MONDAY), "There is no event 7"),
        (
            Session(LOGIC, day(1)),
            "not held on Tuesday 8 September 2026: the timetable has it on Monday 08:00",
        ),
        (Session(LOGIC, day(70)), "not in the term"),
    ],
)
def test_what_is_no_session_is_refused(session: Session, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        small_term().loaded.place_of(session)


def test_an_event_without_a_place_has_no_session() -> None:
    term = small_term()._replace(timetable=Timetable.of([None, (1, 0)]))

    with pytest.raises(ValueError, match="Logic has no place in the timetable"):
        term.loaded.place_of(Session(LOGIC, MONDAY))


def test_the_timetable_of_another_problem_is_refused() -> None:
    with pytest.raises(ValueError, match="The timetable has 1 events, the problem 2"):
        MakeupIndex(small_term().problem, Timetable.of([(0, 0)]), TERM)


def test_a_timetable_that_runs_past_the_day_is_refused() -> None:
    term = small_term()
    events = (replace(term.problem.events[0], duration=2), term.problem.events[1])
    problem = replace(term.problem, events=events)

    with pytest.raises(ValueError, match="Logic runs past the end of its day"):
        MakeupIndex(problem, Timetable.of([(3, 0), (1, 0)]), TERM)


@pytest.mark.parametrize(
    ("step", "said"),
    [
        (lambda index: index.cancel(Session(LOGIC, day(1))), "The timetable has no event 0"),
        (lambda index: index.restore(Session(LOGIC, MONDAY)), "Expected a cancelled session"),
        (lambda index: index.withdraw(Booking(LOGIC, MONDAY, 0, 0)), "There is no such booking"),
        (lambda index: index.book(Booking(LOGIC, day(2), 0, 0)), "expected a teaching day"),
        (lambda index: index.book(Booking(LOGIC, MONDAY, 4, 0)), "from slot 4 of a day; expected 0 to 3"),
        (lambda index: index.book(Booking(9, MONDAY, 0, 0)), "names event 9; there are 2"),
        (lambda index: index.book(Booking(LOGIC, MONDAY, 0, 9)), "names room 9; there are 2"),
    ],
)
def test_what_cannot_be_is_refused_and_changes_nothing(step: object, said: str) -> None:
    index = small_term().loaded

    with pytest.raises(InvalidCalendar, match=said):
        step(index)  # type: ignore[operator]  # each of the steps above takes the index

    assert same(index, small_term().loaded)
