"""The calendar of a term for makeups, from holidays, maintenance and sessions with their own dates."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from engine.makeup import Booking, Calendar, Closure, Leave
from engine.makeup import Session as HeldSession
from models import AttendanceSession, Holiday, RoomMaintenance, Term
from services.policy import change_policy
from services.timetabling.term_calendar import calendar_of
from tests.installation import College
from tests.services.timetabling.asked_college import AskedCollege

MONDAY = date(2026, 9, 14)
"""Of the second week of the term."""

TUESDAY = MONDAY + timedelta(days=1)


@pytest.fixture
def asked(college: College) -> AskedCollege:
    """A college with a version."""
    return AskedCollege(college)


def calendar(asked: AskedCollege) -> Calendar:
    """The calendar of the version's term."""
    with asked.college.unit_of_work() as session:
        return calendar_of(session, asked.scene())


def attended(asked: AskedCollege, event: int, starts_at: datetime, **fields: Any) -> AttendanceSession:
    """A dated session of the version's entry, in its room, by its trainer, for an hour."""
    entry = asked.entry(event)
    values = {
        "entry_id": entry.id,
        "enrollment_id": entry.enrollment_id,
        "session_type": entry.session_type,
        "trainer_id": asked.ada if event < 2 else asked.ben,
        "room_id": entry.room_id,
        "starts_at": starts_at,
        "ends_at": starts_at + timedelta(hours=1),
        **fields,
    }
    row = AttendanceSession(**values)
    asked.college.add(row)
    return row


def at(day: date, hour: int, minute: int = 0) -> datetime:
    """A moment by the college's clock, which is Greenwich's."""
    return datetime.combine(day, time(hour, minute), UTC)


def test_it_has_the_terms_dates_its_holidays_and_today(asked: AskedCollege) -> None:
    asked.put_clock(date(2026, 9, 10))
    asked.college.add(Holiday(name="Half term", starts_on=date(2026, 10, 19), ends_on=date(2026, 10, 23)))

    found = calendar(asked)

    assert (found.first, found.last, found.today) == (
        date(2026, 9, 7),
        date(2026, 12, 11),
        date(2026, 9, 10),
    )
    assert str(found.holiday(date(2026, 10, 21))) == "Half term"
    assert (found.closures, found.leave, found.cancelled, found.bookings) == ((), (), (), ())


def test_weeks_count_from_the_first_that_is_taught_in(asked: AskedCollege) -> None:
    saturday = date(2026, 9, 5)
    with asked.college.unit_of_work() as session:
        session.get_one(Term, asked.plan.term.id).starts_on = saturday

    found = calendar(asked)

    assert found.week(date(2026, 9, 7)) == 0


def test_maintenance_closes_the_periods_that_it_touches(asked: AskedCollege) -> None:
    room = asked.rooms[0]
    asked.college.add(
        RoomMaintenance(
            room_id=room.id, starts_at=at(MONDAY, 9, 30), ends_at=at(MONDAY, 10, 30), reason="Paint"
        )
    )

    assert calendar(asked).closures == (Closure(0, MONDAY, MONDAY, frozenset({1, 2})),)


def test_maintenance_is_told_by_the_institutions_clock(asked: AskedCollege) -> None:
    with asked.college.unit_of_work() as session:
        change_policy(session, values={"time_zone": "Africa/Nairobi"})
    asked.college.add(
        RoomMaintenance(
            room_id=asked.rooms[1].id, starts_at=at(MONDAY, 5), ends_at=at(MONDAY, 6), reason="Paint"
        )
    )

    assert calendar(asked).closures == (Closure(1, MONDAY, MONDAY, frozenset({0})),)


def test_a_session_that_was_canceled_is_not_held(asked: AskedCollege) -> None:
    attended(asked, 0, at(MONDAY, 8), status="canceled")
    attended(asked, 0, at(MONDAY + timedelta(weeks=1), 8))

    found = calendar(asked)

    assert found.cancelled == (HeldSession(0, MONDAY),)
    assert found.bookings == ()


def test_a_session_that_was_moved_is_held_where_it_is(asked: AskedCollege) -> None:
    attended(asked, 0, at(TUESDAY, 14), room_id=asked.rooms[1].id)

    assert calendar(asked).bookings == (Booking(0, TUESDAY, 5, 1),)


def test_a_temporary_entry_is_held_on_its_date(asked: AskedCollege) -> None:
    asked.held_once(2, TUESDAY, time(14), 1)

    assert calendar(asked).bookings == (Booking(2, TUESDAY, 5, 1),)


def test_a_temporary_entry_with_a_dated_session_is_held_as_that_says(asked: AskedCollege) -> None:
    moved = asked.held_once(2, TUESDAY, time(14), 1)
    gone = asked.held_once(3, TUESDAY, time(15), 1)
    attended(asked, 2, at(TUESDAY, 16), entry_id=moved.id)
    attended(asked, 3, at(TUESDAY, 15), entry_id=gone.id, status="canceled")

    assert calendar(asked).bookings == (Booking(2, TUESDAY, 7, 0),)


def test_a_makeup_is_held_whichever_version_it_was_agreed_for(asked: AskedCollege) -> None:
    attended(asked, 2, at(TUESDAY, 14), entry_id=None, is_makeup=True)

    assert calendar(asked).bookings == (Booking(2, TUESDAY, 5, 0),)


def test_what_begins_between_two_periods_takes_both(asked: AskedCollege) -> None:
    asked.held_once(2, TUESDAY, time(14, 30), 1)

    assert calendar(asked).bookings == (Booking(2, TUESDAY, 5, 1), Booking(2, TUESDAY, 6, 1))


def test_who_stands_in_for_a_date_is_not_free_then(asked: AskedCollege) -> None:
    attended(asked, 0, at(MONDAY, 8), trainer_id=asked.ben)

    found = calendar(asked)

    ben = asked.scene().plan.trainer_of[asked.ben]
    assert found.leave == (Leave(ben, MONDAY, MONDAY, frozenset({0})),)
    assert found.bookings == ()


def test_a_makeup_of_what_is_no_longer_planned_keeps_its_room_and_trainer(asked: AskedCollege) -> None:
    attended(asked, 4, at(TUESDAY, 14), entry_id=None, is_makeup=True)
    asked.change(asked.enrolments[2], status="cancelled")

    found = calendar(asked)

    ben = asked.scene().plan.trainer_of[asked.ben]
    assert found.bookings == ()
    assert found.closures == (Closure(1, TUESDAY, TUESDAY, frozenset({5})),)
    assert found.leave == (Leave(ben, TUESDAY, TUESDAY, frozenset({5})),)
