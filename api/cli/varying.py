"""What ``smart-roster variants`` does, once its options are read."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from threading import Event

import click
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from api.cli.aside import run_aside
from api.cli.bad_input import as_bad_input
from api.cli.documents import Document, print_json, problem_document
from api.cli.out_dir import check_out_dir, write_out_dir
from api.cli.progress import watching
from api.cli.solving import EXIT_CODES
from api.cli.summary import VERDICTS
from api.cli.words import number, size_words
from engine.timetable.formats import read_problem, read_timetable
from engine.timetable.problem import Problem
from engine.timetable.variants import Difference, Variant, Variants, variants

SHOWN = 10
"""Variants shown in a terminal; the JSON document has them all."""


@dataclass(frozen=True, slots=True)
class VariantsOptions:
    """The options of ``smart-roster variants``, by their names."""

    file: Path
    timetable: Path | None
    count: int
    differ: int
    tolerance: float
    time_limit: float
    workers: int
    seed: int
    preset: str | None
    as_json: bool
    out_dir: Path | None


def find_variants(options: VariantsOptions, stop: Event) -> int:
    """Find variants, tell about them, write what was asked for; gives the exit code.

    Raises
    ------
    BadInput
        If a file cannot be read or written, or the timetable is not a feasible one of the problem.
    """
    inputs = [options.file, *([options.timetable] if options.timetable else [])]
    with as_bad_input():
        problem = read_problem(options.file, preset=options.preset)
        start = None if options.timetable is None else read_timetable(options.timetable, problem)
    check_out_dir(options.out_dir, options.count, inputs=inputs)
    with as_bad_input(), watching(None, options.time_limit, quiet=options.as_json) as on_progress:
        found = run_aside(
            variants,
            problem,
            count=options.count,
            min_difference=options.differ,
            tolerance=options.tolerance,
            time_limit=options.time_limit,
            workers=options.workers,
            seed=options.seed,
            on_progress=on_progress,
            stop=stop,
            start=start,
        )
    if options.as_json:
        print_json(_document(problem, found, interrupted=stop.is_set()))
    else:
        _print(problem, found, options)
    write_out_dir(options.out_dir, problem, [one.timetable for one in found.variants])
    return EXIT_CODES[found.status]


def _document(problem: Problem, found: Variants, *, interrupted: bool) -> Document:
    return {
        "problem": problem_document(problem),
        "status": found.status.value,
        "limit": found.limit,
        "complete": found.complete,
        "variants": [
            _variant_document(one, apart)
            for one, apart in zip(found.variants, found.differences, strict=True)
        ],
        "seconds": round(found.seconds, 3),
        "interrupted": interrupted,
        "reasons": list(found.reasons),
    }


def _variant_document(variant: Variant, apart: tuple[Difference, ...]) -> Document:
    return {
        "cost": variant.cost,
        "cost_by_rule": variant.score.cost_by_rule,
        "differences": [{"events": one.events, "times": one.times} for one in apart],
    }


def _print(problem: Problem, found: Variants, options: VariantsOptions) -> None:
    click.echo(f"{problem.name}: {size_words(problem)}")
    if not found.variants:
        click.echo(VERDICTS[found.status])
        for reason in found.reasons:
            click.echo(f"  - {reason}")
        return
    many = len(found.variants)
    click.echo(
        f"{number(many)} timetable{'s' * (many != 1)} of cost {number(found.limit)} at most, any two with "
        f"{number(options.differ)} events or more elsewhere, {found.seconds:.1f} s"
    )
    if found.complete:
        click.echo("It is proved that there is no other beside these.")
    elif many < options.count:
        click.echo(f"{number(options.count)} were wanted; no more were found in the time given.")
    _print_costs(found)
    if many > 1:
        _print_differences(found)
    if many > SHOWN:
        click.echo(f"… and {number(many - SHOWN)} more; --json names them all")


def _print_costs(found: Variants) -> None:
    shown = found.variants[:SHOWN]
    table = Table(box=SIMPLE_HEAD, show_footer=True)
    table.add_column("cost", footer="total")
    for index, one in enumerate(shown, start=1):
        table.add_column(str(index), footer=number(one.cost), justify="right")
    first = found.variants[0].score.cost_by_rule
    for rule in sorted(first, key=lambda rule: (-first[rule], rule)):
        table.add_row(Text(rule), *(number(one.score.cost_by_rule[rule]) for one in shown))
    Console().print(table)


def _print_differences(found: Variants) -> None:
    click.echo("Events elsewhere, and in brackets those of them at another time:")
    many = min(SHOWN, len(found.variants))
    table = Table(box=SIMPLE_HEAD)
    table.add_column("")
    for index in range(1, many + 1):
        table.add_column(str(index), justify="right")
    for index, row in enumerate(found.differences[:many], start=1):
        table.add_row(str(index), *(_apart(one) for one in row[:many]))
    Console().print(table)


def _apart(one: Difference) -> str:
    return f"{number(one.events)} ({number(one.times)})" if one.events else "-"
