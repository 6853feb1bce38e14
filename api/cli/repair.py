"""``smart-roster repair``: its options."""

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
    workers_option,
)
from api.cli.stop_signals import stop_on_signal


@click.command(short_help="Mend a timetable with the fewest events moved.")
@click.argument("file", type=INPUT_FILE)
@click.argument("solution", type=INPUT_FILE)
@click.option("--teacher-away", "teachers", multiple=True, metavar="ID", help="Who cannot teach.")
@click.option("--group-away", "groups", multiple=True, metavar="ID", help="Who cannot attend.")
@click.option("--room-closed", "rooms", multiple=True, metavar="ID", help="What cannot be used.")
@click.option(
    "--seats", nargs=2, type=(str, click.IntRange(0)), multiple=True, metavar="ID N", help="Seats now."
)
@click.option("--cancel", multiple=True, metavar="EVENT", help="What is not held: COURSE, or COURSE/2.")
@click.option(
    "--add", multiple=True, metavar="COURSE[:N]", help="What is held more often; COURSE/2: like its second."
)
@click.option("--split", multiple=True, metavar="GROUP[:N]", help="Who is taught in N parts from now on.")
@click.option(
    "--replace", multiple=True, metavar="EVENT=ID", help="Who takes over: all of COURSE, or COURSE/2 alone."
)
@click.option(
    "--when",
    "times",
    multiple=True,
    metavar="'DAY [HH:MM]'",
    help="When they are away or closed: a day or a slot. The whole week unless given.",
)
@click.option(
    "--weeks", metavar="N[,N]", help="Weeks of the cycle in which all this happens. Every week unless given."
)
@time_limit_option(10.0)
@workers_option
@seed_option
@preset_option
@click.option("--out", type=OUTPUT_FILE, help="Write the mended timetable; the suffix tells the format.")
@click.option("--problem-out", type=OUTPUT_FILE, help="Write the problem with its changes.")
@json_option
@click.pass_context
def repair(context: click.Context, /, **options: Any) -> None:
    """Mend the timetable in SOLUTION after something has happened to the problem in FILE.

    First as few events as possible are moved, which is proved if time lasts; of the timetables that
    move so few, one that disturbs little and costs little. Events without a place get one. For a
    teacher who is away, those are listed who could stand in without anything being moved.

    Where it is proved that not everything can be held, the fewest of the events that lost their place
    are left out, and then as few as possible are moved; --out writes what is held.

    What is added or split happens first, so that other options can name what came of it.

    With --weeks only these weeks are touched: an event may be elsewhere in them and stay in all others,
    and the fewest meetings are moved.

    Exits with 0 when the timetable is mended, 2 on bad input, 3 when it is proved that not
    everything can be held, 4 when it was not in time.
    """
    with stop_on_signal() as stop:
        from api.cli.repairing import RepairOptions, repair_file

        context.exit(repair_file(RepairOptions(**options), stop))
