"""Options that several commands share, and their ranges."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

Command = TypeVar("Command", bound=Callable[..., Any])

# The engine is loaded by the commands that need it, when they run: it takes seconds, and help
# should not. So its presets are repeated here; a test compares them.
PRESETS = ("itc2007", "campus")

MAX_TIME_LIMIT_S = 1e8
"""Three years. Beyond some point the operating system's timers overflow."""

MAX_SEED = 2**31 - 1
"""Seeds are signed 32-bit numbers in CP-SAT."""

MAX_WORKERS = 1_000

INPUT_FILE = click.Path(exists=True, dir_okay=False, readable=True, path_type=Path)
OUTPUT_FILE = click.Path(dir_okay=False, path_type=Path)

preset_option = click.option(
    "--preset",
    type=click.Choice(PRESETS),
    help="Weights that judge the timetable, in the place of the file's own.",
)
json_option = click.option(
    "--json", "as_json", is_flag=True, help="Print one JSON document and nothing else."
)
seed_option = click.option(
    "--seed",
    type=click.IntRange(0, MAX_SEED),
    default=1,
    show_default=True,
    metavar="N",
    help="Where chance begins.",
)
top_option = click.option(
    "--top",
    type=click.IntRange(1, 10_000),
    default=10,
    show_default=True,
    metavar="N",
    help="How many places to name.",
)
workers_option = click.option(
    "--workers",
    type=click.IntRange(1, MAX_WORKERS),
    default=2,
    show_default=True,
    metavar="N",
    help="Cores to use.",
)


def time_limit_option(seconds: float) -> Callable[[Command], Command]:
    """``--time-limit``, with its default."""
    return click.option(
        "--time-limit",
        type=float,
        default=seconds,
        show_default=True,
        metavar="S",
        callback=check_time_limit,
        help="Seconds to search for.",
    )


def check_time_limit(_context: click.Context, _option: click.Parameter, value: float) -> float:
    """Refuse a time limit that is no stretch of time: negative, infinite, or not a number."""
    if not 0 <= value <= MAX_TIME_LIMIT_S:
        raise click.BadParameter(f"{value} is not in the range 0 to {MAX_TIME_LIMIT_S:,.0f} seconds.")
    return value
