"""``smart-roster check``: judge a timetable from anywhere."""

from __future__ import annotations

from pathlib import Path

import click

from api.cli.options import INPUT_FILE, json_option, preset_option


@click.command(short_help="Judge a timetable by every rule.")
@click.argument("file", type=INPUT_FILE)
@click.argument("solution", type=INPUT_FILE)
@preset_option
@json_option
@click.pass_context
def check(context: click.Context, file: Path, solution: Path, preset: str | None, as_json: bool) -> None:
    """Check the timetable in SOLUTION against the problem in FILE.

    Names each hard rule that is broken, in words, and the cost of each soft rule. Exits with 0 when
    every hard rule is kept, 1 when one is broken, 2 on bad input.
    """
    from api.cli.checking import check_files

    context.exit(check_files(file, solution, preset=preset, as_json=as_json))
