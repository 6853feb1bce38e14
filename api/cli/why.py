"""``smart-roster why``: why an event is where it is."""

from __future__ import annotations

from typing import Any

import click

from api.cli.options import INPUT_FILE, json_option, preset_option


@click.command(short_help="Say what every other place of an event would cost.")
@click.argument("file", type=INPUT_FILE)
@click.argument("solution", type=INPUT_FILE)
@click.argument("event")
@click.option("--slot", metavar="'DAY HH:MM'", help="Ask about one slot: 'Monday 08:00'.")
@click.option("--room", metavar="ID", help="Ask about one room.")
@click.option(
    "--top",
    type=click.IntRange(1, 10_000),
    default=10,
    show_default=True,
    metavar="N",
    help="How many places to name.",
)
@preset_option
@json_option
@click.pass_context
def why(context: click.Context, /, **options: Any) -> None:
    """Say why EVENT is where the timetable in SOLUTION has it.

    EVENT is the id of a course in FILE, or COURSE/2 for the second of its events. The other
    places are ranked by what the timetable would cost more if the event alone moved there; with
    both --slot and --room, one place is judged rule by rule. Exits with 0, or 2 on bad input.
    """
    from api.cli.whying import WhyOptions, explain_place

    explain_place(WhyOptions(**options))
    context.exit(0)
