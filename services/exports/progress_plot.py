"""How a solve went, as a picture: cost and bound closing in on each other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import StrMethodFormatter

from engine.timetable.result import Progress, Result
from services.exports.pictures import SUFFIXES, picture_of

__all__ = ["SUFFIXES", "progress_plot"]

_WIDE = 30
"""Spread of the values, highest by lowest, from which a linear axis would hide the end of the story."""

_COST, _BOUND = "#2458c5", "#0b6b3a"
_STAGES = ("#c2410c", "#7c3aed", "#0e7490", "#be185d", "#65a30d", "#525252")
_MARKERS = ("o", "s", "D", "^", "P", "X")

Point = tuple[float, int]


def progress_plot(name: str, result: Result, *, suffix: str = ".png") -> bytes:
    """A picture of cost and bound over time, with who made each improvement and the final gap.

    The same result gives the same bytes.

    Parameters
    ----------
    name
        The problem's name, for the title.
    result
        The solve, with its history.
    suffix
        ``.png`` or ``.svg``.

    Raises
    ------
    ValueError
        If the suffix is neither.
    """
    return picture_of(lambda: _figure(name, result), suffix=suffix)


def _figure(name: str, result: Result) -> Figure:
    figure = Figure(figsize=(9, 5), layout="constrained")
    axes = figure.add_subplot()
    costs, bounds = _costs(result), _bounds(result)
    _draw_gap(axes, costs, bounds)
    _draw_steps(axes, costs, "cost", _COST)
    _draw_steps(axes, bounds, "bound (proved)", _BOUND)
    _draw_improvements(axes, result.history)
    _annotate_gap(axes, result)
    _set_scale(axes, [value for _, value in costs + bounds])
    axes.yaxis.set_major_formatter(StrMethodFormatter("{x:,.0f}"))
    axes.set(xlabel="seconds", ylabel="cost")
    axes.set_xlim(0, max(result.seconds, 1e-3))
    axes.grid(visible=True, alpha=0.25)
    # A dollar sign in a name is a dollar sign, not the start of a formula.
    axes.set_title(f"{name}: {_verdict(result)}", loc="left", parse_math=False)
    axes.legend(loc="upper right", frameon=False)
    return figure


def _verdict(result: Result) -> str:
    if result.cost is None or result.gap is None:
        return f"{result.status.value}, no timetable"
    numbers = f"cost {result.cost:,}, bound {result.bound:,}, gap {100 * result.gap:.1f} %"
    return f"{result.status.value}, {numbers}"


def _costs(result: Result) -> list[Point]:
    points = [(step.seconds, step.cost) for step in result.history if step.cost is not None]
    return points if result.cost is None else [*points, (result.seconds, result.cost)]


def _bounds(result: Result) -> list[Point]:
    return [*((step.seconds, step.bound) for step in result.history), (result.seconds, result.bound)]


def _draw_steps(axes: Axes, points: Sequence[Point], label: str, colour: str) -> None:
    if points:
        seconds, values = zip(*points, strict=True)
        axes.step(seconds, values, where="post", label=label, color=colour, linewidth=1.8)


def _draw_gap(axes: Axes, costs: Sequence[Point], bounds: Sequence[Point]) -> None:
    if not costs:
        return
    times = sorted({seconds for seconds, _ in [*costs, *bounds] if seconds >= costs[0][0]})
    upper, lower = _values_at(costs, times), _values_at(bounds, times)
    axes.fill_between(times, lower, upper, step="post", color=_COST, alpha=0.1, linewidth=0, label="gap")


def _values_at(points: Sequence[Point], times: Sequence[float]) -> list[int]:
    """Value of a step curve at each of the ascending times; its first value before it begins."""
    values: list[int] = []
    current = 0
    for time in times:
        while current + 1 < len(points) and points[current + 1][0] <= time:
            current += 1
        values.append(points[current][1])
    return values


def _draw_improvements(axes: Axes, history: Sequence[Progress]) -> None:
    improvements = list(_improvements(history))
    for index, stage in enumerate(dict.fromkeys(stage for stage, _ in improvements)):
        seconds, values = zip(*(point for name, point in improvements if name == stage), strict=True)
        axes.scatter(
            seconds,
            values,
            s=26,
            zorder=3,
            label=stage,
            color=_STAGES[index % len(_STAGES)],
            marker=_MARKERS[index % len(_MARKERS)],
            edgecolors="white",
            linewidths=0.5,
        )


def _improvements(history: Sequence[Progress]) -> Iterator[tuple[str, Point]]:
    """Stage and point of each step down of the cost and each step up of the bound."""
    cost: int | None = None
    bound: int | None = None
    for step in history:
        if step.cost is not None and (cost is None or step.cost < cost):
            cost = step.cost
            yield step.stage, (step.seconds, cost)
        if bound is None or step.bound > bound:
            # The first bound is where every solve starts, nobody's improvement.
            if bound is not None:
                yield step.stage, (step.seconds, step.bound)
            bound = step.bound


def _annotate_gap(axes: Axes, result: Result) -> None:
    if result.cost is None or not result.gap:
        return
    axes.annotate(
        f" gap {100 * result.gap:.1f} %",
        (result.seconds, (result.cost + result.bound) / 2),
        va="center",
        annotation_clip=False,
    )


def _set_scale(axes: Axes, values: Sequence[int]) -> None:
    """A logarithmic axis when the values span much; one that has a zero when they do."""
    least = min((value for value in values if value > 0), default=1)
    if max(values) <= _WIDE * least:
        axes.set_ylim(bottom=0)
    elif min(values) > 0:
        axes.set_yscale("log")
    else:
        axes.set_yscale("symlog", linthresh=least)
        axes.set_ylim(bottom=0)
