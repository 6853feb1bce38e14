"""On which dates of a term its week is held, and which week of the cycle each of them is in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from models import Term
from services.policy import policy_of
from services.timetabling.closures import TeachingDates
from services.timetabling.term_rows import holidays_of

_WEEK = timedelta(weeks=1)


@dataclass(frozen=True, slots=True)
class TermDates:
    """The teaching dates of a term.

    Weeks are counted from the Monday of the first week that has a teaching day of the term; that week
    is the first of the cycle. Holidays do not shift the count.
    """

    teaching: TeachingDates
    first_monday: date
    cycle_weeks: int

    @property
    def zone(self) -> ZoneInfo:
        """The zone of the institution's clock."""
        return self.teaching.zone

    def week_of_cycle(self, day: date) -> int:
        """The week of the cycle that a date is in, counted from 0."""
        return (day - self.first_monday) // _WEEK % self.cycle_weeks

    def is_held(self, weeks: int, day: date) -> bool:
        """Whether what is held in these weeks of the cycle, as bits, is held in a date's week."""
        return bool(weeks >> self.week_of_cycle(day) & 1)

    def held_from(self, first: date) -> Iterator[date]:
        """The teaching dates from a date on, in order."""
        return (day for day in sorted(self.teaching.dates) if day >= first)

    def moment(self, day: date, clock: time) -> datetime:
        """When the institution's clock shows a time of a date; the first such moment where there are two."""
        return datetime.combine(day, clock, self.zone).astimezone(UTC)


def dates_of(session: Session, term: Term) -> TermDates:
    """The teaching dates of a term."""
    policy = policy_of(session)
    teaching = TeachingDates.of(
        term.starts_on,
        term.ends_on,
        weekdays=policy.teaching_days,
        holidays=holidays_of(session, term),
        zone=ZoneInfo(policy.time_zone),
    )
    return TermDates(teaching, first_monday(term, policy.teaching_days), policy.cycle_weeks)


def first_monday(term: Term, weekdays: tuple[int, ...]) -> date:
    """Monday of the first week of a term that has one of the weekdays."""
    first = next(
        (
            day
            for day in (term.starts_on + timedelta(days=offset) for offset in range(7))
            if day.weekday() in weekdays
        ),
        term.starts_on,
    )
    return first - timedelta(days=first.weekday())
