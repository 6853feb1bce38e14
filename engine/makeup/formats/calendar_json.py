"""Calendars and missed sessions as JSON: ``smart-roster/calendar`` and ``smart-roster/missed``.

Teachers, rooms and events are named as the problem's document names them; dates are ISO dates, slots
are those of the day, from 0.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from engine.makeup.calendar import (
    Booking,
    Calendar,
    Closure,
    Holiday,
    InvalidCalendar,
    Leave,
    Session,
    check_calendar,
)
from engine.timetable.formats.errors import FormatError, quote
from engine.timetable.formats.event_ids import event_ids
from engine.timetable.formats.json_text import Document, JsonPath, parse_json
from engine.timetable.formats.schemas import check_document
from engine.timetable.formats.text_files import read_text
from engine.timetable.problem import Problem


def read_calendar(path: str | os.PathLike[str], problem: Problem) -> Calendar:
    """Read a calendar from a file.

    Whether the timetable holds what it cancels is not asked here.

    Raises
    ------
    FormatError
        If the file cannot be read, is no calendar, or names what the problem does not have.
    """
    path = Path(path)
    return parse_calendar(read_text(path), problem, file=path.name)


def read_missed(path: str | os.PathLike[str], problem: Problem) -> tuple[Session, ...]:
    """Read a list of missed sessions from a file.

    Raises
    ------
    FormatError
        If the file cannot be read, is no such list, or names an event that the problem does not have.
    """
    path = Path(path)
    return parse_missed(read_text(path), problem, file=path.name)


def parse_calendar(text: str, problem: Problem, *, file: str) -> Calendar:
    """Read a calendar.

    Raises
    ------
    FormatError
        If the text is no such document, or names what the problem does not have.
    """
    document = parse_json(text, file)
    check_document(document, "calendar")
    try:
        calendar = _Decoder(document, problem).calendar()
        check_calendar(problem, calendar)
    except InvalidCalendar as error:
        raise FormatError(file, str(error)) from error
    return calendar


def parse_missed(text: str, problem: Problem, *, file: str) -> tuple[Session, ...]:
    """Read a list of missed sessions.

    Raises
    ------
    FormatError
        If the text is no such document, or names an event that the problem does not have.
    """
    document = parse_json(text, file)
    check_document(document, "missed")
    return _Decoder(document, problem).sessions("sessions")


class _Decoder:
    """Reads one document that keeps to its schema."""

    def __init__(self, document: Document, problem: Problem) -> None:
        self._document = document
        self._index = {
            "teacher": _numbered([teacher.id for teacher in problem.teachers]),
            "room": _numbered([room.id for room in problem.rooms]),
            "event": _numbered(event_ids([course.id for course in problem.courses], problem.events)),
        }

    def calendar(self) -> Calendar:
        data = self._document.data
        return Calendar(
            self._date(data, (), "first"),
            self._date(data, (), "last"),
            tuple(
                Holiday(*self._stretch(item, path), item.get("name", ""))
                for item, path in self._items("holidays")
            ),
            tuple(
                Leave(self._find(item, path, "teacher"), *self._stretch(item, path), _slots(item))
                for item, path in self._items("leave")
            ),
            tuple(
                Closure(self._find(item, path, "room"), *self._stretch(item, path), _slots(item))
                for item, path in self._items("closures")
            ),
            self.sessions("cancelled"),
            tuple(self._booking(item, path) for item, path in self._items("bookings")),
            self._date(data, (), "today") if "today" in data else None,
        )

    def sessions(self, member: str) -> tuple[Session, ...]:
        return tuple(
            Session(self._find(item, path, "event"), self._date(item, path, "date"))
            for item, path in self._items(member)
        )

    def _items(self, member: str) -> list[tuple[dict[str, Any], JsonPath]]:
        items = self._document.data.get(member, ())
        return [(item, (member, at)) for at, item in enumerate(items)]

    def _booking(self, item: Mapping[str, Any], path: JsonPath) -> Booking:
        event, room = self._find(item, path, "event"), self._find(item, path, "room")
        return Booking(event, self._date(item, path, "date"), item["start"], room)

    def _stretch(self, item: Mapping[str, Any], path: JsonPath) -> tuple[dt.date, dt.date]:
        first = self._date(item, path, "first")
        return first, self._date(item, path, "last") if "last" in item else first

    def _date(self, item: Mapping[str, Any], path: JsonPath, member: str) -> dt.date:
        try:
            return dt.date.fromisoformat(item[member])
        except ValueError:
            self._document.fail(f"expected a date, found {quote(item[member])}", (*path, member))

    def _find(self, item: Mapping[str, Any], path: JsonPath, kind: str) -> int:
        if item[kind] not in self._index[kind]:
            self._document.fail(f"the problem has no {kind} {quote(item[kind])}", (*path, kind))
        return self._index[kind][item[kind]]


def _numbered(names: list[str]) -> dict[str, int]:
    return {name: index for index, name in enumerate(names)}


def _slots(item: Mapping[str, Any]) -> frozenset[int] | None:
    return frozenset(item["slots"]) if "slots" in item else None
