"""What ``smart-roster makeup`` says: as documents, and on the terminal."""

from __future__ import annotations

import datetime as dt
from collections import Counter

import click
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from api.cli.documents import Document
from api.cli.words import number, share, signed
from engine.makeup import (
    Assignment,
    Calendar,
    Diary,
    Horizon,
    MakeupIndex,
    Objections,
    Option,
    Place,
    Ranking,
    Reason,
    Session,
)
from engine.makeup.calendar import date_words
from engine.timetable.problem import Problem
from engine.timetable.timetable import Timetable

ROOM_WORDS = {
    Reason.ROOM_RULED_OUT: "ruled out",
    Reason.ROOM_KIND: "of another kind",
    Reason.ROOM_FEATURES: "not equipped",
    Reason.ROOM_SEATS: "too small",
    Reason.ROOM_UNAVAILABLE: "not available",
    Reason.ROOM_CLOSED: "closed",
    Reason.ROOM_TAKEN: "taken",
    Reason.ROOM_BOOKINGS: "booked out",
}
"""What is said of a room for each reason against it; for several reasons, the first."""

MOST_ROOMS = 5
"""Rooms of a slot that are named on the terminal."""


def ranking_document(
    index: MakeupIndex, session: Session, horizon: Horizon, ranking: Ranking, top: int
) -> Document:
    """The cheapest places for one session."""
    return {
        **_session_document(index.problem, session),
        "missed": _place_document(index.problem, index.place_of(session)),
        "first": str(horizon.first),
        "last": str(horizon.last),
        "places": len(ranking),
        "options": [_option_document(index.problem, ranking, option) for option in ranking.best(top)],
    }


def refusals_document(
    problem: Problem, timetable: Timetable, calendar: Calendar, session: Session, date: dt.date
) -> Document:
    """What speaks against each slot of a date, for everybody and for each room."""
    if date not in calendar:
        raise ValueError(f"{date_words(date)} is not in the term, {calendar.first} to {calendar.last}.")
    objections = Objections(Diary(problem, timetable, calendar, [session]), session)
    return {
        **_session_document(problem, session),
        "day": date_words(date),
        "slots": [
            _slot_document(problem, objections, date, start) for start in range(problem.grid.slots_per_day)
        ],
    }


def assignment_document(index: MakeupIndex, found: Assignment) -> Document:
    """Places for many sessions."""
    problem = index.problem
    pairs = zip(found.sessions, found.places, strict=True)
    return {
        "status": found.status.value,
        "sessions": len(found.sessions),
        "placed": len(found.bookings),
        "left_out_at_least": found.left_out_at_least,
        "cost": found.cost,
        "bound": found.bound,
        "gap": found.gap,
        "places": [
            {
                **_session_document(problem, session),
                "place": None if place is None else _place_document(problem, place),
                "possible": session not in found.impossible,
            }
            for session, place in pairs
        ],
        "seconds": round(found.seconds, 3),
    }


def print_ranking(document: Document) -> None:
    """Tell the cheapest places for one session, and who is touched by the first."""
    click.echo(f"{document['event']}, missed on {document['day']}, {_place_words(document['missed'])}.")
    stretch = f"from {document['first']} to {document['last']}"
    if not document["options"]:
        click.echo(f"No place is admissible {stretch}; --why-not DATE says why.")
        return
    click.echo(f"{number(document['places'])} places are admissible {stretch}; the cheapest:")
    table = Table(box=SIMPLE_HEAD)
    for column in ("day", "time", "room"):
        table.add_column(column)
    table.add_column("cost", justify="right")
    table.add_column("for")
    for one in document["options"]:
        parts = ", ".join(f"{part} {signed(cost)}" for part, cost in one["parts"].items() if cost)
        table.add_row(_short(one), one["time"], Text(one["room"]), signed(one["cost"]), parts)
    Console().print(table)
    click.echo("Who is touched by the first:")
    for line in document["options"][0]["touched"]:
        click.echo(f"  {line}")


def print_refusals(document: Document) -> None:
    """Tell what speaks against each slot of a date."""
    click.echo(f"{document['event']} on {document['day']}:")
    for slot in document["slots"]:
        click.echo(f"  {slot['time']}  {_slot_words(slot)}")


def print_assignment(document: Document) -> None:
    """Tell where all sessions are made up."""
    placed, sessions = document["placed"], document["sessions"]
    click.echo(
        f"{placed} of {sessions} sessions have a place: {document['status']}, "
        f"cost {number(document['cost'])}, bound {number(document['bound'])}, "
        f"gap {share(document['gap'])}, {document['seconds']:.1f} s"
    )
    table = Table(box=SIMPLE_HEAD)
    for column in ("session", "missed", "made up", "time", "room"):
        table.add_column(column)
    for one in document["places"]:
        if one["place"] is not None:
            place = one["place"]
            table.add_row(Text(one["event"]), _short(one), _short(place), place["time"], Text(place["room"]))
    if placed:
        Console().print(table)
    for one in document["places"]:
        if one["place"] is None:
            why = "not together with the others" if one["possible"] else "no place is admissible"
            click.echo(f"  {one['event']}, missed on {one['day']}: {why}")


def _session_document(problem: Problem, session: Session) -> Document:
    return {
        "event": problem.event_name(session.event),
        "date": str(session.date),
        "day": date_words(session.date),
    }


def _place_document(problem: Problem, place: Place) -> Document:
    return {
        "date": str(place.date),
        "day": date_words(place.date),
        "start": place.start,
        "time": _clock(problem, place.start),
        "room": str(problem.rooms[place.room]),
    }


def _option_document(problem: Problem, ranking: Ranking, option: Option) -> Document:
    return {
        **_place_document(problem, option.place),
        "cost": option.cost,
        "parts": option.price._asdict(),
        "touched": [str(touch) for touch in ranking.touched(option)],
    }


def _slot_document(problem: Problem, objections: Objections, date: dt.date, start: int) -> Document:
    found = objections.at(date, start)
    return {
        "time": _clock(problem, start),
        "refused": list(found.general),
        "rooms": [
            {
                "room": str(problem.rooms[room]),
                "refused": [one.words for one in some],
                "because": next((ROOM_WORDS[one.reason] for one in some if one.reason in ROOM_WORDS), None),
            }
            for room, some in enumerate(found.by_room)
        ],
    }


def _slot_words(slot: Document) -> str:
    if slot["refused"]:
        return "; ".join(slot["refused"])
    admissible = [room["room"] for room in slot["rooms"] if not room["refused"]]
    if admissible:
        further = f" and {len(admissible) - MOST_ROOMS} more" if len(admissible) > MOST_ROOMS else ""
        return f"admissible in {', '.join(admissible[:MOST_ROOMS])}{further}"
    why = Counter(room["because"] or "missed there" for room in slot["rooms"])
    return f"no room: {', '.join(f'{count} {reason}' for reason, count in why.most_common())}"


def _short(dated: Document) -> str:
    """The date of a session or place, for a table: ``Tue 13 Oct``."""
    return f"{dt.date.fromisoformat(dated['date']):%a %d %b}"


def _place_words(place: Document) -> str:
    return f"{place['time']}, {place['room']}"


def _clock(problem: Problem, start: int) -> str:
    return problem.grid.label(start).split()[1]
