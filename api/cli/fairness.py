"""``smart-roster fairness``: its options."""

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
from api.cli.out_dir import out_dir_option
from api.cli.stop_signals import stop_on_signal

MOST_POINTS = 12
"""As the engine has it, which is not loaded for help; a test compares them."""


@click.command(short_help="Say what a fairer week would cost.")
@click.argument("file", type=INPUT_FILE)
@click.option(
    "--points",
    type=click.IntRange(2, MOST_POINTS),
    default=6,
    show_default=True,
    metavar="N",
    help="How many timetables to look for at most.",
)
@time_limit_option(120.0)
@workers_option
@seed_option
@preset_option
@json_option
@click.option("--plot", type=OUTPUT_FILE, help="Draw the frontier and what is proved, as .png or .svg.")
@out_dir_option
@click.pass_context
def fairness(context: click.Context, /, **options: Any) -> None:
    """Find the frontier between the best total cost and the fairest week for the problem in FILE.

    Fairness is what is paid for days above the even share and for late slots above the fair share.
    Each timetable named is one that no other found is both fairer than and cheaper in the rest, and
    comes with a proved bound. Ctrl-C stops and keeps the best so far.

    Exits with 0 when timetables are found, 2 on bad input, 3 when it is proved that there is none,
    4 when none was found in time.
    """
    with stop_on_signal() as stop:
        from api.cli.fairness_frontier import FairnessOptions, find_frontier

        context.exit(find_frontier(FairnessOptions(**options), stop))
