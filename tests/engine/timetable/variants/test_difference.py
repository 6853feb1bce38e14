"""Two timetables are as far apart as the events that somebody could tell to be elsewhere."""

from __future__ import annotations

import pytest

from engine.timetable.layout import Layout
from engine.timetable.problem import Event
from engine.timetable.timetable import Timetable
from engine.timetable.variants import Difference, difference
from tests.engine.timetable.school import school

LAYOUT = Layout(school(Event(0), Event(0), Event(1)))
WEEK = Timetable.of([(0, 0), (4, 0), (1, 0)])


@pytest.mark.parametrize(
    ("other", "events", "times"),
    [
        ([(0, 0), (4, 0), (1, 0)], 0, 0),
        ([(4, 0), (0, 0), (1, 0)], 0, 0),
        ([(4, 0), (0, 1), (1, 0)], 1, 0),
        ([(4, 0), (2, 0), (1, 0)], 1, 1),
        ([(1, 0), (4, 0), (0, 0)], 2, 2),
        ([(5, 0), (6, 0), (2, 1)], 3, 3),
        ([(4, 0), (0, 0), None], 1, 1),
    ],
)
def test_events_are_elsewhere_unless_their_like_is_there(
    other: list[tuple[int, int] | None], events: int, times: int
) -> None:
    assert difference(LAYOUT, WEEK, Timetable.of(other)) == Difference(events, times)
    assert difference(LAYOUT, Timetable.of(other), WEEK) == Difference(events, times)
