"""The demo college's year: three terms of fourteen weeks, and the country's holidays."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from models import AcademicYear, Base, Holiday, Term

TERM_WEEKS = 14

_TERMS = ((0, 9), (1, 1), (1, 5))
"""Calendar year, counted from that in which the academic year begins, and month in which each term begins."""

_HOLIDAYS = (
    ("New Year's Day", 1, 1),
    ("Labour Day", 5, 1),
    ("Madaraka Day", 6, 1),
    ("Mazingira Day", 10, 10),
    ("Mashujaa Day", 10, 20),
    ("Jamhuri Day", 12, 12),
    ("Christmas Day", 12, 25),
    ("Boxing Day", 12, 26),
)


@dataclass(frozen=True, slots=True)
class Calendar:
    """An academic year with its terms and holidays, and which term is taught."""

    year: AcademicYear
    terms: list[Term]
    holidays: list[Holiday]
    current: int

    @property
    def term(self) -> Term:
        """The term that is being taught, or the next one during holidays."""
        return self.terms[self.current]

    @property
    def rows(self) -> list[Base]:
        """All of them."""
        return [self.year, *self.terms, *self.holidays]


def build_calendar(today: date) -> Calendar:
    """The academic year that a date lies in; its next one when no term of it is left."""
    first = next(year for year in (today.year - 1, today.year) if today <= _last_day(_first_days(year)[-1]))
    year = AcademicYear(
        name=f"{first}/{first + 1}",
        starts_on=date(first, 9, 1),
        ends_on=date(first + 1, 8, 31),
        is_active=True,
    )
    terms = [
        Term(
            academic_year_id=year.id, name=f"Term {number}", starts_on=starts_on, ends_on=_last_day(starts_on)
        )
        for number, starts_on in enumerate(_first_days(first), start=1)
    ]
    current = next(index for index, term in enumerate(terms) if today <= term.ends_on)
    return Calendar(year, terms, list(_holidays(year)), current)


def _first_days(year: int) -> list[date]:
    """First Mondays of the months in which an academic year's terms begin; not on New Year's Day."""
    return [_monday(date(year + later, month, 2)) for later, month in _TERMS]


def _monday(day: date) -> date:
    return day + timedelta(days=-day.weekday() % 7)


def _last_day(first: date) -> date:
    """The Friday of a term's last week."""
    return first + timedelta(weeks=TERM_WEEKS, days=-3)


def _holidays(year: AcademicYear) -> Iterator[Holiday]:
    for name, month, day in _HOLIDAYS:
        when = date(year.starts_on.year if month >= year.starts_on.month else year.ends_on.year, month, day)
        yield Holiday(name=name, starts_on=when, ends_on=when)
