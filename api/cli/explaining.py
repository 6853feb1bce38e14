"""What ``smart-roster explain`` does, once its options are read."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from threading import Event

import click

from api.cli.aside import run_aside
from api.cli.bad_input import as_bad_input
from api.cli.documents import Document, print_json
from api.cli.outputs import check_outputs, write_whole
from api.cli.solving import EXIT_CODES
from engine.timetable.explain import Cause, Explanation, Relaxation, Remedy, explain
from engine.timetable.formats import read_problem, write_problem
from engine.timetable.result import Status

SHOWN = 12
"""Facts of one cause named in a terminal; the JSON document has them all."""

NOT_EXPLAINED = {
    Status.FEASIBLE: "Nothing is impossible here: a timetable exists. `solve` looks for a good one.",
    Status.UNKNOWN: "Neither a cause nor a timetable was found in the time given: allow more of it.",
}


@dataclass(frozen=True, slots=True)
class ExplainOptions:
    """The options of ``smart-roster explain``, by their names."""

    file: Path
    time_limit: float
    workers: int
    seed: int
    preset: str | None
    problem_out: Path | None
    as_json: bool


def explain_file(options: ExplainOptions, stop: Event) -> int:
    """Explain a problem and tell about it; gives the exit code.

    Raises
    ------
    BadInput
        If the file cannot be read, or the output not be written.
    """
    with as_bad_input():
        problem = read_problem(options.file, preset=options.preset)
    outputs = [options.problem_out] if options.problem_out is not None else []
    check_outputs(outputs, inputs=[options.file])
    explanation = run_aside(
        explain,
        problem,
        time_limit=options.time_limit,
        workers=options.workers,
        seed=options.seed,
        stop=stop,
    )
    if options.problem_out is not None and explanation.remedy is not None:
        eased = explanation.remedy.eased
        write_whole(options.problem_out, lambda draft: write_problem(eased, draft))
    if options.as_json:
        print_json(_document(explanation))
    else:
        _print(explanation)
    return EXIT_CODES[explanation.status]


def _document(explanation: Explanation) -> Document:
    return {
        "status": explanation.status.value,
        "causes": [_cause_document(cause) for cause in explanation.causes],
        "remedy": None if explanation.remedy is None else _remedy_document(explanation.remedy),
        "restored": explanation.timetable is not None,
        "seconds": round(explanation.seconds, 3),
    }


def _cause_document(cause: Cause) -> Document:
    return {
        "facts": list(cause.words),
        "minimal": cause.minimal,
        "counts": list(cause.counts),
        "relaxations": [_relaxation_document(one) for one in cause.relaxations],
    }


def _relaxation_document(relaxation: Relaxation) -> Document:
    return {"do": relaxation.words, "units": relaxation.amount, "price": relaxation.price}


def _remedy_document(remedy: Remedy) -> Document:
    return {
        "price": remedy.price,
        "bound": remedy.bound,
        "relaxations": [_relaxation_document(one) for one in remedy.relaxations],
    }


def _print(explanation: Explanation) -> None:
    if not explanation.causes:
        click.echo(NOT_EXPLAINED[explanation.status])
        return
    click.echo(f"No timetable exists: that is proved, {explanation.seconds:.1f} s.")
    for number, cause in enumerate(explanation.causes, 1):
        _print_cause(number, cause)
    if explanation.remedy is not None:
        _print_remedy(explanation.remedy, restored=explanation.timetable is not None)


def _print_cause(number: int, cause: Cause) -> None:
    proved = "none of them can be missing" if cause.minimal else "perhaps not all of them are needed"
    click.echo(f"\nCause {number}: these cannot hold together ({proved}):")
    for words in cause.words[:SHOWN]:
        click.echo(f"  - {words}.")
    if len(cause.words) > SHOWN:
        click.echo(f"  … and {len(cause.words) - SHOWN} more; --json names them all")
    for count in cause.counts:
        click.echo(f"  Counted: {count}")
    if cause.relaxations:
        click.echo("  Any one of these would do:")
    for relaxation in cause.relaxations[:SHOWN]:
        click.echo(f"    {relaxation.words} (price {relaxation.price})")


def _print_remedy(remedy: Remedy, *, restored: bool) -> None:
    proved = "proved" if remedy.price <= remedy.bound else f"at least {remedy.bound} is needed"
    click.echo(f"\nCheapest way out of all of this, at a price of {remedy.price} ({proved}):")
    for relaxation in remedy.relaxations:
        click.echo(f"  {relaxation.words}")
    click.echo(
        "With it there is a timetable: one was found."
        if restored
        else "No timetable was found with it in the time given; there may be further causes."
    )
