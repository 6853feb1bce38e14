"""Calendars as iCalendar files (RFC 5545)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.schedules.happenings import Diary, Happening

if TYPE_CHECKING:
    from icalendar import Calendar, Event

CONTENT_TYPE = "text/calendar; charset=utf-8"
PRODUCT = "-//Smart Roster//Timetables//EN"


def new_calendar(name: str, *, time_zone: str) -> Calendar:
    """An empty calendar that programs show under a name."""
    # Loading it takes long for what few requests need.
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("x-wr-timezone", time_zone)
    return calendar


def write_diary(diary: Diary) -> bytes:
    """A diary's file. Its times are in UTC, which every program turns into the clock of its user."""
    calendar = new_calendar(diary.name, time_zone=diary.time_zone)
    calendar.add("refresh-interval;value=duration", "PT1H")
    for happening in diary.happenings:
        calendar.add_component(_event(happening))
    return bytes(calendar.to_ical())


def _event(happening: Happening) -> Event:
    from icalendar import Event

    event = Event()
    event.add("uid", str(happening.uid))
    event.add("sequence", happening.sequence)
    event.add("dtstamp", happening.changed_at)
    event.add("last-modified", happening.changed_at)
    event.add("dtstart", happening.starts_at)
    event.add("dtend", happening.ends_at)
    event.add("summary", happening.summary)
    event.add("location", happening.location)
    if happening.description:
        event.add("description", happening.description)
    event.add("status", "CANCELLED" if happening.is_canceled else "CONFIRMED")
    return event
