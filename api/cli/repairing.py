"""What ``smart-roster repair`` does, once its options are read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Event

from api.cli.aside import run_aside
from api.cli.bad_input import as_bad_input
from api.cli.documents import Document, print_json
from api.cli.naming import find_teacher
from api.cli.outputs import check_outputs, write_whole
from api.cli.repair_changes import away_slots, away_weeks, change
from api.cli.repair_document import print_repair, repair_document
from api.cli.repair_substitutes import print_substitutes, substitutes_documents
from api.cli.solving import EXIT_CODES
from engine.timetable.formats import read_problem, read_timetable, write_problem, write_timetable
from engine.timetable.problem import Problem
from engine.timetable.repair import Repair, repair
from engine.timetable.timetable import Timetable


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
    weeks: str | None
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
        now = change(problem, timetable, options)
    outputs = [path for path in (options.out, options.problem_out) if path is not None]
    check_outputs(outputs, inputs=[options.file, options.solution])
    with as_bad_input():
        mended = run_aside(
            repair,
            now.problem,
            now.timetable,
            now.passing,
            time_limit=options.time_limit,
            workers=options.workers,
            seed=options.seed,
            stop=stop,
        )
    _write(options, mended)
    document = repair_document(now.problem, now.timetable, mended)
    stand_ins = _stand_ins(now.problem, now.timetable, options)
    if options.as_json:
        print_json(document | {"substitutes": stand_ins})
    else:
        print_repair(document)
        print_substitutes(stand_ins)
    return EXIT_CODES[mended.status]


def _stand_ins(problem: Problem, timetable: Timetable, options: RepairOptions) -> list[Document]:
    slots, weeks = away_slots(problem, options), away_weeks(problem, options)
    return [
        document
        for teacher in options.teachers
        for document in substitutes_documents(
            problem, timetable, find_teacher(problem, teacher), slots, weeks
        )
    ]


def _write(options: RepairOptions, mended: Repair) -> None:
    if options.problem_out is not None:
        write_whole(options.problem_out, lambda draft: write_problem(mended.problem, draft))
    if options.out is not None:
        write_whole(options.out, lambda draft: write_timetable(mended.problem, mended.timetable, draft))
