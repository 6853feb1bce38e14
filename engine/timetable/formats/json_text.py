"""JSON as text: read without trust, placed by line, written one item a line."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NoReturn

from engine.timetable.formats.errors import FormatError, quote
from engine.timetable.formats.limits import MAX_COMMAS

JsonPath = tuple[str | int, ...]
"""Names and positions that lead from a document to a part of it."""

MAX_DIGITS = 18
"""Digits of a whole number; more fit no machine word, and very many are slow to read."""

EXACT_FLOATS = 2**53
"""Below this a float that is whole is exactly the number that was written."""

_SPACE = re.compile(r"[ \t\n\r]*")
_DECODER = json.JSONDecoder()


@dataclass(frozen=True, slots=True)
class Document:
    """A JSON document, with its text to find lines in.

    Parameters
    ----------
    file
        The file's name, for messages.
    data
        What the text says.
    """

    file: str
    text: str
    data: Any

    def fail(self, reason: str, path: JsonPath = ()) -> NoReturn:
        """Raise ``FormatError`` for what is wrong with a part of the document."""
        raise FormatError(self.file, reason, line_of(self.text, path), dotted(path))


def parse_json(text: str, file: str) -> Document:
    """Read a JSON document.

    Stricter than the language's own reader: no name twice in an object, no NaN, no infinity, no
    endless number, no half of a surrogate pair.

    Raises
    ------
    FormatError
        If the text is not JSON, or has more values than any problem.
    """
    _check_commas(text, file)
    reader = _Reader(file)
    try:
        data = json.loads(
            text,
            object_pairs_hook=reader.members,
            parse_int=reader.whole,
            parse_float=reader.fraction,
            parse_constant=reader.constant,
        )
        _check_surrogates(text, data, file)
    except json.JSONDecodeError as error:
        reason = f"expected JSON, found an error at column {error.colno}: {error.msg}"
        raise FormatError(file, reason, error.lineno) from error
    except RecursionError as error:
        raise FormatError(file, "expected a flat document, found it nested too deeply") from error
    return Document(file, text, data)


def format_json(data: dict[str, Any], file: str) -> str:
    """Write an object, each item of its lists on a line of its own, so that versions compare well.

    Raises
    ------
    FormatError
        If it has more values than would be read.
    """
    members = [f"  {_compact(name)}: {_value(value)}" for name, value in data.items()]
    text = "{\n" + ",\n".join(members) + "\n}\n"
    _check_commas(text, file)
    return text


def dotted(path: JsonPath) -> str:
    """A path as people write it: ``rooms[3].capacity``."""
    steps = (f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return "".join(steps).removeprefix(".")


def line_of(text: str, path: JsonPath) -> int:
    """Line, from 1, on which a part of a well-formed JSON text begins.

    Where the path leads nowhere, the line of the last part that exists. Reads the text again up
    to that part: meant for messages.
    """
    at = _skip(text, 0)
    for step in path:
        child = next((start for name, start in _children(text, at) if name == step), None)
        if child is None:
            break
        at = child
    return text.count("\n", 0, at) + 1


def _children(text: str, at: int) -> Iterator[tuple[str | int, int]]:
    is_object, count = text[at] == "{", 0
    at = _skip(text, at + 1)
    while text[at] not in "]}":
        name: str | int = count
        if is_object:
            name, at = _DECODER.raw_decode(text, at)
            at = _skip(text, _skip(text, at) + 1)
        yield name, at
        _, at = _DECODER.raw_decode(text, at)
        at = _skip(text, at)
        if text[at] == ",":
            at = _skip(text, at + 1)
        count += 1


def _skip(text: str, at: int) -> int:
    match = _SPACE.match(text, at)
    return at if match is None else match.end()


class _Reader:
    """What the language's own reader calls for each number and object."""

    def __init__(self, file: str) -> None:
        self.file = file

    def members(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) < len(pairs):
            (twice, _), *_ = Counter(name for name, _ in pairs).most_common(1)
            raise FormatError(self.file, f"the name {quote(twice)} occurs twice in an object")
        return found

    def whole(self, digits: str) -> int:
        if len(digits) > MAX_DIGITS:
            raise FormatError(self.file, f"expected at most {MAX_DIGITS} digits, found {quote(digits)}")
        return int(digits)

    def fraction(self, digits: str) -> int | float:
        # JSON has one kind of number: 3.0 is the whole number 3, and its schemas agree.
        number = float(digits)
        return int(number) if number.is_integer() and abs(number) < EXACT_FLOATS else number

    def constant(self, name: str) -> NoReturn:
        raise FormatError(self.file, f"expected a number, found {name}")


def _check_commas(text: str, file: str) -> None:
    if (commas := text.count(",")) > MAX_COMMAS:
        raise FormatError(file, f"expected at most {MAX_COMMAS:,} values, found some {commas:,}")


def _check_surrogates(text: str, data: Any, file: str) -> None:
    # Only an escape can bring one in, so most documents are not written out again for this.
    if re.search(r"\\u[dD][89a-fA-F]", text) is None:
        return
    try:
        json.dumps(data, ensure_ascii=False).encode("utf-8")
    except UnicodeEncodeError as error:
        raise FormatError(file, "expected text, found half a surrogate pair") from error


def _value(value: Any) -> str:
    if not isinstance(value, list) or not value:
        return _compact(value)
    return "[\n" + ",\n".join(f"    {_compact(item)}" for item in value) + "\n  ]"


def _compact(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
