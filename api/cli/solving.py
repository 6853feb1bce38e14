"""What ``smart-roster solve`` does, once its options are read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from threading import Event

import click

from api.cli.aside import run_aside
from api.cli.bad_input import BadInput, as_bad_input
from api.cli.documents import print_json, solve_document
from api.cli.outputs import check_outputs, try_out, write_whole
from api.cli.progress import watching
from api.cli.summary import print_solve
from engine.timetable import solve
from engine.timetable.formats import read_problem, write_timetable
from engine.timetable.problem import Problem
from engine.timetable.result import OnProgress, Result, Status
from engine.timetable.score import evaluate
from engine.timetable.timetable import Timetable

EXIT_CODES = {Status.OPTIMAL: 0, Status.FEASIBLE: 0, Status.INFEASIBLE: 3, Status.UNKNOWN: 4}


@dataclass(frozen=True, slots=True)
class SolveOptions:
    """The options of ``smart-roster solve``, by their names."""

    file: Path | None
    tenant: str | None
    term: str | None
    time_limit: float
    workers: int
    seed: int
    preset: str | None
    out: Path | None
    progress: Path | None
    as_json: bool
    html: Path | None
    plot: Path | None
    deterministic: bool

    @property
    def outputs(self) -> list[Path]:
        """Files to write when the solve has ended."""
        return [path for path in (self.out, self.html, self.plot) if path is not None]

    @property
    def inputs(self) -> list[Path]:
        """Files that are read."""
        return [] if self.file is None else [self.file]


def solve_file(options: SolveOptions, stop: Event) -> int:
    """Solve a problem, tell about it, write what was asked for; gives the exit code.

    Raises
    ------
    BadInput
        If the problem cannot be read or an output cannot be written, before the solve where that
        can be known.
    """
    problem = _read(options)
    _check_outputs(options, problem)
    with watching(options.progress, options.time_limit, quiet=options.as_json) as on_progress:
        result = _solve(problem, options, on_progress, stop)

    failures = list(_write_outputs(options, problem, result))
    if options.as_json:
        print_json(solve_document(problem, result, interrupted=stop.is_set()))
    else:
        print_solve(problem, result, interrupted=stop.is_set())
    if failures:
        raise BadInput(" ".join(failures))
    return EXIT_CODES[result.status]


def _read(options: SolveOptions) -> Problem:
    """The problem in the file, or else in the tables of the tenant."""
    if (options.file is None) == (options.tenant is None):
        raise BadInput("Name either a FILE with a problem, or a --tenant whose tables hold it.")
    if options.tenant is not None:
        from api.cli.from_tables import read_tables

        return read_tables(options.tenant, term=options.term, preset=options.preset)
    if options.term is not None:
        raise BadInput("--term names a term of a --tenant; a FILE has none.")
    assert options.file is not None  # noqa: S101 - one of the two is there, as checked above
    with as_bad_input():
        return read_problem(options.file, preset=options.preset)


def _check_outputs(options: SolveOptions, problem: Problem) -> None:
    streams = [options.progress] if options.progress is not None else []
    check_outputs(options.outputs, inputs=options.inputs, streams=streams)
    if options.plot is not None:
        from services.exports.progress_plot import SUFFIXES

        if options.plot.suffix.lower() not in SUFFIXES:
            raise BadInput(f"A picture is one of {', '.join(SUFFIXES)}, not {options.plot.name}.")
    if options.out is not None and problem.rooms:
        # Not every format carries every problem: better known now than when the time is spent.
        worthless = Timetable.of([(0, 0)] * len(problem.events))
        try_out(options.out, lambda draft: write_timetable(problem, worthless, draft))


def _solve(problem: Problem, options: SolveOptions, on_progress: OnProgress, stop: Event) -> Result:
    return run_aside(
        solve,
        problem,
        time_limit=options.time_limit,
        workers=options.workers,
        seed=options.seed,
        on_progress=on_progress,
        stop=stop,
        deterministic=options.deterministic,
    )


def _write_outputs(options: SolveOptions, problem: Problem, result: Result) -> Iterator[str]:
    """Write all that can be written; gives what went wrong, so that one full disk costs one file."""
    for path, write in _writers(options, problem, result):
        try:
            write_whole(path, write)
        except BadInput as error:
            yield error.message
        else:
            click.echo(f"Wrote {path}", err=True)


def _writers(
    options: SolveOptions, problem: Problem, result: Result
) -> Iterator[tuple[Path, Callable[[Path], None]]]:
    timetable = result.timetable
    if options.out is not None and timetable is not None:
        yield options.out, lambda draft: write_timetable(problem, timetable, draft, result=result)
    if options.html is not None:
        yield options.html, lambda draft: _write_page(draft, problem, result)
    if options.plot is not None:
        yield options.plot, lambda draft: _write_plot(draft, problem, result)


def _write_page(path: Path, problem: Problem, result: Result) -> None:
    from services.exports.timetable_page import timetable_page

    costs = evaluate(problem, result.timetable).costs if result.timetable is not None else ()
    path.write_text(timetable_page(problem, result, costs), "utf-8", errors="replace")


def _write_plot(path: Path, problem: Problem, result: Result) -> None:
    # Loaded only when asked for: Matplotlib takes a second.
    from services.exports.progress_plot import progress_plot

    path.write_bytes(progress_plot(problem.name, result, suffix=path.suffix.lower()))
