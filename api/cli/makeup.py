"""``smart-roster makeup``: its options."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import click

from api.cli.options import (
    INPUT_FILE,
    Command,
    json_option,
    preset_option,
    seed_option,
    time_limit_option,
    top_option,
    workers_option,
)
from api.cli.stop_signals import stop_on_signal


def _date_option(*names: str, say: str) -> Callable[[Command], Command]:
    """An option whose value is a date."""
    return click.option(
        *names, type=click.DateTime(formats=["%Y-%m-%d"]), metavar="DATE", callback=_as_date, help=say
    )


def _as_date(_context: click.Context, _option: click.Parameter, value: dt.datetime | None) -> dt.date | None:
    return None if value is None else value.date()


@click.command(short_help="Find dates, times and rooms for missed sessions.")
@click.argument("file", type=INPUT_FILE)
@click.argument("solution", type=INPUT_FILE)
@click.option("--event", metavar="EVENT", help="What was missed: COURSE, or COURSE/2.")
@_date_option("--date", say="When it was missed: 2026-10-12.")
@click.option("--missed", type=INPUT_FILE, help="A file of missed sessions, to be placed together.")
@click.option("--teacher", metavar="ID", help="Whose sessions are missed, --from … --to.")
@click.option("--room", metavar="ID", help="The room whose sessions are missed, --from … --to.")
@_date_option("--from", "first", say="First date of the absence.")
@_date_option("--to", "last", say="Last date of it; the first unless given.")
@click.option("--calendar", type=INPUT_FILE, help="The term: dates, holidays, leave, closures, bookings.")
@_date_option("--earliest", say="First date to look at.")
@_date_option("--until", say="Last date to look at; else the term's last.")
@top_option
@_date_option("--why-not", say="Say what speaks against that date.")
@time_limit_option(10.0)
@workers_option
@seed_option
@preset_option
@json_option
@click.pass_context
def makeup(context: click.Context, /, **options: Any) -> None:
    """Find places for missed sessions of the timetable in SOLUTION, on the dates of a term.

    With --event and --date, every admissible place is ranked by what it costs those who attend. With
    --missed, --teacher or --room, all sessions missed are placed together, as many as possible and
    those as cheaply as possible, with a proved bound. Nothing is booked.

    Without --calendar the term is the 16 weeks from the Monday of the first missed date's week, which
    is the first week of the cycle, with no holidays.

    Exits with 0 when everything has a place, 2 on bad input, 3 when it is proved that something has
    none, 4 when something has none but more time might help.
    """
    with stop_on_signal() as stop:
        from api.cli.making_up import MakeupOptions, make_up

        context.exit(make_up(MakeupOptions(**options), stop))
