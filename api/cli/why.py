"""``smart-roster why``: why an event is where it is."""

from __future__ import annotations

from typing import Any

import click

from api.cli.options import (
    INPUT_FILE,
    OUTPUT_FILE,
    json_option,
    preset_option,
    seed_option,
    time_limit_option,
    top_option,
    workers_option,
)
from api.cli.stop_signals import stop_on_signal


@click.command(short_help="Say what every other place of an event would cost.")
@click.argument("file", type=INPUT_FILE)
@click.argument("solution", type=INPUT_FILE)
@click.argument("event")
@click.option("--slot", metavar="'DAY HH:MM'", help="Ask about one slot: 'Monday 08:00'.")
@click.option("--room", metavar="ID", help="Ask about one room.")
@top_option
@click.option("--deep", is_flag=True, help="Let others move to make up for it; needs --slot.")
@time_limit_option(20.0)
@workers_option
@seed_option
@preset_option
@click.option("--out", type=OUTPUT_FILE, help="With --deep, write the timetable found.")
@json_option
@click.pass_context
def why(context: click.Context, /, **options: Any) -> None:
    """Say why EVENT is where the timetable in SOLUTION has it.

    EVENT is the id of a course in FILE, or COURSE/2 for the second of its events. The other
    places are ranked by what the timetable would cost more if the event alone moved there; with
    both --slot and --room, one place is judged rule by rule.

    With --deep the event is put into the slot, and others may move: for so many seconds, the best
    timetable near the present one is looked for, and what it costs more is proved as far as time
    allows.

    Exits with 0, or 2 on bad input; with --deep also with 3 when it is proved that no timetable has
    the event there, and 4 when none was found in time.
    """
    with stop_on_signal() as stop:
        from api.cli.whying import WhyOptions, explain_place

        context.exit(explain_place(WhyOptions(**options), stop))
