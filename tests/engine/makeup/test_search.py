"""What the search leaves out of the model costs it nothing."""

from __future__ import annotations

import datetime as dt
import random
import threading
import time

import pytest

from engine.makeup.calendar import Calendar, Session
from engine.makeup.candidates import Candidate, candidates
from engine.makeup.costs import MakeupWeights
from engine.makeup.index import MakeupIndex
from engine.makeup.search import Search
from engine.makeup.together import TogetherModel
from engine.timetable.generate import generate_with_witness
from engine.timetable.result import Status
from engine.timetable.solve.limits import Limits
from tests.engine.makeup.terms import MONDAY, Term

WEIGHTS = MakeupWeights(idle_teacher=3, spare_seats=4)
DAYS = 9
"""So few that sessions want the same rooms and days."""


@pytest.fixture(scope="module")
def term() -> Term:
    return Term(*generate_with_witness("small"), Calendar(MONDAY, MONDAY + dt.timedelta(days=13)))


@pytest.mark.parametrize("seed", range(12))
def test_the_search_finds_what_the_model_with_every_time_and_room_finds(term: Term, seed: int) -> None:
    index, limits = term.loaded, Limits(time.perf_counter() + 100, threading.Event(), 1, 1)
    missed = random.Random(seed).sample(term.scheduled(), 30)
    sessions = _candidates(index, missed)
    movable = [one for one in sessions if one.times]

    search = Search(movable, index.without(missed), WEIGHTS, limits)
    search.run()

    dates = frozenset(range(term.calendar.num_dates))
    whole = TogetherModel(movable, [one.times for one in movable], dates, WEIGHTS)
    fewest = whole.fewest_left_out(limits)
    assert fewest.bound == search.left_out == search.left_out_at_least
    best = whole.least_cost(search.left_out, limits)
    assert best.status is Status.OPTIMAL
    assert best.cost == search.cost == search.bound


def _candidates(index: MakeupIndex, missed: list[Session]) -> list[Candidate]:
    pairs = [(session, index.place_of(session)) for session in missed]
    return candidates(index.without(missed), pairs, range(2, 2 + DAYS), WEIGHTS)
