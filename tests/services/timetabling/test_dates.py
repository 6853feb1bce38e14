"""Which dates of a term its week is held on, and by which clock."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from models import Term, TimetableEntry
from services.timetabling.closures import TeachingDates
from services.timetabling.dated_sessions import stretch_of
from services.timetabling.dates import TermDates, first_monday

WEEKDAYS = (0, 1, 2, 3, 4)


def term_from(first: date) -> Term:
    """A term of fourteen weeks."""
    return Term(academic_year_id=uuid4(), name="Term 1", starts_on=first, ends_on=date(2026, 12, 11))


def dates_in(zone: str, first: date = date(2026, 9, 7)) -> TermDates:
    """The dates of a term in odd and even weeks."""
    teaching = TeachingDates.of(
        first,
        date(2026, 12, 11),
        weekdays=WEEKDAYS,
        holidays=[(date(2026, 9, 14), date(2026, 9, 18))],
        zone=ZoneInfo(zone),
    )
    return TermDates(teaching, first_monday(term_from(first), WEEKDAYS), cycle_weeks=2)


@pytest.mark.parametrize(
    ("first", "monday"),
    [
        (date(2026, 9, 7), date(2026, 9, 7)),
        (date(2026, 9, 11), date(2026, 9, 7)),
        (date(2026, 9, 12), date(2026, 9, 14)),
        (date(2026, 9, 13), date(2026, 9, 14)),
    ],
)
def test_the_first_week_is_the_first_that_has_a_teaching_day(first: date, monday: date) -> None:
    assert first_monday(term_from(first), WEEKDAYS) == monday


def test_a_week_of_holidays_does_not_shift_the_count() -> None:
    dates = dates_in("UTC")

    weeks = [dates.week_of_cycle(date(2026, 9, day)) for day in (7, 13, 14, 21, 28)]

    assert weeks == [0, 0, 1, 0, 1]
    assert [dates.is_held(0b01, date(2026, 9, day)) for day in (7, 14, 21)] == [True, False, True]
    assert next(dates.held_from(date(2026, 9, 12))) == date(2026, 9, 21)


def test_a_session_lasts_as_long_on_the_night_on_which_the_clock_is_changed() -> None:
    """On 29 March 2026 the clock in Dublin goes from one to two; on 25 October back from two to one."""
    dates = dates_in("Europe/Dublin")
    entry = TimetableEntry(starts_at=time(1), ends_at=time(2))

    spring, autumn = (stretch_of(dates, entry, day) for day in (date(2026, 3, 29), date(2026, 10, 25)))

    assert spring == {
        "starts_at": datetime(2026, 3, 29, 1, tzinfo=UTC),
        "ends_at": datetime(2026, 3, 29, 2, tzinfo=UTC),
    }
    assert autumn == {
        "starts_at": datetime(2026, 10, 25, 0, tzinfo=UTC),
        "ends_at": datetime(2026, 10, 25, 1, tzinfo=UTC),
    }
