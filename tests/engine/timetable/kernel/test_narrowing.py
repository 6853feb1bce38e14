"""Slots that orders and pins exclude are not proposed, and no others."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from ortools.sat.python import cp_model

from engine.timetable.constraints import hard_rules
from engine.timetable.kernel.annealer import Annealer, Engine
from engine.timetable.kernel.narrowing import narrow
from engine.timetable.kernel.state import domain_of
from engine.timetable.layout import Layout
from engine.timetable.model import Model
from engine.timetable.problem import Event, Problem
from tests.engine.timetable.problems import colleges
from tests.engine.timetable.school import school


def slots_left(problem: Problem) -> list[list[int]]:
    """Slots of each event that are left to it."""
    layout = Layout(problem)
    slots_ok, _, _ = domain_of(layout, Engine(layout).forms)
    left = narrow(layout, slots_ok)
    return [np.flatnonzero(left[bundle]).tolist() for bundle in layout.bundle_of]


def test_an_event_that_follows_another_cannot_open_the_week_nor_the_first_close_it() -> None:
    first, second = slots_left(school(Event(0, duration=2), Event(1, after=(0,))))
    assert first == [0, 1, 2, 4, 5]
    assert second == [2, 3, 4, 5, 6, 7]


def test_of_several_equal_events_the_last_must_have_ended() -> None:
    lecture = Event(0)
    *_, last = slots_left(school(lecture, lecture, Event(1, after=(0, 1))))
    assert last == [2, 3, 4, 5, 6, 7]


def test_nobody_is_taught_while_a_pinned_event_of_theirs_runs() -> None:
    pinned, other = slots_left(school(Event(0, duration=2, pin_slot=1), Event(1, duration=2)))
    assert pinned == [1]
    assert other == [4, 5, 6]


def test_slots_are_given_back_where_none_would_be_left() -> None:
    before, pinned = slots_left(school(Event(0), Event(1, pin_slot=0, after=(0,))))
    assert pinned == [0]
    assert before == list(range(8))


def test_an_event_with_one_place_has_it_from_the_start() -> None:
    annealer = Annealer(Engine(Layout(school(Event(0, pin_slot=3, pin_room=0), Event(1)))), seed=1)
    assert annealer.state.slot.tolist() == [3, -1]
    assert annealer.state.room.tolist() == [0, -1]
    annealer.run(10_000, 50.0)
    assert annealer.state.slot[0] == 3


@settings(max_examples=25)
@given(colleges(repaired=True, limited=True))
def test_no_timetable_uses_what_was_taken_away(problem: Problem) -> None:
    layout = Layout(problem)
    slots_ok, rooms_ok, cells_ok = domain_of(layout, Engine(layout).forms)
    taken = slots_ok & ~narrow(layout, slots_ok)
    model = Model(layout, with_rooms=False, slots_ok=slots_ok, rooms_ok=rooms_ok, cells_ok=cells_ok)
    for rule in hard_rules(problem):
        if not rule.needs_rooms:
            rule.add(model)
    model.cp.add_at_least_one(model.start(int(bundle), int(slot)) for bundle, slot in np.argwhere(taken))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    assert solver.solve(model.cp) == cp_model.INFEASIBLE
