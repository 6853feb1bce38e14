"""Whatever happens to a file, reading it gives a problem, a timetable or a ``FormatError``."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.timetable.formats import FormatError, read_problem, read_timetable
from engine.timetable.formats.ctt import parse_ctt
from engine.timetable.formats.ctt_solution import parse_ctt_solution
from engine.timetable.formats.problem_json import format_problem
from engine.timetable.formats.timetable_json import format_timetable
from engine.timetable.problem import Problem
from tests.engine.timetable.formats.examples import CTT, ECTT, SOLUTION

Found = TypeVar("Found")

PROBLEM = parse_ctt(ECTT, file="a.ectt")
TIMETABLE = parse_ctt_solution(SOLUTION, PROBLEM, file="a.sol")
PROBLEMS = {
    "a.ctt": CTT.encode(),
    "a.ectt": ECTT.encode(),
    "a.json": format_problem(PROBLEM, file="a.json").encode(),
}
TIMETABLES = {
    "a.sol": SOLUTION.encode(),
    "a.json": format_timetable(PROBLEM, TIMETABLE, file="a.json").encode(),
}

# What breaks readers more often than random bytes do.
NUMBERS = (b"-1", b"0", b"9" * 5000, b"1e999", b"1.5", b"NaN")
JSON = (b"null", b"true", b"[]", b"{}", b'"', b"\\ud800", b"[" * 5000, b"#1", b"all", b",")
LINES = (b"END.\n", b"COURSES:\n", b"\r", b"\n\n", b" ", b"\x00", b"\xff")
pieces = st.binary(max_size=3) | st.sampled_from((*NUMBERS, *JSON, *LINES))


@st.composite
def damaged(draw: st.DrawFn, content: bytes) -> bytes:
    """A file with a few pieces cut out, put in or doubled."""
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(content)))
        end = min(len(content), start + draw(st.integers(0, 30)))
        kept = content[start:end] if draw(st.booleans()) else b""
        content = content[:start] + kept + draw(pieces) + kept + content[end:]
    return content


@pytest.mark.parametrize("name", PROBLEMS)
@settings(max_examples=150)
@given(data=st.data())
def test_a_damaged_problem_is_a_problem_or_refused(name: str, data: st.DataObject) -> None:
    content = data.draw(damaged(PROBLEMS[name]))

    with TemporaryDirectory() as folder:
        path = Path(folder, name)
        path.write_bytes(content)
        found = _attempt(lambda: read_problem(path))

    assert isinstance(found, Problem | FormatError)


@pytest.mark.parametrize("name", TIMETABLES)
@settings(max_examples=150)
@given(data=st.data())
def test_a_damaged_timetable_is_a_timetable_or_refused(name: str, data: st.DataObject) -> None:
    content = data.draw(damaged(TIMETABLES[name]))

    with TemporaryDirectory() as folder:
        path = Path(folder, name)
        path.write_bytes(content)
        found = _attempt(lambda: read_timetable(path, PROBLEM))

    assert isinstance(found, FormatError) or len(found) == len(PROBLEM.events)


def _attempt(read: Callable[[], Found]) -> Found | FormatError:
    try:
        return read()
    except FormatError as error:
        return error
