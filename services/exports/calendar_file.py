"""Calendars as iCalendar files (RFC 5545)."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from services.schedules.happenings import Diary, Happening

if TYPE_CHECKING:
    from icalendar import Calendar

CONTENT_TYPE = "text/calendar; charset=utf-8"
PRODUCT = "-//Smart Roster//Timetables//EN"
END = b"END:VCALENDAR"

MOST_KEPT = 20_000
"""Sessions whose lines a process keeps, some 25 MB."""


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
    head, end, rest = bytes(calendar.to_ical()).rpartition(END)
    return b"".join([head, *map(_lines, diary.happenings), end, rest])


@lru_cache(maxsize=MOST_KEPT)
def _lines(happening: Happening) -> bytes:
    """A session's lines in a file.

    A class group's sessions stand in the calendars of all its trainees, and mostly as they stood an hour
    ago; to write them anew each time took half of what a calendar costs.
    """
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
    return bytes(event.to_ical())
