"""The frontier between the best total cost and the fairest week, as a picture."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator, StrMethodFormatter
from numpy.typing import NDArray

from engine.timetable.fairness import Frontier
from services.exports.pictures import picture_of

_POINT, _BOUND, _BEST = "#2458c5", "#0b6b3a", "#c2410c"

_MARGIN = 0.12
"""Room around the points, as a share of what they span."""

_LEAST_SPAN = 1.0

_NEAR = 0.06
"""Share of the picture within which the names of two dots would meet."""


def frontier_plot(frontier: Frontier, *, suffix: str = ".png") -> bytes:
    """A picture of the points of a frontier, and of what is proved impossible, shaded.

    The same frontier gives the same bytes.

    Parameters
    ----------
    frontier
        The answer to a search, with points or without.
    suffix
        ``.png`` or ``.svg``.

    Raises
    ------
    ValueError
        If the suffix is neither.
    """
    return picture_of(lambda: _figure(frontier), suffix=suffix)


def _figure(frontier: Frontier) -> Figure:
    figure = Figure(figsize=(9, 5.5), layout="constrained")
    axes = figure.add_subplot()
    axes.set(xlabel="fairness cost", ylabel="cost of all other rules")
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_locator(MaxNLocator(integer=True))
        axis.set_major_formatter(StrMethodFormatter("{x:,.0f}"))
    axes.grid(visible=True, alpha=0.25)
    # A dollar sign in a name is a dollar sign, not the start of a formula.
    axes.set_title(f"{frontier.problem.name}: {_verdict(frontier)}", loc="left", parse_math=False)
    if frontier.points:
        _draw_points(axes, frontier)
        _draw_impossible(axes, frontier)
        axes.legend(loc="upper right", frameon=False)
    return figure


def _verdict(frontier: Frontier) -> str:
    if not frontier.points:
        return f"{frontier.status.value}, no timetable"
    proved = f"proved: total {frontier.least_cost:,} or more, fairness {frontier.least_fairness:,} or more"
    return f"what a fairer week costs ({proved})"


def _draw_points(axes: Axes, frontier: Frontier) -> None:
    ascending = frontier.points[::-1]
    fairness = [point.fairness for point in ascending]
    rest = [point.rest for point in ascending]
    axes.step(fairness, rest, where="post", color=_POINT, linewidth=1.2, alpha=0.6)
    axes.plot(
        fairness, rest, "o", color=_POINT, label="timetables found", markersize=7, zorder=3, clip_on=False
    )
    best = frontier.best
    axes.plot(
        [best.fairness],
        [best.rest],
        "o",
        markersize=13,
        markerfacecolor="none",
        markeredgecolor=_BEST,
        label=f"best total cost, {best.cost:,}",
        zorder=4,
        clip_on=False,
    )
    _name_points(axes, frontier)


def _name_points(axes: Axes, frontier: Frontier) -> None:
    """The factor beside each dot: above, or below where it would meet that of the dot before."""
    ascending = frontier.points[::-1]
    widest = _upper([point.fairness for point in ascending])
    highest = _upper([point.rest for point in ascending])
    above = True
    for index, point in enumerate(ascending):
        before = ascending[max(0, index - 1)]
        is_near = (
            index > 0
            and point.fairness - before.fairness < _NEAR * widest
            and before.rest - point.rest < _NEAR * highest
        )
        above = not (is_near and above)
        axes.annotate(
            f"× {point.factor:,}",
            (point.fairness, point.rest),
            xytext=(7, 7) if above else (-6, -14),
            ha="left" if above else "right",
            textcoords="offset points",
            fontsize=9,
        )


def _draw_impossible(axes: Axes, frontier: Frontier) -> None:
    """Shade where no timetable can be, and draw what bounds it, across the picture."""
    widest = _upper([point.fairness for point in frontier.points])
    highest = _upper([point.rest for point in frontier.points])
    axes.set_xlim(0, widest)
    axes.set_ylim(0, highest)
    fairness = np.linspace(0, widest, 800)
    rest = np.minimum(_least_rest(frontier, fairness), highest)
    if rest.any():
        label = "no timetable can be here (proved)"
        axes.fill_between(fairness, 0, rest, color=_BOUND, alpha=0.15, linewidth=0, label=label)
        axes.plot(fairness, rest, color=_BOUND, linewidth=1.2)


def _least_rest(frontier: Frontier, fairness: NDArray[np.float64]) -> NDArray[np.float64]:
    """The least rest of a timetable of each fairness cost; endless below the least fairness."""
    lines = [line for line in frontier.lines if line.rest]
    bounds = [(line.bound - line.fairness * fairness) / line.rest for line in lines]
    least = np.maximum.reduce([np.zeros_like(fairness), *bounds])
    return np.where(fairness < frontier.least_fairness, np.inf, least)


def _upper(values: list[int]) -> float:
    return max(values) * (1 + _MARGIN) + _LEAST_SPAN
