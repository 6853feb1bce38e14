"""What ``smart-roster why`` does, once its options are read."""

from __future__ import annotations

from pathlib import Path

import click
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from api.cli.bad_input import as_bad_input
from api.cli.documents import Document, print_json
from api.cli.naming import find_event, find_room, find_slot
from api.cli.words import signed
from engine.timetable.alternatives import Alternative, Alternatives, Verdict
from engine.timetable.constraints import Cost
from engine.timetable.formats import read_problem, read_timetable
from engine.timetable.problem import Placement, Problem


def explain_place(
    file: Path,
    solution: Path,
    event: str,
    *,
    slot: str | None,
    room: str | None,
    top: int,
    preset: str | None,
    as_json: bool,
) -> None:
    """Rank the other places of an event, or judge one of them, and tell about it.

    Raises
    ------
    BadInput
        If a file cannot be read, the timetable is not one of the problem, or a name is unknown.
    """
    with as_bad_input():
        problem = read_problem(file, preset=preset)
        timetable = read_timetable(solution, problem)
        index = find_event(problem, event)
        slot_index = None if slot is None else find_slot(problem, slot)
        room_index = None if room is None else find_room(problem, room)
        alternatives = Alternatives(problem, timetable)
        if slot_index is not None and room_index is not None:
            place = Placement(slot_index, room_index)
            verdict = alternatives.verdict(index, place)
            document = _verdict_document(problem, index, place, verdict)
            print_json(document) if as_json else _print_verdict(document)
            return
        found = [
            one
            for one in alternatives.of(index)
            if slot_index in (None, one.place.slot) and room_index in (None, one.place.room)
        ]
    now = timetable[index]
    document = {
        "event": problem.event_name(index),
        "now": None if now is None else _place_words(problem, now),
        "places": len(found),
        "open": sum(one.is_open for one in found),
        "alternatives": [_alternative_document(problem, one) for one in found[:top]],
    }
    print_json(document) if as_json else _print_alternatives(document)


def _alternative_document(problem: Problem, one: Alternative) -> Document:
    return {
        "slot": problem.grid.label(one.place.slot),
        "room": str(problem.rooms[one.place.room]),
        "open": one.is_open,
        "cost": one.cost,
        "breaches": one.breaches,
        "occupant": None if one.occupant is None else problem.event_name(one.occupant),
    }


def _verdict_document(problem: Problem, event: int, place: Placement, verdict: Verdict) -> Document:
    return {
        "event": problem.event_name(event),
        "place": _place_words(problem, place),
        "cost": verdict.cost,
        "change_by_rule": verdict.change_by_rule,
        "violations": [{"rule": one.rule, "reason": one.reason} for one in verdict.violations],
        "costs_added": [
            {"rule": c.rule, "amount": c.amount, "reason": c.reason} for c in verdict.costs_added
        ],
        "costs_saved": [
            {"rule": c.rule, "amount": c.amount, "reason": c.reason} for c in verdict.costs_saved
        ],
    }


def _cost_document(cost: Cost) -> Document:
    return {"rule": cost.rule, "amount": cost.amount, "reason": cost.reason}


def _place_words(problem: Problem, place: Placement) -> str:
    return f"{problem.grid.label(place.slot)}, {problem.rooms[place.room]}"


def _print_alternatives(document: Document) -> None:
    where = document["now"] or "nowhere"
    click.echo(f"{document['event']} is {where if document['now'] is None else 'on ' + where}.")
    click.echo(f"Of {document['places']} other places, {document['open']} are open to it.")
    table = Table(box=SIMPLE_HEAD)
    table.add_column("slot")
    table.add_column("room")
    table.add_column("cost", justify="right")
    table.add_column("in the way")
    for one in document["alternatives"]:
        table.add_row(Text(one["slot"]), Text(one["room"]), signed(one["cost"]), Text(_obstacle(one)))
    Console().print(table)


def _obstacle(one: Document) -> str:
    rules = f"{one['breaches']} hard rule{'s' * (one['breaches'] != 1)} broken"
    taken = f"{one['occupant']} has the room"
    return ", ".join([rules] * (one["breaches"] > 0) + [taken] * (one["occupant"] is not None))


def _print_verdict(document: Document) -> None:
    click.echo(f"{document['event']} on {document['place']} would cost {signed(document['cost'])}.")
    for violation in document["violations"]:
        click.echo(f"  - forbidden by {violation['rule']}: {violation['reason']}")
    for sign, costs in (("+", document["costs_added"]), ("-", document["costs_saved"])):
        for cost in costs:
            click.echo(f"  {sign}{cost['amount']} {cost['rule']}: {cost['reason']}")
