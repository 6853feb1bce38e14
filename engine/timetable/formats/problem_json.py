"""Problems as JSON, in the format ``smart-roster/problem``.

The document has the members of :class:`~engine.timetable.problem.Problem`, with these spellings:

* things refer to each other by id; an event's id is its course's with ``#`` and a number from 1;
* a slot is a pair ``[day, slot of the day]``, both from 0;
* a set of weeks is ``"all"``, ``"odd"``, ``"even"`` or a list of week numbers from 1;
* slots start at times of day such as ``"08:00"``;
* weights are the name of a preset, or an object of weights that differ from those of a ``preset``;
* what equals the model's default is left out.
"""

from __future__ import annotations

from engine.timetable.formats.errors import FormatError
from engine.timetable.formats.json_text import Document, format_json, parse_json
from engine.timetable.formats.problem_decoder import ProblemDecoder
from engine.timetable.formats.problem_encoder import encode_problem
from engine.timetable.formats.schemas import check_document
from engine.timetable.problem import InvalidProblem, Problem
from engine.timetable.weights import Weights


def parse_problem(text: str, *, file: str, weights: Weights | None = None) -> Problem:
    """Read a problem; ``weights`` take the place of the document's own unless None.

    Raises
    ------
    FormatError
        If the text is no such document, or the problem contradicts itself.
    """
    document = parse_json(text, file)
    check_document(document, "problem")
    try:
        return ProblemDecoder(document).problem(weights)
    except InvalidProblem as error:
        raise FormatError(file, str(error)) from error


def format_problem(problem: Problem, *, file: str) -> str:
    """Write a problem so that reading gives an equal one.

    Raises
    ------
    FormatError
        If the problem goes beyond what the format allows.
    """
    data = encode_problem(problem, file)
    text = format_json(data, file)
    # What could not be read must not be written.
    check_document(Document(file, text, data), "problem")
    return text
