"""What ``smart-roster fairness`` does, once its options are read."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from threading import Event

import click
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from api.cli.aside import run_aside
from api.cli.bad_input import as_bad_input
from api.cli.comparing import balance_document, print_people
from api.cli.documents import Document, print_json, problem_document
from api.cli.out_dir import check_out_dir, write_out_dir
from api.cli.outputs import write_whole
from api.cli.progress import watching
from api.cli.solving import EXIT_CODES
from api.cli.summary import VERDICTS
from api.cli.words import number, size_words
from engine.timetable.compare import Balance, compare
from engine.timetable.fairness import Frontier, Point, fairness_frontier
from engine.timetable.formats import read_problem


@dataclass(frozen=True, slots=True)
class FairnessOptions:
    """The options of ``smart-roster fairness``, by their names."""

    file: Path
    points: int
    time_limit: float
    workers: int
    seed: int
    preset: str | None
    as_json: bool
    plot: Path | None
    out_dir: Path | None


def find_frontier(options: FairnessOptions, stop: Event) -> int:
    """Find the frontier, tell about it, write what was asked for; gives the exit code.

    Raises
    ------
    BadInput
        If the problem cannot be read or an output cannot be written, before the search where that
        can be known.
    """
    with as_bad_input():
        problem = read_problem(options.file, preset=options.preset)
    _check_outputs(options)
    with watching(None, options.time_limit, quiet=options.as_json) as on_progress:
        frontier = run_aside(
            fairness_frontier,
            problem,
            points=options.points,
            time_limit=options.time_limit,
            workers=options.workers,
            seed=options.seed,
            on_progress=on_progress,
            stop=stop,
        )
    if options.as_json:
        print_json(_document(frontier, interrupted=stop.is_set()))
    else:
        _print(frontier, interrupted=stop.is_set())
    _write(options, frontier)
    return EXIT_CODES[frontier.status]


def _check_outputs(options: FairnessOptions) -> None:
    if options.plot is not None:
        from services.exports.pictures import check_suffix

        with as_bad_input():
            check_suffix(options.plot.suffix.lower())
    outputs = [] if options.plot is None else [options.plot]
    check_out_dir(options.out_dir, options.points, inputs=[options.file], outputs=outputs)


def _write(options: FairnessOptions, frontier: Frontier) -> None:
    write_out_dir(options.out_dir, frontier.problem, [point.timetable for point in frontier.points])
    if options.plot is not None:
        write_whole(options.plot, lambda draft: _write_plot(draft, frontier))


def _write_plot(path: Path, frontier: Frontier) -> None:
    # Loaded only when asked for: Matplotlib takes a second.
    from services.exports.frontier_plot import frontier_plot

    path.write_bytes(frontier_plot(frontier, suffix=path.suffix.lower()))


def _people(frontier: Frontier) -> tuple[Balance, ...]:
    """Whose own week is another in the fairest timetable than in that of the best total cost."""
    if not frontier.points:
        return ()
    problem, best, fairest = frontier.problem, frontier.best, frontier.fairest
    return compare(problem, best.timetable, problem, fairest.timetable).balances


def _document(frontier: Frontier, *, interrupted: bool) -> Document:
    return {
        "problem": problem_document(frontier.problem),
        "status": frontier.status.value,
        "points": [_point_document(point) for point in frontier.points],
        "least_cost": frontier.least_cost,
        "least_fairness": frontier.least_fairness,
        "lines": [
            {"rest": line.rest, "fairness": line.fairness, "bound": line.bound} for line in frontier.lines
        ],
        "people": [balance_document(balance) for balance in _people(frontier)],
        "seconds": round(frontier.seconds, 3),
        "interrupted": interrupted,
        "reasons": list(frontier.reasons),
    }


def _point_document(point: Point) -> Document:
    return {
        "factor": point.factor,
        "cost": point.cost,
        "fairness": point.fairness,
        "rest": point.rest,
        "bound": point.bound,
        "proved": point.is_proved,
        "cost_by_rule": point.score.cost_by_rule,
    }


def _print(frontier: Frontier, *, interrupted: bool) -> None:
    click.echo(f"{frontier.problem.name}: {size_words(frontier.problem)}")
    if interrupted:
        click.echo("Stopped early; this is the best so far.")
    if not frontier.points:
        click.echo(VERDICTS[frontier.status])
        for reason in frontier.reasons:
            click.echo(f"  - {reason}")
        return
    _print_points(frontier)
    click.echo(
        f"Proved of every timetable: total cost {number(frontier.least_cost)} or more, fairness "
        f"{number(frontier.least_fairness)} or more. {frontier.seconds:.1f} s"
    )
    if frontier.best is not frontier.fairest:
        click.echo("From the best total cost to the fairest week:")
        print_people(_people(frontier))


def _print_points(frontier: Frontier) -> None:
    table = Table(box=SIMPLE_HEAD)
    table.add_column("")
    for title in ("fairness counts", "total cost", "fairness", "the rest", "rest at least"):
        table.add_column(title, justify="right")
    for index, point in enumerate(frontier.points, start=1):
        table.add_row(
            str(index),
            f"× {number(point.factor)}",
            number(point.cost),
            number(point.fairness),
            number(point.rest),
            f"{number(point.bound)}{' (proved optimal)' if point.is_proved else ''}",
        )
    Console().print(table)
