"""``smart-roster variants``: its options."""

from __future__ import annotations

from typing import Any

import click

from api.cli.options import (
    INPUT_FILE,
    json_option,
    preset_option,
    seed_option,
    time_limit_option,
    workers_option,
)
from api.cli.out_dir import out_dir_option
from api.cli.stop_signals import stop_on_signal

MOST_VARIANTS = 1_000
MOST_PERCENT = 1_000_000.0


class Percent(click.ParamType[float]):
    """A share, written in percent with its sign: ``5%``."""

    name = "percent"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """The share that a text means."""
        text = str(value).strip()
        try:
            percent = float(text.removesuffix("%"))
        except ValueError:
            percent = -1.0
        if not text.endswith("%") or not 0 <= percent <= MOST_PERCENT:
            self.fail(f"{text!r} is no share of 0 % or more; write it like 5%.", param, ctx)
        return percent / 100


@click.command(short_help="Find several timetables of nearly the same cost.")
@click.argument("file", type=INPUT_FILE)
@click.option(
    "--timetable",
    type=INPUT_FILE,
    metavar="SOLUTION",
    help="The first timetable; the best that a solve finds unless given.",
)
@click.option(
    "--count",
    type=click.IntRange(1, MOST_VARIANTS),
    default=5,
    show_default=True,
    metavar="N",
    help="How many timetables to find.",
)
@click.option(
    "--differ",
    type=click.IntRange(1),
    default=20,
    show_default=True,
    metavar="N",
    help="How many events of any two must be at another time or in another room.",
)
@click.option(
    "--tolerance",
    type=Percent(),
    default="5%",
    show_default=True,
    metavar="P%",
    help="What each may cost more than the first.",
)
@time_limit_option(60.0)
@workers_option
@seed_option
@preset_option
@json_option
@out_dir_option
@click.pass_context
def variants(context: click.Context, /, **options: Any) -> None:
    """Find several timetables of nearly the same cost for the problem in FILE, to choose from.

    Any two of them differ in many events; events that no rule can tell apart and that have only
    exchanged their places do not count. It is said when it is proved that there are no more. Ctrl-C
    stops and keeps what has been found.

    Exits with 0 when a timetable is found, 2 on bad input, 3 when it is proved that there is none,
    4 when none was found in time.
    """
    with stop_on_signal() as stop:
        from api.cli.varying import VariantsOptions, find_variants

        context.exit(find_variants(VariantsOptions(**options), stop))
