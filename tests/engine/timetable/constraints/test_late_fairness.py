"""Late slots should be shared fairly among teachers."""

from __future__ import annotations

from engine.timetable.constraints.late_fairness import LateFairness
from engine.timetable.problem import Event, TimeGrid
from tests.engine.timetable.school import costs, school

FOUR = (Event(0), Event(0), Event(0), Event(0))


def test_a_fair_share_is_free() -> None:
    assert costs(LateFairness(), school(*FOUR), [(0, 0), (1, 0), (2, 0), (3, 0)]) == []


def test_each_late_slot_above_the_share_is_paid_for() -> None:
    (cost,) = costs(LateFairness(), school(*FOUR), [(0, 0), (7, 0), (2, 0), (3, 0)])

    assert (cost.amount, cost.events) == (1, (1, 3))
    assert cost.reason == "Ada has 2 late slots, a fair share is 1"


def test_slots_are_counted_in_every_week() -> None:
    problem = school(Event(0), Event(0, weeks=1), grid=TimeGrid(2, 4, weeks=2))

    (cost,) = costs(LateFairness(), problem, [(3, 0), (7, 0)])

    assert cost.reason == "Ada has 3 late slots, a fair share is 1"


def test_it_does_not_apply_where_no_teacher_can_exceed_the_share() -> None:
    assert not LateFairness().applies(school())
