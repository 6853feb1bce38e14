"""A room is not booked too often a day."""

from __future__ import annotations

from engine.timetable.constraints.booking_limit import BookingLimit
from engine.timetable.problem import Event, Room, TimeGrid
from tests.engine.timetable.school import R2, school, violations

ONCE_A_DAY = (Room("R1", 30, max_bookings=1), R2)


def test_a_room_may_be_booked_up_to_its_limit() -> None:
    assert violations(BookingLimit(), school(rooms=ONCE_A_DAY), [(0, 0), (4, 0)]) == []


def test_a_day_with_too_many_bookings_is_named() -> None:
    (violation,) = violations(BookingLimit(), school(rooms=ONCE_A_DAY), [(4, 0), (6, 0)])

    assert violation.events == (0, 1)
    assert violation.reason == "R1 holds 2 events on Tuesday, at most 1 allowed"


def test_bookings_are_counted_week_by_week() -> None:
    grid = TimeGrid(2, 4, weeks=3)
    problem = school(Event(0, weeks=0b110), Event(1, weeks=0b001), Event(1), grid=grid, rooms=ONCE_A_DAY)

    first, others = violations(BookingLimit(), problem, [(0, 0), (1, 0), (2, 0)])

    assert first.reason == "R1 holds 2 events on Monday in week 1, at most 1 allowed"
    assert others.reason == "R1 holds 2 events on Monday in weeks 2, 3, at most 1 allowed"


def test_it_does_not_apply_to_a_limit_that_no_day_reaches() -> None:
    assert not BookingLimit().applies(school(rooms=(Room("R1", 30, max_bookings=2), R2)))
