"""``smart-roster generate``: a college to try things on."""

from __future__ import annotations

from pathlib import Path

import click

from api.cli.bad_input import as_bad_input
from api.cli.options import OUTPUT_FILE, seed_option
from api.cli.outputs import check_outputs, write_whole


@click.command(short_help="Make up a college to try things on.")
@click.argument("size")
@click.option("--out", type=OUTPUT_FILE, required=True, help="Where to; the suffix tells the format.")
@seed_option
def generate(size: str, out: Path, seed: int) -> None:
    """Make up a college: SIZE is small, demo, large or huge.

    It has realistic rooms, people and courses, and at least one timetable that keeps every hard
    rule. The same size and seed give the same college everywhere.
    """
    check_outputs([out])
    from engine.timetable.formats import write_problem
    from engine.timetable.generate import generate_college

    with as_bad_input():
        problem = generate_college(size, seed=seed)
    write_whole(out, lambda draft: write_problem(problem, draft))
    click.echo(f"Wrote {out}: {problem.name}, {len(problem.events):,} events")
