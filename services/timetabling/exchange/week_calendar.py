"""The week of a version as a calendar: each session once, with the rule by which it is repeated."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from engine.timetable.problem import Placement
from models import Timetable
from services.exports.calendar_file import new_calendar
from services.timetabling.dates import TermDates
from services.timetabling.plan import Placed, Plan

if TYPE_CHECKING:
    from icalendar import Calendar, Event


def week_calendar(version: Timetable, plan: Plan, placed: Placed, *, dates: TermDates) -> bytes:
    """The calendar's file. Times are by the institution's clock, so that they stay when it is changed."""
    calendar = new_calendar(f"{plan.problem.name}: {version.name}", time_zone=dates.zone.key)
    for event, place in placed.timetable.placed():
        held = _held_on(plan, dates, event, place)
        entry = placed.entries[event]
        if held and entry is not None:
            calendar.add_component(_event(version, plan, placed, event, entry.id, held, dates))
    days = sorted(dates.teaching.dates)
    if days:
        calendar.add_missing_timezones(first_date=days[0], last_date=days[-1] + timedelta(days=1))
    return bytes(_sorted(calendar).to_ical())


def _held_on(plan: Plan, dates: TermDates, event: int, place: Placement) -> list[date]:
    weekday = plan.week.grid.day(place.slot)
    return [
        day
        for day in dates.held_from(date.min)
        if day.weekday() == weekday and dates.is_held(plan.problem.weeks(event), day)
    ]


def _event(
    version: Timetable,
    plan: Plan,
    placed: Placed,
    event: int,
    entry_id: UUID,
    held: list[date],
    dates: TermDates,
) -> Event:
    problem, place = placed.problem, placed.timetable[event]
    assert place is not None  # noqa: S101 - only events with a place are asked for
    times = plan.times(place.slot, problem.events[event].duration)
    course, room = problem.courses[problem.events[event].course], problem.rooms[place.room]
    session_type = plan.keys[event].session_type
    from icalendar import Event  # not above: loading it takes long for what few requests need

    found = Event()
    found.add("uid", str(entry_id))
    found.add("sequence", version.number)
    found.add("dtstamp", version.updated_at)
    found.add("dtstart", datetime.combine(held[0], times.starts_at, dates.zone))
    found.add("dtend", datetime.combine(held[0], times.ends_at, dates.zone))
    found.add("rrule", {"freq": "weekly", "until": _end_of(held[-1], dates)})
    skipped = _skipped(held)
    if skipped:
        found.add("exdate", [datetime.combine(day, times.starts_at, dates.zone) for day in skipped])
    found.add("summary", f"{course} ({session_type})")
    found.add("location", f"{room.id} {room}" if str(room) != room.id else room.id)
    groups = [str(problem.groups[group]) for group in course.groups]
    teachers = [str(problem.teachers[teacher]) for teacher in course.teachers]
    found.add("description", f"{', '.join(groups)}\n{', '.join(teachers)}")
    return found


def _skipped(held: list[date]) -> list[date]:
    """The dates a week apart between the first and the last on which it is not held."""
    weeks = (held[-1] - held[0]).days // 7
    every = [held[0] + timedelta(weeks=week) for week in range(weeks)]
    taken = set(held)
    return [day for day in every if day not in taken]


def _end_of(day: date, dates: TermDates) -> datetime:
    return datetime.combine(day, time.max.replace(microsecond=0), dates.zone).astimezone(UTC)


def _sorted(calendar: Calendar) -> Calendar:
    """Zones before the events that refer to them, as older programs want it."""
    calendar.subcomponents.sort(key=lambda part: part.name != "VTIMEZONE")
    return calendar
