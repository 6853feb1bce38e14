"""What happens to a timetable, before it is mended."""

from __future__ import annotations

import pytest

from engine.timetable.problem import Event
from engine.timetable.repair import (
    Cancelled,
    Change,
    GroupAway,
    RoomClosed,
    SeatsChanged,
    TeacherAway,
    apply_changes,
)
from engine.timetable.score import evaluate
from engine.timetable.timetable import Timetable
from tests.engine.timetable.school import school

MORNING = Timetable.of([(0, 0), (1, 0)])


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        (TeacherAway(0, frozenset({0})), "availability"),
        (GroupAway(0, frozenset({1})), "availability"),
        (RoomClosed(0), "room-availability"),
        (SeatsChanged(0, 20), "seats"),
    ],
)
def test_a_change_makes_places_impossible_and_leaves_them_where_they_are(change: Change, rule: str) -> None:
    problem, timetable = apply_changes(school(), MORNING, [change])

    assert timetable == MORNING
    assert {violation.rule for violation in evaluate(problem, timetable).violations} == {rule}


def test_a_teacher_away_without_slots_is_away_all_week() -> None:
    problem, _ = apply_changes(school(), MORNING, [TeacherAway(1)])

    assert problem.teachers[1].unavailable == frozenset(range(8))


def test_what_was_closed_stays_closed() -> None:
    changes = [TeacherAway(1, frozenset({3})), TeacherAway(1, frozenset({4}))]

    problem, _ = apply_changes(school(), MORNING, changes)

    assert problem.teachers[1].unavailable == {3, 4}


def test_a_cancelled_event_leaves_the_others_their_places_and_no_order_behind() -> None:
    three = school(Event(0), Event(1), Event(1, after=(0, 1)))
    before = Timetable.of([(0, 0), (1, 0), (2, 0)])

    problem, timetable = apply_changes(three, before, [Cancelled(frozenset({0}))])

    assert timetable == Timetable.of([(1, 0), (2, 0)])
    assert [event.after for event in problem.events] == [(), (0,)]


@pytest.mark.parametrize(
    "change", [TeacherAway(2), GroupAway(-1), RoomClosed(2), SeatsChanged(9, 1), Cancelled(frozenset({2}))]
)
def test_unknown_names_are_refused(change: Change) -> None:
    with pytest.raises(ValueError, match="numbered from 0"):
        apply_changes(school(), MORNING, [change])
