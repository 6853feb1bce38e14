"""What ``smart-roster why --deep`` has found, as a document and in words."""

from __future__ import annotations

import click

from api.cli.documents import Document
from api.cli.words import signed
from engine.timetable.compare import compare
from engine.timetable.deep import Bound, Forced, Scope
from engine.timetable.problem import Problem
from engine.timetable.result import Status
from engine.timetable.timetable import Timetable

SHOWN = 10
"""Moves and reasons named in a terminal; the JSON document has them all."""


def forced_document(problem: Problem, before: Timetable, event: int, forced: Forced) -> Document:
    """What it takes to hold an event in its place."""
    after = forced.timetable
    moves = () if after is None else compare(problem, before, problem, after).moves
    return {
        "event": problem.event_name(event),
        "status": forced.status.value,
        "cost": None if after is None else forced.change,
        "change_by_rule": forced.change_by_rule,
        "moves": [{"event": move.event, "before": move.before, "after": move.after} for move in moves],
        "others_moved": len(forced.moved),
        "bounds": [_bound_document(bound) for bound in forced.bounds],
        "reasons": list(forced.reasons),
        "seconds": round(forced.seconds, 3),
    }


def print_forced(document: Document) -> None:
    """Say it in words."""
    name, others = document["event"], document["others_moved"]
    if document["status"] == Status.INFEASIBLE:
        click.echo(f"It is proved that no timetable has {name} there, {document['seconds']:.1f} s:")
        for reason in document["reasons"][:SHOWN]:
            click.echo(f"  - {reason.removesuffix('.')}.")
    elif document["cost"] is None:
        click.echo(f"No timetable with {name} there was found in the time given.")
    else:
        more = f"{others} other event{'s' * (others != 1)} moved"
        click.echo(f"{name} there costs {signed(document['cost'])} with {more}, {document['seconds']:.1f} s.")
        for rule, change in document["change_by_rule"].items():
            click.echo(f"  {signed(change)} {rule}")
    for bound in document["bounds"]:
        click.echo(_bound_words(bound))
    for move in document["moves"][:SHOWN]:
        click.echo(f"  {move['event']}: {move['before']} -> {move['after']}")
    if len(document["moves"]) > SHOWN:
        click.echo(f"  … and {len(document['moves']) - SHOWN} more; --json names them all")


def _bound_document(bound: Bound) -> Document:
    return {"cost": bound.change, "scope": bound.scope.value, "events": bound.events}


def _bound_words(bound: Document) -> str:
    who = (
        "whichever events move"
        if bound["scope"] == Scope.WHOLE
        else f"while only {bound['events']} events may move, it and those it concerns most"
    )
    return f"Proved: {signed(bound['cost'])} or more, {who}."
