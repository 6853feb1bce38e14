"""Many missed sessions at once."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Iterator, Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.makeup.assign import Assignment, assign
from engine.makeup.calendar import Booking, Calendar, Horizon, Leave, Place, Session
from engine.makeup.costs import MakeupWeights
from engine.makeup.diary import Diary
from engine.makeup.objections import Objections
from engine.makeup.repricing import reprice
from engine.makeup.scan import find
from engine.timetable.result import Status
from engine.timetable.timetable import Timetable
from tests.engine.makeup.terms import MONDAY, TERM, Term, day, small_term, terms
from tests.engine.timetable.school import R1, R2, school

LOGIC, PROOFS = 0, 1
LIMIT = 60.0


def every_assignment(term: Term, missed: Sequence[Session], horizon: Horizon) -> Iterator[tuple[int, int]]:
    """Sessions left out and cost of everything that can be done, tried one by one."""
    weights = MakeupWeights()
    rooms, slots = range(len(term.problem.rooms)), range(term.problem.grid.slots_per_day)
    dates = [date for date in term.calendar.dates() if horizon.first <= date <= horizon.last]
    cells = [Place(*cell) for cell in itertools.product(dates, slots, rooms)]

    def go_on(
        rest: Sequence[Session], booked: list[Booking], left_out: int, cost: int
    ) -> Iterator[tuple[int, int]]:
        if not rest:
            yield left_out, cost
            return
        yield from go_on(rest[1:], booked, left_out + 1, cost)
        diary = Diary(*term, missed=missed)
        for booking in booked:
            diary.book(booking)
        objections = Objections(diary, rest[0])
        for cell in cells:
            if not any(objections.against(cell)):
                price = reprice(diary, rest[0], cell, weights).total
                yield from go_on(rest[1:], [*booked, Booking(rest[0].event, *cell)], left_out, cost + price)

    return go_on(missed, [], 0, 0)


def quality(found: Assignment) -> tuple[int, int]:
    return len(found.left_out), found.cost


@given(terms(), st.data())
def test_one_session_is_placed_where_the_scan_finds_it_cheapest(term: Term, data: st.DataObject) -> None:
    missed = data.draw(st.sampled_from(term.sessions()))

    found, best = (
        assign(term.loaded, [missed], time_limit=LIMIT, workers=1),
        find(term.loaded, missed).best(1),
    )

    assert found.status is (Status.OPTIMAL if best else Status.INFEASIBLE)
    assert found.cost == sum(option.cost for option in best)
    assert found.impossible == (() if best else (missed,))


@settings(max_examples=15)
@given(terms(), st.data())
def test_nothing_that_can_be_done_is_better(term: Term, data: st.DataObject) -> None:
    missed = data.draw(st.lists(st.sampled_from(term.sessions()), min_size=1, max_size=2, unique=True))
    first = min(session.date for session in missed)
    horizon = Horizon(first, first + (day(2) - day(0)))

    found = assign(term.loaded, missed, horizon, time_limit=LIMIT, workers=1)

    assert quality(found) == min(every_assignment(term, missed, horizon))
    assert found.status in (Status.OPTIMAL, Status.INFEASIBLE)
    assert found.left_out_at_least == len(found.left_out)


@given(terms(), st.data())
def test_several_are_placed_with_proof_and_their_cost_is_that_of_any_order(
    term: Term, data: st.DataObject
) -> None:
    missed = data.draw(st.lists(st.sampled_from(term.sessions()), min_size=1, max_size=6, unique=True))

    found = assign(term.loaded, missed, time_limit=LIMIT, workers=1)

    diary, cost = Diary(*term, missed=missed), 0
    for session, place in reversed(list(zip(missed, found.places, strict=True))):
        if place is not None:
            cost += reprice(diary, session, place, MakeupWeights()).total
            diary.book(Booking(session.event, *place))
    assert cost == found.cost == found.bound
    assert found.gap == 0


def test_what_does_not_fit_together_is_left_out_as_rarely_as_possible() -> None:
    term = small_term()
    missed = [Session(event, day(week * 7)) for event in (LOGIC, PROOFS) for week in range(3)]

    found = assign(term.loaded, missed, Horizon(day(1), day(1)), time_limit=LIMIT)

    assert found.status is Status.OPTIMAL
    assert len(found.left_out) == found.left_out_at_least == 2  # one group, a day of four slots
    assert found.impossible == ()


def test_a_room_is_not_booked_more_often_than_it_may_be() -> None:
    problem = school(rooms=(replace(R1, max_bookings=1), replace(R2, capacity=5)))
    term = Term(problem, Timetable.of([(0, 0), None]), TERM)
    missed = [Session(LOGIC, MONDAY), Session(LOGIC, day(7))]

    found = assign(term.loaded, missed, Horizon(day(1), day(1)), time_limit=LIMIT)

    assert (found.status, len(found.left_out)) == (Status.OPTIMAL, 1)


def test_what_cannot_be_placed_at_all_is_named() -> None:
    calendar = Calendar(MONDAY, day(20), leave=(Leave(0, MONDAY, day(20)),))
    missed = [Session(LOGIC, MONDAY), Session(PROOFS, MONDAY)]

    found = assign(small_term(calendar).loaded, missed, time_limit=LIMIT)

    assert found.impossible == found.left_out == (missed[0],)
    assert found.status is Status.OPTIMAL
    assert [booking.event for booking in found.bookings] == [PROOFS]


TOGETHER = [Session(event, day(7 * week)) for event in (LOGIC, PROOFS) for week in range(2)]
"""Of one group, so that each is dearer beside the others than alone."""


def test_without_time_the_first_assignment_is_given_with_a_bound() -> None:
    found = assign(small_term().loaded, TOGETHER, time_limit=0.0)

    assert found.status is Status.FEASIBLE
    assert found.left_out == ()
    assert found.bound is not None
    assert found.bound < found.cost


def test_who_asks_to_stop_gets_the_first_assignment() -> None:
    stop = threading.Event()
    stop.set()

    found = assign(small_term().loaded, TOGETHER, stop=stop)

    assert None not in found.places
    assert found.status is Status.FEASIBLE


@pytest.mark.parametrize(
    ("missed", "limits", "said"),
    [
        ([], {}, "No session was missed"),
        ([Session(LOGIC, MONDAY)] * 2, {}, "is missed twice"),
        ([Session(9, MONDAY)], {}, "There is no event 9"),
        ([Session(LOGIC, MONDAY)], {"time_limit": -1.0}, "expected 0 or more"),
        ([Session(LOGIC, MONDAY)], {"workers": 0}, "expected 1 or more"),
    ],
)
def test_what_makes_no_sense_is_refused(missed: list[Session], limits: dict[str, float], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        assign(small_term().loaded, missed, **limits)  # type: ignore[arg-type]  # a test of each limit
