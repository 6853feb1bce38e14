"""``smart-roster compare``: two timetables side by side."""

from __future__ import annotations

from pathlib import Path

import click

from api.cli.options import INPUT_FILE, json_option, preset_option


@click.command(short_help="Set two timetables side by side.")
@click.argument("file", type=INPUT_FILE)
@click.argument("solution", type=INPUT_FILE)
@click.argument("other_solution", type=INPUT_FILE)
@click.option(
    "--other-file",
    type=INPUT_FILE,
    metavar="FILE",
    help="The problem of the second timetable, where its data differ.",
)
@preset_option
@json_option
@click.pass_context
def compare(
    context: click.Context,
    file: Path,
    solution: Path,
    other_solution: Path,
    other_file: Path | None,
    preset: str | None,
    as_json: bool,
) -> None:
    """Compare the timetable in OTHER_SOLUTION with the one in SOLUTION, both of FILE.

    Tells the cost of both by rule, which events are elsewhere, and whose own week becomes better
    or worse. Exits with 0, or 2 on bad input.
    """
    from api.cli.comparing import compare_files

    compare_files(file, solution, other_file or file, other_solution, preset=preset, as_json=as_json)
    context.exit(0)
