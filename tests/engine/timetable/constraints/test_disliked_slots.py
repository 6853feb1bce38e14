"""People should be spared the slots they dislike."""

from __future__ import annotations

from engine.timetable.constraints.disliked_slots import DislikedSlots
from engine.timetable.problem import Event, Group, Teacher
from tests.engine.timetable.school import BEN, costs, school

NO_EARLY_BIRD = (Teacher("Ada", disliked=frozenset({0, 1})), BEN)


def test_other_slots_are_free() -> None:
    assert costs(DislikedSlots(), school(teachers=NO_EARLY_BIRD), [(2, 0), (0, 0)]) == []


def test_each_disliked_slot_is_paid_for() -> None:
    problem = school(Event(0, duration=2), teachers=NO_EARLY_BIRD)

    early, later = costs(DislikedSlots(), problem, [(0, 0)])

    assert (early.amount, early.events) == (1, (0,))
    assert early.reason == "Ada dislikes Monday 08:00, when Logic is held"
    assert later.reason == "Ada dislikes Monday 09:00, when Logic is held"


def test_everybody_who_dislikes_a_slot_is_counted() -> None:
    problem = school(teachers=NO_EARLY_BIRD, groups=(Group("1A", disliked=frozenset({0})),))

    assert [cost.reason[:2] for cost in costs(DislikedSlots(), problem, [(0, 0), (2, 0)])] == ["1A", "Ad"]
