"""A timetable as one HTML file that opens anywhere: no server, no network, nothing to install."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined
from jinja2.utils import htmlsafe_json_dumps
from markupsafe import Markup

from engine.timetable.constraints.rule import Cost
from engine.timetable.problem import Problem
from engine.timetable.result import Result
from services.exports.page_data import page_data

SCRIPTS = ("dom", "model", "layout", "grid", "details", "overview", "page")
"""The page's scripts in the order in which they need each other."""


def timetable_page(
    problem: Problem, result: Result, costs: Sequence[Cost], *, verdict: str | None = None
) -> str:
    """The page of a solve: how good the timetable is, and every week grid to look through.

    Without a timetable the page says why there is none.

    Parameters
    ----------
    problem, result
        What was asked, and what the solve answered.
    costs
        What the timetable pays and why, as the referee lists it; shown where it arises.
    verdict
        What to say of the timetable in the place of how the solve went, which is left out then.
    """
    environment = Environment(
        loader=PackageLoader("services.exports"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["duration"] = spell_duration
    environment.filters["rule_name"] = spell_rule
    return environment.get_template("timetable.html.j2").render(
        problem=problem,
        result=result,
        verdict=verdict,
        rules=sorted(result.cost_by_rule.items(), key=lambda item: (-item[1], item[0])),
        style=_inline("timetable.css"),
        script=Markup("\n").join(_inline(f"scripts/{name}.js") for name in SCRIPTS),
        data=_data(problem, result, costs),
    )


def spell_duration(seconds: float) -> str:
    """Seconds as people say them: ``4.2 s``, ``3 min 5 s``."""
    if seconds < 60:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s"


def spell_rule(name: str) -> str:
    """A rule's name as a heading: ``room-capacity`` gives ``Room capacity``."""
    return name.replace("-", " ").replace("_", " ").capitalize()


def _inline(name: str) -> Markup:
    text = (files("services.exports") / "templates" / name).read_text("utf-8")
    return Markup(text)  # noqa: S704 - our own file, not somebody's name


def _data(problem: Problem, result: Result, costs: Sequence[Cost]) -> Markup:
    """The page's data; names cannot end the script element, since every ``<`` is written as ``\\u003c``."""
    if result.timetable is None:
        return Markup("null")
    data = page_data(problem, result.timetable, costs)
    return htmlsafe_json_dumps(data, separators=(",", ":"), ensure_ascii=False)
