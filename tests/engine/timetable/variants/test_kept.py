"""What is kept is what the referee says of it, whatever the search claims."""

from __future__ import annotations

import threading
import time

import pytest

from engine.timetable.layout import Layout
from engine.timetable.problem import Event, TimeGrid
from engine.timetable.score import evaluate
from engine.timetable.solve.pipeline import RefereeDisagrees
from engine.timetable.timetable import Timetable
from engine.timetable.variants.kept import Kept, Variant
from tests.engine.timetable.school import R1, R2, school

FIRST, OTHER = Timetable.of([(0, 0), (1, 0)]), Timetable.of([(0, 0), (2, 0)])


@pytest.fixture
def kept() -> Kept:
    """Of a morning with two meetings, one variant."""
    problem = school(Event(0), Event(1), grid=TimeGrid(days=1, slots_per_day=3), rooms=(R1, R2))
    first = Variant(FIRST, evaluate(problem, FIRST))
    return Kept(
        Layout(problem), first, 5, 1, 1_000, time.perf_counter() + 60, threading.Event(), lambda *_: None
    )


def test_a_cost_that_the_search_does_not_know_is_the_referees(kept: Kept) -> None:
    """A solver that is stopped early may think that a timetable costs more than it does."""
    assert kept.add(OTHER, None)

    assert kept.variants[-1].cost == evaluate(kept.problem, OTHER).cost


def test_a_claim_that_the_referee_contradicts_is_reported(kept: Kept) -> None:
    cost = evaluate(kept.problem, OTHER).cost

    with pytest.raises(RefereeDisagrees, match="is claimed"):
        kept.add(OTHER, cost + 1)
