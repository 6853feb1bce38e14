"""Timetables as JSON, in the format ``smart-roster/timetable``.

Placements name events, slots and rooms as the problem's document does. An event without a
placement has no place yet. Status, cost and bound are for the reader's information; reading a
timetable does not trust them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.timetable.formats.errors import quote
from engine.timetable.formats.event_ids import event_ids
from engine.timetable.formats.json_text import Document, JsonPath, format_json, parse_json
from engine.timetable.formats.schemas import VERSION, check_document, format_name
from engine.timetable.problem import Placement, Problem
from engine.timetable.result import Result
from engine.timetable.timetable import Timetable


def parse_timetable(text: str, problem: Problem, *, file: str) -> Timetable:
    """Read a timetable of a problem.

    Raises
    ------
    FormatError
        If the text is no such document, belongs to a problem of another name, names what the
        problem does not have, or places an event twice.
    """
    document = parse_json(text, file)
    check_document(document, "timetable")
    if document.data["problem"] != problem.name:
        reason = f"expected a timetable of {quote(problem.name)}, found {quote(document.data['problem'])}"
        document.fail(reason, ("problem",))
    event_of = {name: index for index, name in enumerate(_event_ids(problem))}
    room_of = {room.id: index for index, room in enumerate(problem.rooms)}
    placements: list[Placement | None] = [None] * len(problem.events)
    for at, item in enumerate(document.data["placements"]):
        path: JsonPath = ("placements", at)
        event = _find(document, event_of, item["event"], (*path, "event"))
        if placements[event] is not None:
            document.fail(f"event {quote(item['event'])} has a place already", (*path, "event"))
        room = _find(document, room_of, item["room"], (*path, "room"))
        placements[event] = Placement(_slot(document, problem, item["slot"], (*path, "slot")), room)
    return Timetable(tuple(placements))


def format_timetable(
    problem: Problem, timetable: Timetable, *, file: str, result: Result | None = None
) -> str:
    """Write a timetable so that reading gives an equal one.

    Given the ``result`` that it comes from, notes its status, cost and bound.

    Raises
    ------
    FormatError
        If the timetable goes beyond what the format allows.
    """
    ids = _event_ids(problem)
    data = {
        "format": format_name("timetable"),
        "version": VERSION,
        "problem": problem.name,
        **(_summary(result) if result is not None else {}),
        "placements": [
            {"event": ids[event], **_place(problem, place)} for event, place in timetable.placed()
        ],
    }
    text = format_json(data, file)
    check_document(Document(file, text, data), "timetable")
    return text


def _event_ids(problem: Problem) -> list[str]:
    return event_ids([course.id for course in problem.courses], problem.events)


def _summary(result: Result) -> dict[str, Any]:
    return {
        "status": str(result.status),
        "cost": result.cost,
        "bound": result.bound,
        "cost_by_rule": dict(result.cost_by_rule),
        "seconds": result.seconds,
    }


def _place(problem: Problem, place: Placement) -> dict[str, Any]:
    grid = problem.grid
    return {
        "slot": [grid.day(place.slot), grid.slot_of_day(place.slot)],
        "room": problem.rooms[place.room].id,
    }


def _find(document: Document, index: Mapping[str, int], name: str, path: JsonPath) -> int:
    if name not in index:
        document.fail(f"the problem has no {path[-1]} {quote(name)}", path)
    return index[name]


def _slot(document: Document, problem: Problem, pair: list[int], path: JsonPath) -> int:
    (day, slot), grid = pair, problem.grid
    if day >= grid.days or slot >= grid.slots_per_day:
        last = f"[{grid.days - 1}, {grid.slots_per_day - 1}]"
        document.fail(f"expected [day, slot] up to {last}, found {pair}", path)
    return day * grid.slots_per_day + slot
