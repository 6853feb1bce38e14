"""The picture of a frontier can be drawn for every kind of frontier, twice alike."""

from __future__ import annotations

from dataclasses import replace
from xml.etree import ElementTree

import pytest

from engine.timetable.fairness import Frontier, Line, Point
from engine.timetable.problem import Problem
from engine.timetable.result import Status
from engine.timetable.score import Score
from engine.timetable.timetable import Timetable
from services.exports.frontier_plot import frontier_plot


@pytest.fixture
def frontier(problem: Problem) -> Frontier:
    """Three points, and lines that leave something open."""
    points = tuple(point(*costs) for costs in ((0, 90, 100), (4, 40, 130), (1_000, 5, 300)))
    lines = (Line(1, 0, 80), Line(1, 4, 260), Line(0, 1, 3))
    return Frontier(Status.FEASIBLE, problem, points, lines, (), 3.0)


def point(factor: int, fairness: int, rest: int) -> Point:
    """A point of such costs."""
    score = Score((), (), {"day-balance": fairness, "late-slots": rest})
    return Point(factor, Timetable.of([(0, 0), (3, 0)]), score, fairness, rest, bound=0)


def test_a_png_is_a_png(frontier: Frontier) -> None:
    assert frontier_plot(frontier).startswith(b"\x89PNG")


def test_an_svg_is_an_svg(frontier: Frontier) -> None:
    root = ElementTree.fromstring(frontier_plot(frontier, suffix=".svg"))  # noqa: S314 - our own picture

    assert root.tag.endswith("svg")


@pytest.mark.parametrize("suffix", [".png", ".svg"])
def test_the_same_frontier_gives_the_same_picture(frontier: Frontier, suffix: str) -> None:
    assert frontier_plot(frontier, suffix=suffix) == frontier_plot(frontier, suffix=suffix)


@pytest.mark.parametrize("name", [r"Costs $\frac{ and more$", "職業訓練校"])
def test_no_name_is_too_odd_to_draw(frontier: Frontier, name: str) -> None:
    assert frontier_plot(replace(frontier, problem=replace(frontier.problem, name=name)))


def test_a_search_without_a_timetable_is_drawn_too(frontier: Frontier) -> None:
    assert frontier_plot(replace(frontier, status=Status.UNKNOWN, points=(), lines=()))


@pytest.mark.parametrize("costs", [(1, 0, 0), (1, 5, 0), (1, 0, 10_000), (1, 3, 1_200)])
def test_a_single_point_is_drawn_wherever_it_is(frontier: Frontier, costs: tuple[int, int, int]) -> None:
    alone = replace(frontier, points=(point(*costs),), lines=(Line(1, 1, sum(costs)),))

    assert frontier_plot(alone)


def test_other_pictures_are_refused(frontier: Frontier) -> None:
    with pytest.raises(ValueError, match=r"one of \.png, \.svg, not '\.gif'"):
        frontier_plot(frontier, suffix=".gif")
