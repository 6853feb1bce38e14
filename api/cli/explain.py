"""``smart-roster explain``: its options."""

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


@click.command(short_help="Say why a problem has no timetable, and what would give it one.")
@click.argument("file", type=INPUT_FILE)
@time_limit_option(30.0)
@workers_option
@seed_option
@preset_option
@click.option("--problem-out", type=OUTPUT_FILE, help="Write the problem with the cheapest way out taken.")
@json_option
@click.pass_context
def explain(context: click.Context, /, **options: Any) -> None:
    """Say why the problem in FILE has no timetable.

    Each cause is a set of facts that cannot hold together, though they can without any one of them;
    that is proved. Then comes what relaxing each would take, and the cheapest relaxations that give
    a timetable.

    Exits with 0 when the problem has a timetable after all, 2 on bad input, 3 when causes are
    proved, 4 when neither was found in time.
    """
    with stop_on_signal() as stop:
        from api.cli.explaining import ExplainOptions, explain_file

        context.exit(explain_file(ExplainOptions(**options), stop))
