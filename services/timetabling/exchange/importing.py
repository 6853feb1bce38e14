"""Reads a version of a timetable from a file: all of it, or a report of everything that is wrong."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import time
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.timetable.formats import FormatError
from engine.timetable.formats.event_ids import event_ids
from engine.timetable.formats.json_text import parse_json
from engine.timetable.formats.timetable_json import parse_timetable
from engine.timetable.problem import DAY_NAMES, Placement
from engine.timetable.score import evaluate
from models import Timetable, TimetableEntry, User
from services.access import Actor
from services.errors import Invalid
from services.identity.login import email_index
from services.spreadsheets import Findings, Row, read_rows
from services.timetabling.exchange.columns import COLUMNS, HEADINGS, SheetNames
from services.timetabling.plan import Plan, place, plan_of
from services.timetabling.refereeing import INCOMPLETE
from services.timetabling.scene import read_version
from services.timetabling.storing import store_version

MAX_ROWS = 5_000

PLACE = ("day", "starts_at", "room")


class BadTimetableFile(Invalid):
    """The file is neither the workbook nor the JSON document of a version of this term."""

    code = "bad_timetable_file"


@dataclass
class _Read:
    """What a file says of each event, and in which row."""

    plan: Plan
    findings: Findings = field(default_factory=Findings)
    places: dict[int, Placement] = field(default_factory=dict)
    rows: dict[int, int] = field(default_factory=dict)
    pinned: set[int] = field(default_factory=set)
    substitutes: dict[int, UUID] = field(default_factory=dict)


def import_version(session: Session, *, actor: Actor, timetable_id: UUID, data: bytes) -> Timetable:
    """Store what a file says as the next draft of a version's term.

    The file is the workbook of a version with other places filled in, or a JSON document. Sessions
    that it does not name, or gives no place, have none in the draft.

    Raises
    ------
    NotFound, Invalid
        If there is no such version, or its term cannot be planned.
    BadSpreadsheet, BadTimetableFile
        If the file is neither.
    RowsRefused
        With everything that is wrong, row by row: what is unknown, doubled, or breaks a hard rule.
    """
    origin = read_version(session, timetable_id=timetable_id)
    plan = plan_of(session, term_id=origin.term_id)
    read = _Read(plan)
    if data.startswith(b"PK"):
        _read_workbook(session, read, data)
    else:
        _read_document(read, data)
    read.findings.raise_if_any()
    placed = place(plan, _entries(read))
    score = evaluate(placed.problem, placed.timetable)
    for violation in score.violations:
        if violation.rule != INCOMPLETE:
            for row in sorted({read.rows[event] for event in violation.events if event in read.rows}):
                read.findings.add(row, None, violation.reason)
    read.findings.raise_if_any()
    return store_version(
        session,
        plan,
        placed.timetable,
        name=f"Import beside version {origin.number}",
        score=score,
        made_from_id=origin.id,
        created_by=actor.user_id,
        pinned=read.pinned,
        substitutes=read.substitutes,
    )


def _read_document(read: _Read, data: bytes) -> None:
    problem = read.plan.problem
    try:
        text = data.decode()
        document = parse_json(text, "the file").data
        if isinstance(document, dict) and "timetable" in document:
            document = document["timetable"]
            text = json.dumps(document, ensure_ascii=False)
        timetable = parse_timetable(text, problem, file="the file")
    except UnicodeDecodeError as error:
        raise BadTimetableFile("The file is neither an Excel workbook nor JSON in UTF-8.") from error
    except FormatError as error:
        raise BadTimetableFile(f"This is no timetable of the term: {error}.") from error
    read.places.update(timetable.placed())
    ids = event_ids([course.id for course in problem.courses], problem.events)
    names = {name: event for event, name in enumerate(ids)}
    for number, item in enumerate(document["placements"], start=1):
        read.rows[names[item["event"]]] = number


def _read_workbook(session: Session, read: _Read, data: bytes) -> None:
    rows = read_rows(data, COLUMNS, max_rows=MAX_ROWS)
    read.findings.take(rows)
    names = SheetNames.read(session, read.plan)
    events = {(*names.of[key.enrollment_id], *key[1:]): event for event, key in enumerate(read.plan.keys)}
    people = _people(session, rows)
    for row in rows:
        event = _event_of(read, row, events)
        if event is None:
            continue
        if read.rows.setdefault(event, row.number) != row.number:
            read.findings.add(row.number, None, f"The session stands in row {read.rows[event]} already.")
            continue
        _take_place(read, row, event)
        _take_substitute(read, row, event, people)


def _event_of(read: _Read, row: Row, events: Mapping[Any, int]) -> int | None:
    names = [row.values.get(name) for name in ("course", "group", "session_type", "ordinal")]
    if None in names:
        return None  # which is told already
    code, group, session_type, ordinal = names
    event = events.get((code, group, session_type, ordinal))
    if event is None:
        read.findings.add(
            row.number, None, f"The term has no {session_type} session {ordinal} of {code} for {group}."
        )
    return event


def _take_place(read: _Read, row: Row, event: int) -> None:
    given = [name for name in PLACE if name in row.values]
    missing = [name for name in PLACE if name not in row.values and HEADINGS[name] not in row.problems]
    if not given:
        if row.values.get("pinned") == "yes":
            read.findings.add(row.number, HEADINGS["pinned"], "A session without a place cannot be pinned.")
        return
    for name in missing:
        read.findings.add(row.number, HEADINGS[name], "A place is a day, a start and a room.")
    slot, room = _slot(read, row, event), _room(read, row)
    if slot is not None and room is not None:
        read.places[event] = Placement(slot, room)
        if row.values.get("pinned") == "yes":
            read.pinned.add(event)


def _slot(read: _Read, row: Row, event: int) -> int | None:
    day, starts = row.values.get("day"), row.values.get("starts_at")
    if day is None or starts is None:
        return None
    plan, heading = read.plan, HEADINGS["starts_at"]
    try:
        begins = time.fromisoformat(starts if len(starts) != len("8:00") else f"0{starts}")
    except ValueError:
        read.findings.add(row.number, heading, f"{starts!r} is not a time such as 08:00.")
        return None
    slot = None if begins.tzinfo else plan.slot(DAY_NAMES.index(day), begins)
    if slot is None:
        read.findings.add(row.number, heading, f"No period begins on {day} at {starts}.")
        return None
    duration = plan.problem.events[event].duration
    if plan.week.grid.slot_of_day(slot) + duration > plan.week.grid.slots_per_day:
        read.findings.add(row.number, heading, f"It takes {duration} periods, beyond the end of the day.")
        return None
    return slot


def _room(read: _Read, row: Row) -> int | None:
    code = row.values.get("room")
    if code is None:
        return None
    for index, room in enumerate(read.plan.problem.rooms):
        if room.id == code:
            return index
    read.findings.add(row.number, HEADINGS["room"], f"There is no room {code!r} that may be planned with.")
    return None


def _people(session: Session, rows: Sequence[Row]) -> Mapping[str, UUID]:
    """Accounts of those whom the rows name as substitutes, by the address that they are named by."""
    emails = {row.values["substitute"] for row in rows if "substitute" in row.values}
    if not emails:
        return {}
    by_index = {email_index(session, email): email for email in emails}
    found = session.execute(select(User.email_index, User.id).where(User.email_index.in_(by_index)))
    return {by_index[bytes(index)]: user_id for index, user_id in found}


def _take_substitute(read: _Read, row: Row, event: int, people: Mapping[str, UUID]) -> None:
    email = row.values.get("substitute")
    if email is None:
        return
    user_id, heading = people.get(email), HEADINGS["substitute"]
    if user_id is None or user_id not in read.plan.trainer_of:
        read.findings.add(row.number, heading, f"No active trainer has the address {email}.")
    elif not any(name in row.values for name in PLACE):
        read.findings.add(row.number, heading, "A session without a place has no substitute.")
    else:
        read.substitutes[event] = user_id


def _entries(read: _Read) -> Iterator[TimetableEntry]:
    """Entries as they would be stored, for the referee."""
    plan = read.plan
    for event, placement in read.places.items():
        yield TimetableEntry(
            **plan.keys[event]._asdict(),
            **plan.times(placement.slot, plan.problem.events[event].duration)._asdict(),
            room_id=plan.ids.rooms[placement.room],
            is_pinned=event in read.pinned,
            substitute_id=read.substitutes.get(event),
        )
