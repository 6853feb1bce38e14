"""Problems and timetables in files of any format, which the name's suffix tells.

=================  ====================================  =====================================
suffix             problem                               timetable
=================  ====================================  =====================================
``.ctt``           competition                           solution of the competition
``.ectt``          competition, extended                 solution of the competition
``.json``          JSON                                  JSON
``.sol``           as any other                          solution of the competition
any other, read    JSON if it begins with ``{``, else    JSON if it begins with ``{``, else
                   competition                           solution
any other, written JSON                                  solution if it can carry the timetable,
                                                         else JSON
=================  ====================================  =====================================
"""

from __future__ import annotations

import os
from pathlib import Path

from engine.timetable.formats.ctt import parse_ctt
from engine.timetable.formats.ctt_solution import format_ctt_solution, obstacle, parse_ctt_solution
from engine.timetable.formats.ctt_writer import format_ctt
from engine.timetable.formats.errors import FormatError
from engine.timetable.formats.problem_json import format_problem, parse_problem
from engine.timetable.formats.text_files import read_text, write_text
from engine.timetable.formats.timetable_json import format_timetable, parse_timetable
from engine.timetable.problem import Problem
from engine.timetable.result import Result
from engine.timetable.timetable import Timetable
from engine.timetable.weights import Weights

CTT_SUFFIXES = (".ctt", ".ectt")
SOLUTION_SUFFIXES = (*CTT_SUFFIXES, ".sol")


def read_problem(path: str | os.PathLike[str], *, preset: str | None = None) -> Problem:
    """Read a problem from a file.

    The weights named by ``preset`` take the place of the file's own; without them a competition
    file is judged by ``itc2007``.

    Raises
    ------
    FormatError
        If the file cannot be read or is not a problem, whatever it is instead.
    ValueError
        If there is no such preset.
    """
    weights = None if preset is None else Weights.preset(preset)
    path = Path(path)
    text = read_text(path)
    parse = parse_problem if _is_json(path, text, CTT_SUFFIXES) else parse_ctt
    return parse(text, file=path.name, weights=weights)


def read_timetable(path: str | os.PathLike[str], problem: Problem) -> Timetable:
    """Read a timetable of a problem from a file.

    Whether the timetable keeps the rules is not asked here.

    Raises
    ------
    FormatError
        If the file cannot be read or is not a timetable of this problem.
    """
    path = Path(path)
    text = read_text(path)
    parse = parse_timetable if _is_json(path, text, SOLUTION_SUFFIXES) else parse_ctt_solution
    return parse(text, problem, file=path.name)


def write_problem(problem: Problem, path: str | os.PathLike[str]) -> None:
    """Write a problem to a file, such that reading it gives an equal one.

    Raises
    ------
    FormatError
        If the format cannot carry the problem, or the file cannot be written.
    """
    path = Path(path)
    suffix = path.suffix.lower()
    if suffix in CTT_SUFFIXES:
        text = format_ctt(problem, file=path.name, extended=suffix == ".ectt")
    else:
        text = format_problem(problem, file=path.name)
    write_text(path, text)


def write_timetable(
    problem: Problem,
    timetable: Timetable,
    path: str | os.PathLike[str],
    *,
    result: Result | None = None,
) -> None:
    """Write a timetable to a file, such that reading it gives an equal one.

    Given the ``result`` that it comes from, JSON notes its status, cost and bound.

    Raises
    ------
    FormatError
        If the timetable is not one of the problem, its format cannot carry it, or the file cannot
        be written.
    """
    path = Path(path)
    suffix = path.suffix.lower()
    _check_fit(problem, timetable, path.name)
    is_carried = timetable.is_complete and obstacle(problem) is None
    if suffix in SOLUTION_SUFFIXES or (suffix != ".json" and is_carried):
        text = format_ctt_solution(problem, timetable, file=path.name)
    else:
        text = format_timetable(problem, timetable, file=path.name, result=result)
    write_text(path, text)


def _is_json(path: Path, text: str, others: tuple[str, ...]) -> bool:
    suffix = path.suffix.lower()
    return suffix == ".json" or (suffix not in others and text.lstrip().startswith("{"))


def _check_fit(problem: Problem, timetable: Timetable, file: str) -> None:
    if len(timetable) != len(problem.events):
        raise FormatError(file, f"expected {len(problem.events)} placements, found {len(timetable)}")
    for event, (slot, room) in timetable.placed():
        if not (0 <= slot < problem.grid.num_slots and 0 <= room < len(problem.rooms)):
            name = problem.event_name(event)
            raise FormatError(file, f"{name} is in slot {slot}, room {room}, which the problem lacks")
