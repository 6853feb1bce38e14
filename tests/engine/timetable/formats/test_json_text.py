"""JSON as text: what is refused, and where things stand."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.timetable.formats.errors import FormatError
from engine.timetable.formats.json_text import dotted, format_json, line_of, parse_json


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('{"a": 1', "found an error at column"),
        ('{"a": NaN}', "expected a number, found NaN"),
        ('{"a": -Infinity}', "expected a number, found -Infinity"),
        ('{"a": 1, "a": 2}', 'the name "a" occurs twice'),
        ('{"a": ' + "9" * 5000 + "}", "at most 18 digits"),
        ('{"a": "\\ud800"}', "surrogate"),
        ("[" + "1," * 1_000_001 + "1]", "at most 1,000,000 values"),
        ("[" * 100_000, "nested too deeply"),
        ("[" * 100_000 + "]" * 100_000, "nested too deeply"),
        ('{"a":' * 100_000, "nested too deeply"),
    ],
    ids=["cut", "NaN", "infinity", "name twice", "digits", "surrogate", "values", "open", "deep", "objects"],
)
def test_what_no_reader_should_accept_is_refused(text: str, reason: str) -> None:
    with pytest.raises(FormatError) as caught:
        parse_json(text, "a.json")

    assert reason in caught.value.reason


def test_a_syntax_error_has_its_line() -> None:
    with pytest.raises(FormatError) as caught:
        parse_json('{\n  "a": 1,\n  "b": oops\n}', "a.json")

    assert caught.value.line == 3


def test_whole_numbers_are_whole_however_written() -> None:
    data = parse_json("[3, 3.0, 30e-1, 2.5, 1e999]", "a.json").data

    assert data == [3, 3, 3, 2.5, float("inf")]
    assert [type(number) for number in data] == [int, int, int, float, float]


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ((), 1),
        (("name",), 2),
        (("rooms",), 3),
        (("rooms", 0, "id"), 4),
        (("rooms", 1), 5),
        (("rooms", 1, "capacity"), 7),
        (("rooms", 1, "missing"), 5),
        (("missing",), 1),
    ],
)
def test_the_line_of_a_part_is_found(path: tuple[str | int, ...], line: int) -> None:
    text = """{
  "name": "brackets ]}, and \\" quotes",
  "rooms": [
    {"id": "r1", "capacity": 3},
    {
      "id": "r2" ,
      "capacity" : -4
    }
  ]
}"""

    assert line_of(text, path) == line


def test_a_path_is_written_as_people_do() -> None:
    assert dotted(("rooms", 3, "unavailable", 0)) == "rooms[3].unavailable[0]"


def test_each_item_of_a_list_has_its_line() -> None:
    assert format_json({"a": [{"b": [1]}, 2], "c": []}, "a.json") == (
        '{\n  "a": [\n    {"b": [1]},\n    2\n  ],\n  "c": []\n}\n'
    )


values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**9), 10**9)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner) | st.dictionaries(st.text("abc"), inner),
    max_leaves=10,
)


@given(st.dictionaries(st.text("abc"), values))
def test_what_is_written_says_the_same_in_any_reader(data: dict[str, object]) -> None:
    text = format_json(data, "a.json")

    assert json.loads(text) == data
    assert parse_json(text, "a.json").data == data
