"""What ``smart-roster why`` does, once its options are read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Event

import click
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from api.cli.aside import run_aside
from api.cli.bad_input import BadInput, as_bad_input
from api.cli.documents import Document, print_json
from api.cli.forced_words import forced_document, print_forced
from api.cli.naming import find_event, find_room, find_slot
from api.cli.outputs import check_outputs, write_whole
from api.cli.solving import EXIT_CODES
from api.cli.words import signed
from engine.timetable.alternatives import Alternative, Alternatives, Verdict
from engine.timetable.constraints import Cost
from engine.timetable.deep import force
from engine.timetable.formats import read_problem, read_timetable, write_timetable
from engine.timetable.problem import Placement, Problem
from engine.timetable.timetable import Timetable


@dataclass(frozen=True, slots=True)
class WhyOptions:
    """The options of ``smart-roster why``, by their names."""

    file: Path
    solution: Path
    event: str
    slot: str | None
    room: str | None
    top: int
    deep: bool
    time_limit: float
    workers: int
    seed: int
    preset: str | None
    out: Path | None
    as_json: bool


def explain_place(options: WhyOptions, stop: Event) -> int:
    """Rank the other places of an event, judge or force one of them, and tell; gives the exit code.

    Raises
    ------
    BadInput
        If a file cannot be read or written, the timetable is not one of the problem, a name is
        unknown, or options contradict each other.
    """
    _check_question(options)
    with as_bad_input():
        problem = read_problem(options.file, preset=options.preset)
        timetable = read_timetable(options.solution, problem)
        event = find_event(problem, options.event)
        slot = None if options.slot is None else find_slot(problem, options.slot)
        room = None if options.room is None else find_room(problem, options.room)
        if options.deep and slot is not None:
            return _force(options, problem, timetable, (event, slot, room), stop)
        alternatives = Alternatives(problem, timetable)
        if slot is not None and room is not None:
            place = Placement(slot, room)
            document = _verdict_document(problem, event, place, alternatives.verdict(event, place))
            print_json(document) if options.as_json else _print_verdict(document)
            return 0
        found = [
            one
            for one in alternatives.of(event)
            if slot in (None, one.place.slot) and room in (None, one.place.room)
        ]
    document = _alternatives_document(problem, event, timetable[event], found, options.top)
    print_json(document) if options.as_json else _print_alternatives(document)
    return 0


def _check_question(options: WhyOptions) -> None:
    if options.deep and options.slot is None:
        raise BadInput("--deep needs --slot too: where the event should be.")
    if options.out is not None and not options.deep:
        raise BadInput("--out needs --deep too: without it no timetable is made.")
    outputs = [options.out] if options.out is not None else []
    check_outputs(outputs, inputs=[options.file, options.solution])


def _force(
    options: WhyOptions,
    problem: Problem,
    timetable: Timetable,
    place: tuple[int, int, int | None],
    stop: Event,
) -> int:
    forced = run_aside(
        force,
        problem,
        timetable,
        *place,
        time_limit=options.time_limit,
        workers=options.workers,
        seed=options.seed,
        stop=stop,
    )
    found = forced.timetable
    if options.out is not None and found is not None:
        write_whole(options.out, lambda draft: write_timetable(problem, found, draft))
    document = forced_document(problem, timetable, place[0], forced)
    print_json(document) if options.as_json else print_forced(document)
    return EXIT_CODES[forced.status]


def _alternatives_document(
    problem: Problem, event: int, now: Placement | None, found: Sequence[Alternative], top: int
) -> Document:
    return {
        "event": problem.event_name(event),
        "now": None if now is None else _place_words(problem, now),
        "places": len(found),
        "open": sum(one.is_open for one in found),
        "alternatives": [_alternative_document(problem, one) for one in found[:top]],
    }


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
        "costs_added": [_cost_document(cost) for cost in verdict.costs_added],
        "costs_saved": [_cost_document(cost) for cost in verdict.costs_saved],
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
