"""What ``smart-roster repair`` does, once its options are read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Event

import click

from api.cli.aside import run_aside
from api.cli.bad_input import as_bad_input
from api.cli.documents import Document, print_json
from api.cli.naming import find_teacher
from api.cli.outputs import check_outputs, write_whole
from api.cli.repair_changes import away_slots, change
from api.cli.repair_substitutes import print_substitutes, substitutes_documents
from api.cli.solving import EXIT_CODES
from api.cli.words import number
from engine.timetable.compare import Comparison, compare
from engine.timetable.formats import read_problem, read_timetable, write_problem, write_timetable
from engine.timetable.problem import Problem
from engine.timetable.repair import Repair, repair
from engine.timetable.result import Status
from engine.timetable.timetable import Timetable

UNMENDED = {
    Status.INFEASIBLE: "It is proved that no timetable mends this.",
    Status.UNKNOWN: "No mended timetable was found in the time given.",
}


@dataclass(frozen=True, slots=True)
class RepairOptions:
    """The options of ``smart-roster repair``, by their names."""

    file: Path
    solution: Path
    teachers: Sequence[str]
    groups: Sequence[str]
    rooms: Sequence[str]
    seats: Sequence[tuple[str, int]]
    cancel: Sequence[str]
    add: Sequence[str]
    split: Sequence[str]
    replace: Sequence[str]
    times: Sequence[str]
    time_limit: float
    workers: int
    seed: int
    preset: str | None
    out: Path | None
    problem_out: Path | None
    as_json: bool


def repair_file(options: RepairOptions, stop: Event) -> int:
    """Mend a timetable, tell about it, write what was asked for; gives the exit code.

    Raises
    ------
    BadInput
        If a file cannot be read or written, or a change names what the problem does not have.
    """
    with as_bad_input():
        problem = read_problem(options.file, preset=options.preset)
        timetable = read_timetable(options.solution, problem)
        changed, before = change(problem, timetable, options)
    outputs = [path for path in (options.out, options.problem_out) if path is not None]
    check_outputs(outputs, inputs=[options.file, options.solution])
    with as_bad_input():
        mended = run_aside(
            repair,
            changed,
            before,
            time_limit=options.time_limit,
            workers=options.workers,
            seed=options.seed,
            stop=stop,
        )
    comparison = None if mended.timetable is None else compare(changed, before, changed, mended.timetable)
    _write(options, mended)
    stand_ins = _stand_ins(changed, before, options)
    if options.as_json:
        print_json(_document(mended, comparison) | {"substitutes": stand_ins})
    else:
        _print(mended, comparison)
        print_substitutes(stand_ins)
    return EXIT_CODES[mended.status]


def _stand_ins(problem: Problem, timetable: Timetable, options: RepairOptions) -> list[Document]:
    slots = away_slots(problem, options)
    return [
        document
        for teacher in options.teachers
        for document in substitutes_documents(problem, timetable, find_teacher(problem, teacher), slots)
    ]


def _write(options: RepairOptions, mended: Repair) -> None:
    timetable = mended.timetable
    if options.problem_out is not None:
        write_whole(options.problem_out, lambda draft: write_problem(mended.problem, draft))
    if options.out is not None and timetable is not None:
        write_whole(options.out, lambda draft: write_timetable(mended.problem, timetable, draft))


def _document(mended: Repair, comparison: Comparison | None) -> Document:
    problem = mended.problem
    return {
        "status": mended.status.value,
        "moved": len(mended.moved),
        "fewest": mended.fewest,
        "cost": None if mended.score is None else mended.score.cost,
        "cost_by_rule": {} if mended.score is None else mended.score.cost_by_rule,
        "moves": [
            {"event": move.event, "before": move.before, "after": move.after}
            for move in (comparison.moves if comparison is not None else ())
        ],
        "groups": [str(problem.groups[group]) for group in mended.groups],
        "teachers": [str(problem.teachers[teacher]) for teacher in mended.teachers],
        "seconds": round(mended.seconds, 3),
    }


def _print(mended: Repair, comparison: Comparison | None) -> None:
    if comparison is None:
        click.echo(UNMENDED[mended.status])
        return
    moved = len(mended.moved)
    proved = mended.status is Status.OPTIMAL
    fewer = "proved: fewer will not do" if proved else f"proved: at least {number(mended.fewest)} must"
    click.echo(f"{number(moved)} event{'s' * (moved != 1)} moved ({fewer}), {mended.seconds:.1f} s:")
    for move in comparison.moves:
        click.echo(f"  {move.event}: {move.before or 'no place'} -> {move.after}")
    for title, people in (
        ("Groups", [str(mended.problem.groups[group]) for group in mended.groups]),
        ("Teachers", [str(mended.problem.teachers[teacher]) for teacher in mended.teachers]),
    ):
        if people:
            click.echo(f"{title} to tell: {', '.join(people)}")
    click.echo(f"cost {number(comparison.before.cost)} -> {number(comparison.after.cost)}")
