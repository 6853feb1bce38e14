"""Every event has a place."""

from __future__ import annotations

from engine.timetable.constraints.placed import Placed
from tests.engine.timetable.school import school, violations


def test_a_complete_timetable_is_allowed() -> None:
    assert violations(Placed(), school(), [(0, 0), (1, 0)]) == []


def test_an_event_without_a_place_is_named() -> None:
    (violation,) = violations(Placed(), school(), [(0, 0), None])

    assert violation.events == (1,)
    assert violation.reason == "Proofs has no place"
