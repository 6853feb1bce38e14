"""An event forced to a place: the best there is, what is proved, and what forbids it."""

from __future__ import annotations

import threading
from functools import cache

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from engine.timetable.deep import Forced, Scope, force
from engine.timetable.generate import generate_with_witness
from engine.timetable.problem import Event, Problem, TimeGrid
from engine.timetable.result import Status
from engine.timetable.score import evaluate
from engine.timetable.timetable import Timetable
from tests.engine.timetable.every_timetable import every_timetable
from tests.engine.timetable.problems import tiny
from tests.engine.timetable.school import school

MORNING = Timetable.of([(0, 0), (1, 0)])


@cache
def college() -> tuple[Problem, Timetable]:
    """A college with a feasible timetable."""
    return generate_with_witness("small")


@settings(max_examples=15, deadline=None)
@given(data=st.data(), problem=tiny())
def test_the_best_of_tiny_problems_is_that_of_trying_everything(
    data: st.DataObject, problem: Problem
) -> None:
    feasible = list(every_timetable(problem))
    assume(feasible)
    present, score = data.draw(st.sampled_from(feasible))
    event = data.draw(st.integers(0, len(problem.events) - 1))
    slot = data.draw(st.integers(0, problem.grid.num_slots - problem.events[event].duration))
    room = data.draw(st.one_of(st.none(), st.integers(0, len(problem.rooms) - 1)))
    there = [
        other.cost
        for timetable, other in feasible
        for place in [timetable[event]]
        if place and place.slot == slot and room in (None, place.room)
    ]

    forced = force(problem, present, event, slot, room)

    assert forced.status is (Status.OPTIMAL if there else Status.INFEASIBLE)
    assert bool(forced.reasons) == (not there)
    if there:
        assert score.cost + forced.change == min(there)
        check(problem, present, event, forced)


def test_another_event_makes_room() -> None:
    problem = school(Event(0), Event(1), grid=TimeGrid(days=1, slots_per_day=2))

    forced = force(problem, MORNING, 0, 1)

    assert forced.status is Status.OPTIMAL
    assert forced.moved == (1,)
    assert forced.timetable is not None
    assert [place.slot for _, place in forced.timetable.placed()] == [1, 0]


def test_an_event_may_be_asked_to_stay() -> None:
    problem = school(Event(0, pin_slot=0, pin_room=0), Event(1, pin_slot=1, pin_room=0))

    forced = force(problem, MORNING, 0, 0, 0)

    assert (forced.status, forced.timetable, forced.change) == (Status.OPTIMAL, MORNING, 0)


def test_a_pin_elsewhere_forbids_the_place() -> None:
    forced = force(school(Event(0, pin_slot=0), Event(1)), MORNING, 0, 3)

    assert forced.status is Status.INFEASIBLE
    assert forced.reasons == ("Logic is pinned to Monday 08:00, not Monday 11:00",)


def test_a_pinned_neighbour_makes_the_place_impossible() -> None:
    forced = force(school(Event(0), Event(1, pin_slot=1)), MORNING, 0, 1)

    assert forced.status is Status.INFEASIBLE
    assert forced.reasons


def test_in_a_college_others_move_and_what_is_proved_says_of_whom() -> None:
    problem, witness = college()
    event = 0
    now = witness[event]
    assert now is not None
    slot = next(s for s in range(problem.grid.num_slots) if s != now.slot and problem.grid.fits(s, 2))

    forced = force(problem, witness, event, slot, time_limit=4)

    assert forced.status is not Status.UNKNOWN
    if forced.timetable is not None:
        check(problem, witness, event, forced)
        assert forced.timetable[event] != now


def test_where_not_all_can_be_tried_crowding_bounds_them() -> None:
    problem, witness = college()
    now = witness[0]
    assert now is not None

    forced = force(problem, witness, 0, now.slot, time_limit=4)

    assert [bound.events for bound in forced.bounds if bound.scope is Scope.WHOLE] == [len(problem.events)]
    check(problem, witness, 0, forced)


def test_a_search_that_is_stopped_ends() -> None:
    stop = threading.Event()
    stop.set()
    problem, witness = college()

    assert force(problem, witness, 0, 0, time_limit=60, stop=stop).seconds < 20


@pytest.mark.parametrize(
    ("event", "slot", "room", "said"),
    [
        (2, 0, None, "no event 2"),
        (-1, 0, None, "no event -1"),
        (0, 8, None, "no such place"),
        (0, 0, 2, "no such"),
    ],
)
def test_what_does_not_exist_is_refused(event: int, slot: int, room: int | None, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        force(school(), MORNING, event, slot, room)


@pytest.mark.parametrize("limit", [-1.0, float("nan"), float("inf")])
def test_limits_that_are_none_are_refused(limit: float) -> None:
    with pytest.raises(ValueError, match="time limit"):
        force(school(), MORNING, 0, 3, time_limit=limit)


def test_somebody_must_work() -> None:
    with pytest.raises(ValueError, match="0 workers"):
        force(school(), MORNING, 0, 3, workers=0)


def test_a_broken_timetable_is_to_be_mended_first() -> None:
    with pytest.raises(ValueError, match="mend it first"):
        force(school(), Timetable.of([(0, 0), None]), 0, 3)


def check(problem: Problem, present: Timetable, event: int, forced: Forced) -> None:
    """What holds of every timetable that is found."""
    assert forced.timetable is not None
    score, before = evaluate(problem, forced.timetable), evaluate(problem, present)
    assert score.is_feasible
    assert forced.change == score.cost - before.cost
    assert all(forced.change >= bound.change for bound in forced.bounds if bound.scope is Scope.WHOLE)
    assert event not in forced.moved
    assert all(forced.timetable[other] != present[other] for other in forced.moved)
