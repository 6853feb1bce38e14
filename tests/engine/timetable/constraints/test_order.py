"""Some events come before others in the week."""

from __future__ import annotations

from engine.timetable.constraints.order import Order
from engine.timetable.problem import Event
from tests.engine.timetable.school import school, violations

LOGIC_FIRST = school(Event(0, duration=2), Event(1, after=(0,)))


def test_an_event_may_start_when_the_other_ends() -> None:
    assert violations(Order(), LOGIC_FIRST, [(0, 0), (2, 0)]) == []


def test_an_event_that_starts_too_early_is_named() -> None:
    (violation,) = violations(Order(), LOGIC_FIRST, [(4, 0), (5, 1)])

    assert violation.events == (0, 1)
    assert violation.reason == "Proofs starts on Tuesday 09:00, before Logic has ended"


def test_an_event_without_a_place_breaks_no_order() -> None:
    assert violations(Order(), LOGIC_FIRST, [None, (0, 0)]) == []
