"""Calendars and lists of missed sessions as JSON."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]  # ships no hints

from engine.makeup import Booking, Calendar, Closure, Holiday, Leave, Session
from engine.makeup.formats.calendar_json import parse_calendar, parse_missed, read_calendar, read_missed
from engine.timetable.formats.errors import FormatError
from engine.timetable.formats.schemas import schema
from tests.engine.makeup.terms import day
from tests.engine.timetable.school import school

KINDS = ["calendar", "missed"]
FULL: dict[str, Any] = {
    "format": "smart-roster/calendar",
    "version": 1,
    "first": "2026-09-07",
    "last": "2026-09-27",
    "today": "2026-09-08",
    "holidays": [{"first": "2026-09-14", "last": "2026-09-15", "name": "the fair"}, {"first": "2026-09-21"}],
    "leave": [{"teacher": "Ada", "first": "2026-09-16", "last": "2026-09-17", "slots": [0, 1]}],
    "closures": [{"room": "R2", "first": "2026-09-18"}],
    "cancelled": [{"event": "Logic#1", "date": "2026-09-07"}],
    "bookings": [{"event": "Proofs#1", "date": "2026-09-08", "start": 2, "room": "R1"}],
}
LIST: dict[str, Any] = {
    "format": "smart-roster/missed",
    "version": 1,
    "sessions": [{"event": "Proofs#1", "date": "2026-09-07"}],
}


def test_every_part_of_a_calendar_is_read() -> None:
    calendar = parse_calendar(json.dumps(FULL), school(), file="c.json")

    assert calendar == Calendar(
        day(0),
        day(20),
        (Holiday(day(7), day(8), "the fair"), Holiday(day(14), day(14))),
        (Leave(0, day(9), day(10), frozenset({0, 1})),),
        (Closure(1, day(11), day(11)),),
        (Session(0, day(0)),),
        (Booking(1, day(1), 2, 0),),
        day(1),
    )


def test_a_term_alone_is_a_calendar() -> None:
    few = {name: FULL[name] for name in ("format", "version", "first", "last")}

    assert parse_calendar(json.dumps(few), school(), file="c.json") == Calendar(day(0), day(20))


def test_missed_sessions_are_read_in_their_order() -> None:
    assert parse_missed(json.dumps(LIST), school(), file="m.json") == (Session(1, day(0)),)


def test_both_are_read_from_files(tmp_path: Path) -> None:
    calendar, missed = tmp_path / "c.json", tmp_path / "m.json"
    calendar.write_text(json.dumps(FULL), "utf-8")
    missed.write_text(json.dumps(LIST), "utf-8")

    assert read_calendar(calendar, school()).num_dates == 21
    assert len(read_missed(missed, school())) == 1


@pytest.mark.parametrize(
    ("member", "value", "path", "reason"),
    [
        ("first", "2026-02-30", "first", 'expected a date, found "2026-02-30"'),
        ("leave", [{"teacher": "Eve", "first": "2026-09-07"}], "leave[0].teacher", 'no teacher "Eve"'),
        ("closures", [{"room": "R9", "first": "2026-09-07"}], "closures[0].room", 'no room "R9"'),
        ("cancelled", [{"event": "X#2", "date": "2026-09-07"}], "cancelled[0].event", 'no event "X#2"'),
        ("holidays", [{"first": "2026-9-7"}], "holidays[0].first", "does not match"),
        ("noon", "12:00", "", "'noon' was unexpected"),
        ("last", "2026-09-01", "", "begins on 2026-09-07 and ends before"),
        ("last", "2036-09-01", "", "expected at most 1000"),
        ("closures", [{"room": "R2", "first": "2026-09-08", "slots": [4]}], "", "names slot 4 of a day"),
        (
            "bookings",
            [{"event": "Logic#1", "date": "2026-09-09", "start": 0, "room": "R1"}],
            "",
            "expected a teaching day",
        ),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_with_its_place(member: str, value: object, path: str, reason: str) -> None:
    with pytest.raises(FormatError) as caught:
        parse_calendar(json.dumps({**FULL, member: value}), school(), file="c.json")

    assert caught.value.path == path
    assert reason in caught.value.reason


def test_an_unknown_missed_event_is_named_with_its_place() -> None:
    sessions = [{"event": "Chess#1", "date": "2026-09-07"}]

    with pytest.raises(FormatError, match=r'sessions\[0\]\.event: the problem has no event "Chess#1"'):
        parse_missed(json.dumps({**LIST, "sessions": sessions}), school(), file="m.json")


@pytest.mark.parametrize("kind", KINDS)
def test_the_schema_is_one_and_its_examples_keep_to_it(kind: str) -> None:
    published = schema(kind)

    Draft202012Validator.check_schema(published)
    for example in published["examples"]:
        Draft202012Validator(published).validate(example)
