from __future__ import annotations

from dataclasses import replace

import pytest

from engine.timetable.generate import SIZES


def test_sizes_grow() -> None:
    events = [size.events for size in SIZES.values()]

    assert list(SIZES) == ["small", "demo", "large", "huge"]
    assert events == sorted(events)


def test_rooms_of_all_kinds_are_counted() -> None:
    assert SIZES["demo"].rooms == 40


def test_a_college_needs_two_departments() -> None:
    with pytest.raises(ValueError, match="2 to 12 departments, not 1"):
        replace(SIZES["small"], departments=1)


def test_every_speciality_needs_two_labs() -> None:
    with pytest.raises(ValueError, match="6 or more labs, not 5"):
        replace(SIZES["demo"], labs=5)


def test_labs_cannot_be_needed_for_more_than_their_hours() -> None:
    with pytest.raises(ValueError, match=r"lab_use of 0 to 1, not 1\.2"):
        replace(SIZES["demo"], lab_use=1.2)
