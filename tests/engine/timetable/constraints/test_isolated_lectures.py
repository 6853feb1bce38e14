"""Lectures of a day should stand together."""

from __future__ import annotations

from engine.timetable.constraints.isolated_lectures import IsolatedLectures
from engine.timetable.weights import Weights
from tests.engine.timetable.school import costs, school

FOR_GROUPS = school(weights=Weights(isolated_group=2))


def test_neighbours_are_free() -> None:
    assert costs(IsolatedLectures(), FOR_GROUPS, [(0, 0), (1, 0)]) == []


def test_each_slot_alone_is_paid_for() -> None:
    first, second = costs(IsolatedLectures(), FOR_GROUPS, [(0, 0), (2, 0)])

    assert (first.amount, first.events) == (2, (0,))
    assert first.reason == "1A has Logic alone on Monday 08:00"
    assert second.reason == "1A has Proofs alone on Monday 10:00"


def test_the_last_slot_of_a_day_is_no_neighbour_of_the_next_day() -> None:
    assert len(costs(IsolatedLectures(), FOR_GROUPS, [(3, 0), (4, 0)])) == 2
