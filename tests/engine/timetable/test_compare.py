"""Two timetables side by side."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.timetable.compare import compare
from engine.timetable.problem import Event
from engine.timetable.timetable import Timetable
from tests.engine.timetable.school import school

MORNING = Timetable.of([(0, 0), (1, 0)])
WITH_A_GAP = Timetable.of([(0, 0), (3, 0)])


def test_a_timetable_beside_itself_differs_in_nothing() -> None:
    comparison = compare(school(), MORNING, school(), MORNING)

    assert comparison.moves == ()
    assert comparison.balances == ()
    assert not any(comparison.change_by_rule.values())


def test_moved_events_are_named_with_both_places() -> None:
    (move,) = compare(school(), MORNING, school(), WITH_A_GAP).moves

    assert (move.event, move.before, move.after) == ("Proofs", "Monday 09:00, R1", "Monday 11:00, R1")


def test_the_group_that_now_waits_is_worse_off() -> None:
    comparison = compare(school(), MORNING, school(), WITH_A_GAP)

    assert comparison.change_by_rule["idle-gaps"] == 2
    assert (comparison.balances[0].who, comparison.balances[0].is_teacher) == ("1A", False)
    assert comparison.balances[0].change > 0


def test_the_change_by_rule_adds_up_to_the_change_of_cost() -> None:
    comparison = compare(school(), MORNING, school(), WITH_A_GAP)

    assert sum(comparison.change_by_rule.values()) == comparison.after.cost - comparison.before.cost


def test_a_event_added_to_a_course_is_a_move_from_no_place() -> None:
    grown = school(Event(0), Event(0), Event(1))

    moves = compare(school(), MORNING, grown, Timetable.of([(0, 0), (4, 0), (1, 0)])).moves

    assert [(move.event, move.before, move.after) for move in moves] == [
        ("Logic (2 of 2)", None, "Tuesday 08:00, R1")
    ]


def test_a_event_that_was_dropped_moves_to_no_place() -> None:
    grown = school(Event(0), Event(0), Event(1))

    moves = compare(grown, Timetable.of([(0, 0), (4, 0), (1, 0)]), school(), MORNING).moves

    assert [(move.before, move.after) for move in moves] == [("Tuesday 08:00, R1", None)]


def test_changed_data_are_judged_by_their_own_problem() -> None:
    ill = school()
    ill = replace(ill, teachers=(replace(ill.teachers[0], unavailable=frozenset({0})), ill.teachers[1]))

    comparison = compare(school(), MORNING, ill, MORNING)

    assert comparison.before.is_feasible
    assert [violation.rule for violation in comparison.after.violations] == ["availability"]


def test_a_timetable_of_another_problem_is_refused() -> None:
    with pytest.raises(ValueError, match="3 events, the problem 2"):
        compare(school(), MORNING, school(), Timetable.of([(0, 0), (1, 0), (2, 0)]))
