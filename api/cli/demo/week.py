"""A week that people can read, as the API gives it."""

from __future__ import annotations

import sys

import click
from rich.box import ROUNDED
from rich.console import Console
from rich.table import Table
from rich.text import Text

from api.cli.demo.client import Document

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
WIDTH = 118
"""Of a week where there is no terminal to ask."""


def print_week(schedule: Document) -> None:
    """A grid of days and periods on a terminal, a line for each session elsewhere."""
    term = schedule["term"]
    click.echo(f"The week of {schedule['name']}, {term['name']} {term['academic_year']}:")
    if sys.stdout.isatty():
        Console().print(_grid(schedule))
        return
    for session in schedule["sessions"]:
        when = f"{DAYS[session['weekday']][:3]} {session['starts_at']}-{session['ends_at']}"
        click.echo(f"  {when}  {_what(session, schedule)}, {_who(session)}, {session['room']['code']}")


def _grid(schedule: Document) -> Table:
    table = Table(box=ROUNDED, show_lines=True)
    table.add_column("")
    for day in schedule["days"]:
        table.add_column(DAYS[day], max_width=20)
    for period in schedule["periods"]:
        cells = [_cell(schedule, day, period) for day in schedule["days"]]
        table.add_row(period["starts_at"], *cells)
    return table


def _cell(schedule: Document, day: int, period: Document) -> Text:
    """What is on in a period; a session that goes on from the one before is marked so."""
    lines = []
    for session in schedule["sessions"]:
        if session["weekday"] != day:
            continue
        if session["starts_at"] == period["starts_at"]:
            lines.append(f"{_what(session, schedule)}\n{_who(session)}, {session['room']['code']}")
        elif session["starts_at"] < period["starts_at"] < session["ends_at"]:
            lines.append("  ‖")
    return Text("\n".join(lines))


def _what(session: Document, schedule: Document) -> str:
    """The course, and the weeks unless it is held in all of them."""
    lab = " (practical)" if session["session_type"] == "practical" else ""
    weeks = session["weeks"]
    some = "" if len(weeks) == schedule["cycle_weeks"] else f" week {', '.join(map(str, weeks))}"
    return f"{session['course']['title']}{lab}{some}"


def _who(session: Document) -> str:
    return ", ".join(trainer["name"] for trainer in session["trainers"])
