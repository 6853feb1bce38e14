"""Calendars and lists of missed sessions in files."""

from engine.makeup.formats.calendar_json import read_calendar, read_missed

__all__ = ["read_calendar", "read_missed"]
