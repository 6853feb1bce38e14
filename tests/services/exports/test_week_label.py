"""Week sets in words."""

from __future__ import annotations

import pytest

from services.exports.week_label import week_label, weeks_of


@pytest.mark.parametrize(
    ("weeks", "num_weeks", "label"),
    [
        (0b1, 1, ""),
        (0b11, 2, ""),
        (0b01, 2, "odd weeks"),
        (0b10, 2, "even weeks"),
        (0b0101, 4, "odd weeks"),
        (0b1010, 4, "even weeks"),
        (0b0100, 4, "week 3"),
        (0b1000111, 8, "weeks 1-3, 7"),
    ],
)
def test_weeks_are_named_as_people_name_them(weeks: int, num_weeks: int, label: str) -> None:
    assert week_label(weeks, num_weeks) == label


def test_weeks_are_counted_from_one() -> None:
    assert weeks_of(0b1001) == [1, 4]
