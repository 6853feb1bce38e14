"""The picture of a solve can be drawn for every kind of story, twice alike."""

from __future__ import annotations

from dataclasses import replace
from xml.etree import ElementTree

import pytest

from engine.timetable.result import Progress, Result, Status
from services.exports.progress_plot import progress_plot


def test_a_png_is_a_png(result: Result) -> None:
    assert progress_plot("demo", result).startswith(b"\x89PNG")


def test_an_svg_is_an_svg(result: Result) -> None:
    picture = progress_plot("demo", result, suffix=".svg")

    root = ElementTree.fromstring(picture)  # noqa: S314 - our own picture
    assert root.tag.endswith("svg")


@pytest.mark.parametrize("suffix", [".png", ".svg"])
def test_the_same_solve_gives_the_same_picture(result: Result, suffix: str) -> None:
    assert progress_plot("demo", result, suffix=suffix) == progress_plot("demo", result, suffix=suffix)


@pytest.mark.parametrize("name", [r"Costs $\frac{ and more$", "職業訓練校"])
def test_no_name_is_too_odd_to_draw(result: Result, name: str) -> None:
    assert progress_plot(name, result)


def test_a_solve_without_a_timetable_is_drawn_too(result: Result) -> None:
    nothing = replace(result, status=Status.UNKNOWN, timetable=None, cost=None, history=(), bound=0)

    assert progress_plot("demo", nothing)


@pytest.mark.parametrize(
    "history",
    [
        (Progress(0.0, "anneal", 0, 0),),
        (Progress(0.2, "anneal", 50, 40), Progress(0.2, "periods", 45, 45)),
        (Progress(0.2, "anneal", 50_000, 3), Progress(0.9, "periods", 45, 4)),
    ],
)
def test_flat_steep_and_wide_stories_are_drawn(result: Result, history: tuple[Progress, ...]) -> None:
    last = history[-1]

    assert progress_plot(
        "demo", replace(result, history=history, cost=last.cost, bound=last.bound, seconds=1.0)
    )


def test_other_pictures_are_refused(result: Result) -> None:
    with pytest.raises(ValueError, match=r"one of \.png, \.svg, not '\.gif'"):
        progress_plot("demo", result, suffix=".gif")
