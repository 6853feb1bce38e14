"""A group is in one place at a time."""

from __future__ import annotations

from engine.timetable.constraints.group_clash import GroupClash
from tests.engine.timetable.school import school, violations


def test_a_group_may_have_one_event_after_another() -> None:
    assert violations(GroupClash(), school(), [(0, 0), (1, 0)]) == []


def test_a_group_in_two_places_is_named() -> None:
    (violation,) = violations(GroupClash(), school(), [(0, 0), (0, 1)])

    assert violation.events == (0, 1)
    assert violation.reason == "1A attends Logic and Proofs at once, on Monday 08:00"
