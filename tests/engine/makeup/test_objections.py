"""Why not, in words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.makeup import (
    Booking,
    Calendar,
    Closure,
    Diary,
    Holiday,
    Leave,
    Objections,
    Place,
    Reason,
    Session,
    refusals,
)
from engine.timetable.problem import Course, Event, Room
from engine.timetable.timetable import Timetable
from tests.engine.makeup.terms import MONDAY, TERM, Term, day, small_term
from tests.engine.timetable.school import ADA, BEN, LUNCH_AFTER_TWO, R1, R2, school

LOGIC = Session(0, MONDAY)
TUESDAY = day(1)


def said(term: Term, place: Place, missed: Session = LOGIC) -> dict[Reason, str]:
    return dict(Objections(Diary(*term, missed=[missed]), missed).against(place))


def test_an_admissible_place_has_nothing_against_it() -> None:
    assert said(small_term(), Place(TUESDAY, 0, 0)) == {}


@pytest.mark.parametrize(
    ("calendar", "place", "reason", "words"),
    [
        (TERM, Place(day(2), 0, 0), Reason.NO_TEACHING_DAY, "Wednesday is no teaching day"),
        (TERM, Place(MONDAY, 0, 0), Reason.MISSED_HERE, "Logic is missed there and then"),
        (TERM, Place(MONDAY, 1, 1), Reason.GROUP_BUSY, "1A has Proofs then"),
        (TERM, Place(MONDAY, 1, 0), Reason.ROOM_TAKEN, "R1 holds Proofs then"),
        (TERM, Place(TUESDAY, 0, 1), Reason.ROOM_SEATS, "R2 seats 20, Logic has 25"),
        (
            replace(TERM, holidays=(Holiday(TUESDAY, TUESDAY, "the fair"),)),
            Place(TUESDAY, 0, 0),
            Reason.HOLIDAY,
            "Tuesday 8 September 2026 is the fair",
        ),
        (
            replace(TERM, leave=(Leave(0, TUESDAY, TUESDAY, frozenset({0})),)),
            Place(TUESDAY, 0, 0),
            Reason.ON_LEAVE,
            "Ada is on leave on Tuesday 8 September 2026",
        ),
        (
            replace(TERM, closures=(Closure(0, TUESDAY, TUESDAY),)),
            Place(TUESDAY, 3, 0),
            Reason.ROOM_CLOSED,
            "R1 is closed for maintenance on Tuesday 8 September 2026",
        ),
        (
            replace(TERM, bookings=(Booking(0, TUESDAY, 2, 1),)),
            Place(TUESDAY, 2, 0),
            Reason.TEACHER_BUSY,
            "Ada has Logic then",
        ),
    ],
)
def test_a_reason_is_said_with_names_and_dates(
    calendar: Calendar, place: Place, reason: Reason, words: str
) -> None:
    assert said(small_term(calendar), place)[reason] == words


@pytest.mark.parametrize(
    ("start", "reason", "words"),
    [
        (1, Reason.BREAK, "Logic would run into a break on Tuesday 8 September 2026"),
        (3, Reason.DAY_ENDS, "Logic would run past the end of Tuesday 8 September 2026"),
        (0, Reason.TEACHER_UNAVAILABLE, "Ada is not available on Tuesday 09:00, 08 September"),
        (2, Reason.DAY_LOAD, "1A would have 2 slots on Tuesday 8 September 2026, at most 1 allowed"),
        (2, Reason.WEEK_LOAD, "Ada would have 2 slots in the week of Tuesday 8 September 2026, at most 1 "
            "allowed"),
    ],
)  # fmt: skip
def test_what_the_week_forbids_is_said(start: int, reason: Reason, words: str) -> None:
    problem = school(
        Event(0, duration=2),
        Event(1),
        grid=LUNCH_AFTER_TWO,
        teachers=(replace(ADA, unavailable=frozenset({5}), max_week=1), BEN),
        groups=(replace(school().groups[0], max_day=1),),
    )
    term = Term(problem, Timetable.of([(0, 0), None]), TERM)

    assert said(term, Place(TUESDAY, start, 0))[reason] == words


@pytest.mark.parametrize(
    ("room", "event", "reason", "words"),
    [
        (replace(R1, kind="lab"), Event(0, kind="theory"), Reason.ROOM_KIND, "needs a room of kind theory"),
        (R1, Event(0, features=frozenset({"lathe"})), Reason.ROOM_FEATURES, "R1 lacks lathe"),
        (R1, Event(0, rooms=frozenset({1})), Reason.ROOM_RULED_OUT, "R1 is not among the rooms for Logic"),
        (replace(R1, unavailable=frozenset({4})), Event(0), Reason.ROOM_UNAVAILABLE, "on Tuesday 08:00"),
        (replace(R1, max_bookings=0), Event(0), Reason.ROOM_BOOKINGS, "R1 holds 0 sessions"),
    ],
)
def test_what_speaks_against_a_room_is_said(room: Room, event: Event, reason: Reason, words: str) -> None:
    term = Term(school(event, Event(1), rooms=(room, R2)), Timetable.of([(0, 0), (1, 0)]), TERM)

    assert words in said(term, Place(TUESDAY, 0, 0))[reason]


def test_a_course_that_nobody_attends_is_held_once_at_a_time() -> None:
    problem = school(Event(0), Event(0), courses=(Course("Chess"),))
    term = Term(problem, Timetable.of([(0, 0), (5, 0)]), TERM)

    assert (
        said(term, Place(TUESDAY, 1, 1))[Reason.COURSE_BUSY]
        == "Chess (2 of 2) of the same course is held then"
    )
    assert refusals(term.loaded, LOGIC)[1, 1, 1] == Reason.COURSE_BUSY
