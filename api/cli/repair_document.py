"""What ``smart-roster repair`` says of a mended timetable."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import click

from api.cli.documents import Document
from api.cli.words import number, week_words
from engine.timetable.problem import Placement, Problem
from engine.timetable.repair import MendedWeeks, Repair, week_numbers
from engine.timetable.result import Status
from engine.timetable.score import evaluate
from engine.timetable.timetable import Timetable


def repair_document(problem: Problem, before: Timetable, mended: Repair) -> Document:
    """What moves, who must know, and what it costs; events by the names that they had before."""
    # What happens in every week is told like what happens in some: as weeks that are all of them.
    spans = mended.weeks or (MendedWeeks(0, tuple(range(len(before))), before, mended),)
    return {
        "status": mended.status.value,
        "moved": mended.moves,
        "fewest": mended.fewest,
        "left_out": mended.leaves,
        "fewest_left_out": mended.fewest_left_out,
        "is_proved": mended.is_proved,
        "cost": mended.score.cost,
        "cost_by_rule": mended.score.cost_by_rule,
        "moves": [move for span in spans for move in _moves(problem, span)],
        "losses": [_before(problem, span, event) for span in spans for event in span.repair.left_out],
        "groups": [str(problem.groups[group]) for group in mended.groups],
        "teachers": [str(problem.teachers[teacher]) for teacher in mended.teachers],
        "weeks": [_costs(span) for span in mended.weeks],
        "cost_before": None if mended.weeks else evaluate(mended.problem, before).cost,
        "seconds": round(mended.seconds, 3),
    }


def print_repair(document: Document) -> None:
    """The same for the terminal."""
    if document["losses"]:
        click.echo(_why_not_everything(document))
        click.echo(f"{_left_out_words(document)}:")
        for loss in document["losses"]:
            click.echo(f"  {loss['event']}{_when(loss)}: {loss['before'] or 'no place'}")
    click.echo(f"{_moved_words(document)}, {document['seconds']:.1f} s{':' if document['moves'] else ''}")
    for move in document["moves"]:
        click.echo(f"  {move['event']}{_when(move)}: {move['before'] or 'no place'} -> {move['after']}")
    for title, people in (("Groups", document["groups"]), ("Teachers", document["teachers"])):
        if people:
            click.echo(f"{title} to tell: {', '.join(people)}")
    without = ", without what is left out" if document["losses"] else ""
    for costs in document["weeks"] or [document]:
        whose = f" of {_weeks_alone(costs['weeks'])}" if document["weeks"] else ""
        click.echo(f"cost{whose} {number(costs['cost_before'])} -> {number(costs['cost'])}{without}")


def _moves(problem: Problem, span: MendedWeeks) -> Iterator[Document]:
    for event in span.repair.moved:
        after = _place_words(problem, span.repair.timetable[event])
        yield {**_before(problem, span, event), "after": after}


def _before(problem: Problem, span: MendedWeeks, event: int) -> Document:
    """An event as it was, and in which weeks."""
    return {
        "event": problem.event_name(span.events[event]),
        "weeks": week_numbers(span.weeks),
        "before": _place_words(problem, span.before[event]),
    }


def _costs(span: MendedWeeks) -> Document:
    """What one of the weeks costs by itself, before and after."""
    return {
        "weeks": week_numbers(span.weeks),
        "cost_before": evaluate(span.repair.problem, span.before).cost,
        "cost": span.repair.score.cost,
    }


def _place_words(problem: Problem, place: Placement | None) -> str | None:
    return None if place is None else f"{problem.grid.label(place.slot)}, {problem.rooms[place.room]}"


def _moved_words(document: Document) -> str:
    words = f"{_counted(document, document['moved'])} moved"
    if document["left_out"] > document["fewest_left_out"]:
        # With fewer left out, others might move: no number of moves is proved.
        return words
    return f"{words} ({_proof_words(document['moved'], document['fewest'])})"


def _why_not_everything(document: Document) -> str:
    if document["status"] == Status.INFEASIBLE.value:
        return "It is proved that no timetable holds everything."
    return (
        "No timetable that holds everything was found in the time given. It is proved to move "
        f"{_counted(document, document['fewest'])} at least."
    )


def _left_out_words(document: Document) -> str:
    words = f"{_counted(document, document['left_out'])} left out"
    if document["status"] == Status.UNKNOWN.value:
        return words
    return f"{words} ({_proof_words(document['left_out'], document['fewest_left_out'])})"


def _counted(document: Document, amount: int) -> str:
    what = "meeting" if document["weeks"] else "event"
    return f"{number(amount)} {what}{'s' * (amount != 1)}"


def _proof_words(reached: int, fewest: int) -> str:
    return "proved: fewer will not do" if reached <= fewest else f"proved: at least {number(fewest)} must"


def _when(change: Document) -> str:
    return f", {week_words(change['weeks'])}" if change["weeks"] else ""


def _weeks_alone(numbers: Sequence[int]) -> str:
    return f"{week_words(numbers)} by {'itself' if len(numbers) == 1 else 'themselves, each'}"
