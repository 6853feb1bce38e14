"""The demo college's year around any day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from services.seeding.calendar import build_calendar

DAYS = [date(2026, 1, 1) + timedelta(days=number) for number in range(0, 3 * 365, 3)]


@pytest.mark.parametrize("today", [date(2026, 9, 7), date(2027, 2, 1), date(2027, 8, 6)])
def test_during_term_the_term_is_the_one_that_is_taught(today: date) -> None:
    calendar = build_calendar(today)

    assert calendar.year.name == "2026/2027"
    assert calendar.term.starts_on <= today <= calendar.term.ends_on


def test_on_any_day_the_term_is_this_one_or_the_next_within_weeks() -> None:
    for today in DAYS:
        term = build_calendar(today).term
        assert term.ends_on >= today
        assert term.starts_on - today < timedelta(weeks=6)


def test_terms_are_fourteen_weeks_from_monday_to_friday_within_the_year_and_apart() -> None:
    for today in DAYS:
        calendar = build_calendar(today)
        assert {(term.starts_on.weekday(), term.ends_on.weekday()) for term in calendar.terms} == {(0, 4)}
        assert {(term.ends_on - term.starts_on).days for term in calendar.terms} == {13 * 7 + 4}
        days = [day for term in calendar.terms for day in (term.starts_on, term.ends_on)]
        assert days == sorted(days)
        assert calendar.year.starts_on <= days[0] < days[-1] <= calendar.year.ends_on


def test_holidays_lie_within_the_academic_year() -> None:
    calendar = build_calendar(date(2026, 9, 7))

    assert {holiday.name: holiday.starts_on for holiday in calendar.holidays}["Labour Day"] == date(
        2027, 5, 1
    )
    assert all(
        calendar.year.starts_on <= holiday.starts_on <= calendar.year.ends_on for holiday in calendar.holidays
    )
