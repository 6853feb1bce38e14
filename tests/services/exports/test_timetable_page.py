"""The page stands alone, cannot be broken by names, and says how good the timetable is."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from typing import Any

import pytest

from engine.timetable.constraints.rule import Cost
from engine.timetable.generate import generate_with_witness
from engine.timetable.problem import Problem
from engine.timetable.result import Result, Status
from services.exports.timetable_page import spell_duration, spell_rule, timetable_page


class Outline(HTMLParser):
    """The elements of a page, and the text of its scripts."""

    def __init__(self) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.scripts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag == "script":
            self.scripts.append("")

    def handle_data(self, data: str) -> None:
        if self.elements and self.elements[-1][0] == "script":
            self.scripts[-1] += data


def outline(page: str) -> Outline:
    parsed = Outline()
    parsed.feed(page)
    return parsed


def embedded(page: str) -> Any:
    return json.loads(outline(page).scripts[0])


def test_the_page_asks_for_nothing_from_outside(problem: Problem, result: Result) -> None:
    page = timetable_page(problem, result, ())

    links = [
        value
        for _, attributes in outline(page).elements
        for name, value in attributes.items()
        if name in {"src", "href", "action", "srcset"}
    ]
    assert links == ["data:,"]
    assert not re.search(r"url\(|@import|https?://|fetch\(", page)


def test_names_cannot_become_markup(problem: Problem, result: Result) -> None:
    cost = Cost("late", 1, (0,), "</script><img src=x>")

    page = timetable_page(problem, result, (cost,))

    assert [tag for tag, _ in outline(page).elements].count("script") == 2
    assert "img" not in {tag for tag, _ in outline(page).elements}
    assert embedded(page)["costs"][0][3] == "</script><img src=x>"
    assert "<h1>A &amp; B &lt;/script&gt;" in page


def test_the_head_says_how_good_the_timetable_is(problem: Problem, result: Result) -> None:
    page = timetable_page(problem, result, ())

    assert '<span class="status feasible">feasible</span>' in page
    assert "<dt>Gap</dt><dd>25.0 %</dd>" in page
    assert "no timetable costs less than 30" in page
    assert re.search(r'<th scope="row">Disliked</th>\s*<td>40</td>', page)


def test_without_a_timetable_the_page_says_why(problem: Problem, result: Result) -> None:
    infeasible = replace(
        result, status=Status.INFEASIBLE, timetable=None, cost=None, reasons=("Ada has 9 events & 6 slots.",)
    )

    page = timetable_page(problem, infeasible, ())

    assert "Ada has 9 events &amp; 6 slots." in page
    assert "<script" not in page


def test_half_a_character_in_a_name_does_not_stop_the_page(problem: Problem, result: Result) -> None:
    page = timetable_page(replace(problem, name="half \ud800"), result, ())

    assert "half ?" in page.encode("utf-8", "replace").decode()


@pytest.mark.parametrize(("size", "megabytes"), [("demo", 0.5), ("huge", 5.0)])
def test_a_page_stays_small_enough_to_open(size: str, megabytes: float, result: Result) -> None:
    problem, witness = generate_with_witness(size)

    page = timetable_page(problem, replace(result, timetable=witness), ())

    assert len(page.encode()) < megabytes * 1e6
    assert len(embedded(page)["events"]) == len(problem.events)


def test_durations_and_rules_are_spelled_for_people() -> None:
    assert spell_duration(4.24) == "4.2 s"
    assert spell_duration(185) == "3 min 5 s"
    assert spell_rule("room-capacity") == "Room capacity"
