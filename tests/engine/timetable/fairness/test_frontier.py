"""Points of a frontier, and what lines leave possible."""

from __future__ import annotations

import pytest

from engine.timetable.fairness.frontier import Line, points_of
from engine.timetable.score import Score
from engine.timetable.timetable import Timetable

EMPTY = Timetable(())


def found(factor: int, fairness: int, rest: int) -> tuple[int, Timetable, Score]:
    """A timetable with such costs."""
    return factor, EMPTY, Score((), (), {"day-balance": fairness, "late-slots": rest})


@pytest.mark.parametrize(
    ("line", "fairness", "least"),
    [
        (Line(1, 0, 5), 100, 5),
        (Line(1, 2, 10), 3, 4),
        (Line(1, 2, 10), 8, -6),
        (Line(2, 3, 10), 1, 4),
        (Line(0, 1, 5), 0, 0),
    ],
)
def test_a_line_leaves_this_rest_to_a_fairness_cost(line: Line, fairness: int, least: int) -> None:
    assert line.least_rest(fairness) == least


def test_dominated_points_are_dropped_and_of_equal_ones_the_first_is_kept() -> None:
    points = points_of(
        [found(1, 5, 10), found(2, 5, 10), found(4, 6, 10), found(16, 0, 30), found(0, 9, 2)], []
    )

    assert [(point.factor, point.fairness, point.rest) for point in points] == [
        (0, 9, 2),
        (1, 5, 10),
        (16, 0, 30),
    ]


def test_a_point_is_proved_when_the_lines_leave_no_lower_rest() -> None:
    lines = [Line(1, 0, 3), Line(1, 2, 20)]

    (cheap, fair) = points_of([found(1, 9, 4), found(2, 5, 10)], lines)

    assert (cheap.bound, cheap.is_proved) == (3, False)
    assert (fair.bound, fair.is_proved) == (10, True)
