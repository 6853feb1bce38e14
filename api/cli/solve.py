"""``smart-roster solve``: its options."""

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


@click.command(short_help="Find the best timetable and prove how good it is.")
@click.argument("file", type=INPUT_FILE, required=False)
@click.option("--tenant", metavar="NAME", help="Plan an institution of this installation, not a FILE.")
@click.option(
    "--term", metavar="NAME", help="Its term, such as 'Term 1 2026/2027'; the present one by default."
)
@time_limit_option(60.0)
@workers_option
@seed_option
@preset_option
@click.option("--out", type=OUTPUT_FILE, help="Write the timetable; the suffix tells the format.")
@click.option("--progress", type=OUTPUT_FILE, help="Write each step as a line of JSON, as it comes.")
@json_option
@click.option("--html", type=OUTPUT_FILE, help="Write a page with every week grid.")
@click.option("--plot", type=OUTPUT_FILE, help="Draw cost and bound over time, as .png or .svg.")
@click.option("--deterministic", is_flag=True, help="Count work, not time: the same answer every time.")
@click.pass_context
def solve(context: click.Context, /, **options: Any) -> None:
    """Find the best timetable for the problem in FILE, and prove how good it is.

    With --tenant the problem is put together from the tables of an institution instead.

    Ctrl-C stops and keeps the best so far; a second one ends at once.

    Exits with 0 when a timetable is found, 2 on bad input, 3 when it is proved that there is none,
    4 when none was found in time.
    """
    # From here on Ctrl-C is a request to stop, even while the solver is still being loaded.
    with stop_on_signal() as stop:
        from api.cli.solving import SolveOptions, solve_file

        context.exit(solve_file(SolveOptions(**options), stop))
