"""What a message about a file says."""

from __future__ import annotations

import pickle

from engine.timetable.formats.errors import FormatError, quote


def test_a_message_names_file_line_and_reason() -> None:
    error = FormatError("comp01.ctt", 'expected "course room", found "x"', 17)

    assert str(error) == 'comp01.ctt:17: expected "course room", found "x"'


def test_a_message_names_the_part_of_a_document() -> None:
    error = FormatError("a.json", "-1 is less than 0", 4, "rooms[3].capacity")

    assert str(error) == "a.json:4: rooms[3].capacity: -1 is less than 0"


def test_a_message_without_a_line_names_the_file_alone() -> None:
    assert str(FormatError("a.sol", "is empty")) == "a.sol: is empty"


def test_an_error_survives_the_way_to_another_process() -> None:
    error = pickle.loads(pickle.dumps(FormatError("a.json", "no", 4, "rooms")))  # noqa: S301 - our own

    assert (error.file, error.reason, error.line, error.path) == ("a.json", "no", 4, "rooms")


def test_a_quotation_is_cut_to_a_readable_length() -> None:
    assert quote("x" * 1000) == f'"{"x" * 79}…"'
