"""``smart-roster convert``: from one format to another."""

from __future__ import annotations

from pathlib import Path

import click

from api.cli.bad_input import as_bad_input
from api.cli.options import INPUT_FILE, OUTPUT_FILE, preset_option
from api.cli.outputs import check_outputs, write_whole


@click.command(short_help="Write a problem or a timetable in another format.")
@click.argument("file", type=INPUT_FILE)
@click.option("--out", type=OUTPUT_FILE, required=True, help="Where to; the suffix tells the format.")
@click.option("--solution", type=INPUT_FILE, help="Convert this timetable of the problem instead.")
@preset_option
def convert(file: Path, out: Path, solution: Path | None, preset: str | None) -> None:
    """Write the problem in FILE, or a timetable of it, in another format."""
    check_outputs([out], inputs=[file, *([solution] if solution else [])])
    from engine.timetable.formats import read_problem, read_timetable, write_problem, write_timetable

    with as_bad_input():
        problem = read_problem(file, preset=preset)
        timetable = read_timetable(solution, problem) if solution is not None else None
    if timetable is None:
        write_whole(out, lambda draft: write_problem(problem, draft))
    else:
        write_whole(out, lambda draft: write_timetable(problem, timetable, draft))
    click.echo(f"Wrote {out}")
