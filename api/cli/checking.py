"""What ``smart-roster check`` does, once its options are read."""

from __future__ import annotations

from pathlib import Path

from api.cli.bad_input import as_bad_input
from api.cli.documents import check_document, print_json
from api.cli.summary import print_check
from engine.timetable.formats import read_problem, read_timetable
from engine.timetable.score import evaluate


def check_files(file: Path, solution: Path, *, preset: str | None, as_json: bool) -> int:
    """Judge a timetable and tell about it; gives the exit code.

    Raises
    ------
    BadInput
        If a file cannot be read, or the timetable is not one of the problem.
    """
    with as_bad_input():
        problem = read_problem(file, preset=preset)
        score = evaluate(problem, read_timetable(solution, problem))
    if as_json:
        print_json(check_document(problem, score))
    else:
        print_check(problem, score)
    return 0 if score.is_feasible else 1
