"""What other places of one event would cost: the scan and the referee say the same."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.timetable.alternatives import Alternatives
from engine.timetable.generate import generate_with_witness
from engine.timetable.problem import Event, Placement, Problem
from engine.timetable.timetable import Timetable
from tests.engine.timetable.school import school


@cache
def college() -> tuple[Problem, Timetable]:
    """A college with a feasible timetable."""
    return generate_with_witness("small")


@cache
def college_alternatives() -> Alternatives:
    """Its timetable, loaded."""
    return Alternatives(*college())


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_a_place_costs_what_the_referee_says_and_is_open_when_it_breaks_nothing(data: st.DataObject) -> None:
    problem, _ = college()
    event = data.draw(st.integers(0, len(problem.events) - 1))
    every = college_alternatives().of(event)
    if not every:
        return
    one = data.draw(st.sampled_from(every))

    verdict = college_alternatives().verdict(event, one.place)

    assert one.is_open == (not verdict.violations)
    assert one.cost == verdict.cost or not one.is_open
    assert verdict.cost == sum(c.amount for c in verdict.costs_added) - sum(
        c.amount for c in verdict.costs_saved
    )


def test_open_places_come_first_and_the_cheapest_of_them_before_all() -> None:
    problem, _ = college()
    for event in range(0, len(problem.events), 7):
        ranked = [(not one.is_open, one.cost) for one in college_alternatives().of(event) if one.is_open]
        assert ranked == sorted(ranked)


def test_who_has_the_room_is_named() -> None:
    problem = school(Event(0), Event(1, rooms=frozenset({0})))
    alternatives = Alternatives(problem, Timetable.of([(0, 0), (4, 0)]))

    by_place = {one.place: one for one in alternatives.of(0)}

    assert by_place[Placement(4, 0)].occupant == 1
    assert not by_place[Placement(4, 0)].is_open
    assert by_place[Placement(5, 0)].is_open


def test_an_event_without_a_place_gains_one() -> None:
    problem = school()
    alternatives = Alternatives(problem, Timetable.of([(0, 0), None]))

    assert alternatives.of(1)[0].is_open
    assert alternatives.of(1)[0].breaches < 0


def test_the_referee_names_what_forbids_a_place() -> None:
    alternatives = Alternatives(school(), Timetable.of([(0, 0), (1, 0)]))

    verdict = alternatives.verdict(1, Placement(0, 1))

    assert [violation.rule for violation in verdict.violations] == ["group-clash"]


def test_pinned_events_have_no_alternatives() -> None:
    problem = school(Event(0, pin_slot=2, pin_room=0), Event(1))

    assert Alternatives(problem, Timetable.of([(2, 0), (3, 0)])).of(0) == ()


def test_a_timetable_with_a_room_held_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="mend that first"):
        Alternatives(school(), Timetable.of([(0, 0), (0, 0)]))


@pytest.mark.parametrize("event", [-1, 2])
def test_unknown_events_are_refused(event: int) -> None:
    with pytest.raises(ValueError, match="numbered from 0 to 1"):
        Alternatives(school(), Timetable.of([(0, 0), (1, 0)])).of(event)
