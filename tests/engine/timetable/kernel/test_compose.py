"""Kernels are made for a set of rules, shared by those they cover, and never used when out of date."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.timetable.kernel import compose
from engine.timetable.kernel.annealer import Annealer, Engine
from engine.timetable.kernel.compose import Composition, choose, mark_ready
from engine.timetable.kernel.standard import college_problem, competition_problem
from engine.timetable.layout import Layout
from tests.engine.timetable.problems import competitions, timetables

SMALL = Engine(Layout(competition_problem())).own_composition
LARGE = Engine(Layout(college_problem())).own_composition


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder of kernels."""
    monkeypatch.setattr(compose, "_folder", lambda: tmp_path)
    monkeypatch.setattr(compose, "_path", compose._path.__wrapped__)
    return tmp_path


@settings(max_examples=10)
@given(data=st.data())
def test_a_larger_kernel_counts_as_the_problems_own(data: st.DataObject) -> None:
    problem = data.draw(competitions())
    layout = Layout(problem)
    places = [place or (-1, -1) for place in data.draw(timetables(problem, complete=False)).placements]
    slots, rooms = np.array(places, np.int32).T.copy()
    own, larger = (Annealer(Engine(layout, composition), seed=1) for composition in (SMALL, LARGE))

    for annealer in (own, larger):
        annealer.load(slots, rooms)
    own.run(500, 30.0)
    larger.load(own.state.slot.copy(), own.state.room.copy())

    assert (own.hard, own.soft) == (larger.hard, larger.soft)


def test_without_any_kernel_the_problems_own_is_made(folder: Path) -> None:
    assert choose(SMALL) == SMALL


def test_a_larger_kernel_that_is_ready_is_used_meanwhile(folder: Path) -> None:
    mark_ready(LARGE)

    assert choose(SMALL) == LARGE


def test_the_problems_own_kernel_is_preferred_when_ready(folder: Path) -> None:
    mark_ready(LARGE)
    mark_ready(SMALL)

    assert choose(SMALL) == SMALL


def test_the_smallest_that_covers_is_used(folder: Path) -> None:
    between = replace(SMALL, durations=True)
    for composition in (LARGE, between):
        mark_ready(composition)

    assert choose(SMALL) == between


def test_a_smaller_kernel_is_not_enough(folder: Path) -> None:
    mark_ready(SMALL)

    assert choose(LARGE) == LARGE


def test_a_kernel_of_older_sources_is_not_used(folder: Path) -> None:
    mark_ready(LARGE)
    (marker,) = folder.glob("*.ready")
    marker.rename(folder / "kernel_0123456789abcdef.ready")

    assert choose(SMALL) == SMALL


def test_a_marker_says_what_the_kernel_is_made_of(folder: Path) -> None:
    mark_ready(LARGE)

    (marker,) = folder.iterdir()
    fields = json.loads(marker.read_text("utf-8"))
    assert tuple(fields["profiles"]) == LARGE.profiles
    assert list(compose._ready()) == [LARGE]


@pytest.mark.parametrize(
    "without",
    [
        pytest.param(replace(LARGE, durations=False), id="durations"),
        pytest.param(replace(LARGE, weeks=False), id="weeks"),
        pytest.param(replace(LARGE, slot_costs=False), id="prices of slots"),
        pytest.param(replace(LARGE, profiles=LARGE.profiles[1:]), id="a rule"),
    ],
)
def test_a_kernel_covers_what_it_carries(without: Composition) -> None:

    assert LARGE.covers(LARGE)
    assert LARGE.covers(without)
    assert not without.covers(LARGE)
    assert without.size < LARGE.size


def test_tables_must_be_as_the_problem_has_them() -> None:
    assert not replace(LARGE, tables=not LARGE.tables).covers(LARGE)
    assert not LARGE.covers(replace(LARGE, tables=not LARGE.tables))
