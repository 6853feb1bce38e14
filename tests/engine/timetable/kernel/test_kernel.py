"""The annealing kernel keeps its books: rooms, bests and totals, whatever it is given."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from engine.timetable.generate import generate_college
from engine.timetable.kernel.annealer import Annealer, Engine
from engine.timetable.kernel.standard import competition_problem
from engine.timetable.layout import Layout
from engine.timetable.problem import Event
from engine.timetable.score import evaluate


@pytest.fixture(scope="module")
def college() -> Engine:
    """The engine of the small college."""
    return Engine(Layout(generate_college("small")))


def test_the_same_seed_takes_the_same_way(college: Engine) -> None:
    one, two = (Annealer(college, seed=7) for _ in range(2))

    for temperature in (50.0, 5.0, 0.5):
        assert one.run(20_000, temperature) == two.run(20_000, temperature)
        assert (one.hard, one.soft, one.best) == (two.hard, two.soft, two.best)
        assert one.best_timetable() == two.best_timetable()


def test_chains_of_one_engine_do_not_disturb_each_other(college: Engine) -> None:
    alone, beside, other = (Annealer(college, seed=seed) for seed in (7, 7, 8))
    for annealer in (alone, other, beside):
        annealer.run(20_000, 5.0)

    assert alone.best_timetable() == beside.best_timetable()
    assert alone.best_timetable() != other.best_timetable()


@pytest.mark.parametrize("temperature", [0.1, 10.0, 1000.0])
def test_a_room_is_never_booked_twice(college: Engine, temperature: float) -> None:
    annealer = Annealer(college, seed=1)

    annealer.run(200_000, temperature)

    score = evaluate(college.layout.problem, annealer.best_timetable())
    rules = {violation.rule for violation in score.violations}
    assert not rules & {"room-clash", "room-kind", "room-features", "room-availability", "availability"}


def test_the_best_is_never_worse_than_the_current(college: Engine) -> None:
    annealer = Annealer(college, seed=2)
    before = annealer.best

    for temperature in (50.0, 1.0, 100.0, 1.0):
        annealer.run(5_000, temperature)
        assert annealer.best <= (annealer.hard, annealer.soft)
        assert annealer.best <= before
        before = annealer.best


def test_the_best_can_be_loaded_again_at_its_price(college: Engine) -> None:
    annealer, again = Annealer(college, seed=3), Annealer(college, seed=4)
    annealer.run(200_000, 5.0)

    again.load(annealer.state.best_slot.copy(), annealer.state.best_room.copy())

    assert (again.hard, again.soft) == again.best == annealer.best


@pytest.mark.parametrize(
    ("slots", "rooms", "placed"),
    [
        pytest.param([1, 2, -1], [0, 0, -1], [True, True, False], id="possible"),
        pytest.param([0, 2, -1], [0, 0, -1], [False, True, False], id="closed slot"),
        pytest.param([1, 2, 1], [0, 0, 0], [True, True, False], id="taken room"),
    ],
)
def test_a_place_that_cannot_be_is_not_taken(slots: list[int], rooms: list[int], placed: list[bool]) -> None:
    annealer = Annealer(Engine(Layout(competition_problem())), seed=1)

    annealer.load(np.array(slots, np.int32), np.array(rooms, np.int32))

    assert (annealer.state.slot >= 0).tolist() == placed
    assert annealer.hard == placed.count(False)


def test_an_event_without_any_place_stays_without() -> None:
    problem = competition_problem()
    closed = replace(problem.courses[1], unavailable=frozenset(range(4)))
    engine = Engine(Layout(replace(problem, courses=(problem.courses[0], closed))))
    annealer = Annealer(engine, seed=1)

    annealer.run(20_000, 10.0)

    assert annealer.best[0] == 1
    assert annealer.best_timetable()[2] is None


def test_events_that_have_one_place_each_get_it() -> None:
    events = tuple(Event(0, pin_slot=slot, pin_room=1) for slot in (1, 2))
    engine = Engine(Layout(replace(competition_problem(), events=events)))
    annealer = Annealer(engine, seed=1)

    annealer.run(1_000, 10.0)

    assert annealer.best[0] == 0


def test_places_are_priced_by_what_was_compiled_before_whatever_array_they_lie_in(college: Engine) -> None:
    annealer = Annealer(college, seed=1)
    strided = np.array([[0, 0], [1, 0]], np.int32)
    priced = annealer.price_places(0, strided[:, 0].copy(), strided[:, 1].copy())
    compiled = len(college.kernel.price_places.signatures)

    again = annealer.price_places(0, strided[:, 0], strided[:, 1])

    np.testing.assert_array_equal(again, priced)
    assert len(college.kernel.price_places.signatures) == compiled
