"""Too few rooms for all that needs them: told as one cause, with its count and the least that helps."""

from __future__ import annotations

import threading
import time
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.timetable.explain import Cause, Explanation, explain
from engine.timetable.explain.causes import find_cause
from engine.timetable.explain.event_facts import Teaching
from engine.timetable.explain.shortage import shortage_among
from engine.timetable.explain.supply_facts import HeldIn, RoomSupply
from engine.timetable.problem import Course, Event, Group, Problem, Room, Teacher, TimeGrid
from engine.timetable.problem_parts import only_courses
from engine.timetable.result import Status
from engine.timetable.score import evaluate
from engine.timetable.solve.limits import Limits
from tests.engine.timetable.every_timetable import best_of_all


def crowd(events: int, *rooms: Room, slots: int = 4, kind: str = "") -> Problem:
    """So many courses of one event each, by as many teachers."""
    courses = tuple(Course(f"C{i}", teachers=(i,), students=10) for i in range(events))
    teachers = tuple(Teacher(f"T{i}") for i in range(events))
    held = tuple(Event(i, kind=kind) for i in range(events))
    return Problem("crowd", TimeGrid(1, slots), rooms, teachers, (), courses, held)


def test_a_shortage_of_many_is_one_cause_with_its_count() -> None:
    problem = crowd(25, Room("R1", 30), Room("R2", 20))

    explanation = explain(problem, time_limit=20)

    (cause,) = explanation.causes
    assert cause.minimal
    assert cause.words == (
        "25 events a week, of 25 courses, need a room",
        "rooms R1 and R2 are open for 8 slots a week in all",
    )
    assert cause.counts == ("25 slots a week are needed in rooms R1, R2, 8 there are: short by 17.",)
    assert [one.words for one in cause.relaxations] == [
        "add 5 rooms like R1",
        "leave out 17 of the 25 events",
    ]


def test_its_way_out_is_proved_by_the_count_and_shown_by_a_timetable() -> None:
    problem = crowd(25, Room("R1", 30), Room("R2", 20))

    explanation = explain(problem, time_limit=20)

    assert explanation.remedy is not None
    assert explanation.remedy.price == explanation.remedy.bound == 5 * RoomSupply.price
    assert [one.words for one in explanation.remedy.relaxations] == ["add 5 rooms like R1"]
    assert explanation.timetable is not None
    assert evaluate(explanation.remedy.eased, explanation.timetable).is_feasible


def test_rooms_of_a_kind_are_missed_where_others_are_free() -> None:
    lab = Room("L", 30, kind="lab", unavailable=frozenset({3}))
    problem = crowd(7, lab, Room("R", 30), kind="lab")

    (cause,) = explain(problem, time_limit=20).causes

    assert cause.words == (
        "7 events a week, of 7 courses, need room L and no other room",
        "room L is open for 3 slots a week, and closed for 1 more",
    )
    assert cause.counts == ("7 slots a week are needed in rooms L, 3 there are: short by 4.",)
    assert cause.relaxations[0].words == "add 1 room like L"


def test_a_room_more_is_one_that_named_rooms_and_unsuitable_rooms_speak_of_too() -> None:
    problem = crowd(4, Room("R1", 30), Room("R2", 30), slots=2)
    listed = tuple(replace(event, rooms=frozenset({0})) for event in problem.events)
    courses = (*problem.courses, Course("Idle", unsuitable_rooms=frozenset({0})))
    problem = replace(problem, events=listed, courses=courses)

    more = RoomSupply(frozenset({0}), 0).eased(problem, 1, {})

    assert {event.rooms for event in more.events} == {frozenset({0, 2})}
    assert more.courses[-1].unsuitable_rooms == frozenset({0, 2})


def test_where_one_course_is_too_much_for_the_rooms_it_is_named() -> None:
    problem = replace(crowd(3, Room("R1", 30), slots=2), events=tuple(Event(0) for _ in range(5)))

    (cause,) = explain(problem, time_limit=20).causes

    assert [type(fact) for fact in cause.facts] == [Teaching]


def test_people_who_are_in_the_way_as_well_are_not_laid_on_the_rooms() -> None:
    group = replace(crowd(7, Room("R1", 30), slots=3), groups=(Group("1A"),))
    courses = tuple(replace(course, groups=(0,)) for course in group.courses)
    problem = replace(group, courses=courses)

    causes = explain(problem, time_limit=20).causes

    assert not any(isinstance(fact, RoomSupply) for cause in causes for fact in cause.facts)


def test_a_shortage_and_a_missing_kind_are_two_causes_with_one_way_out() -> None:
    problem = crowd(7, Room("R1", 30), slots=3)
    problem = replace(problem, events=(*problem.events[:-1], Event(6, kind="gym")))

    explanation = explain(problem, time_limit=20)

    assert {type(fact) for cause in explanation.causes for fact in cause.facts} >= {HeldIn, RoomSupply}
    assert len(explanation.causes) == 2
    assert explanation.remedy is not None
    assert explanation.remedy.price == explanation.remedy.bound
    assert explanation.timetable is not None
    assert evaluate(explanation.remedy.eased, explanation.timetable).is_feasible


def test_facts_that_there_is_no_time_to_ask_about_are_kept() -> None:
    problem = replace(crowd(2, Room("R1", 30)), events=(Event(0, after=(1,)), Event(1, after=(0,))))
    over = Limits(time.perf_counter(), threading.Event(), 1, 1)

    cause = find_cause(problem, range(2), over)

    assert not cause.minimal
    assert len(cause.facts) == 4


@st.composite
def crowds(draw: st.DrawFn) -> Problem:
    """Three or four events in one or two rooms of two or three slots, with few ways to place them."""
    rooms = [
        Room(f"R{i}", 30, unavailable=draw(st.frozensets(st.integers(0, 1), max_size=1)))
        for i in range(draw(st.integers(1, 2)))
    ]
    problem = crowd(draw(st.integers(3, 4)), *rooms, slots=draw(st.integers(2, 3)))
    together = draw(st.sets(st.integers(0, len(problem.courses) - 1), max_size=3))
    courses = tuple(
        replace(course, groups=(0,) if i in together else ()) for i, course in enumerate(problem.courses)
    )
    events = tuple(replace(event, duration=draw(st.sampled_from((1, 1, 2)))) for event in problem.events)
    return replace(problem, courses=courses, groups=(Group("1A"),), events=events)


@settings(max_examples=15, deadline=None)
@given(problem=crowds())
def test_shortages_are_those_of_trying_everything(problem: Problem) -> None:
    shortage = shortage_among(problem)
    if shortage is None:
        return
    held, supply = shortage.facts
    one_less = supply.eased(problem, shortage.least_rooms - 1, {})

    explanation = explain(problem, time_limit=20)

    assert best_of_all(shortage.part) is None
    assert best_of_all(one_less) is None
    assert held.lifted(shortage.part).events == ()
    first = explanation.causes[0]  # those after it are of what is left once it is cured
    if supply in first.facts:
        _check_claims(first, problem, supply)
    _check_way_out(explanation)


def _check_claims(cause: Cause, problem: Problem, supply: RoomSupply) -> None:
    """Those of a cause, which is of the events that it names: others may be in each other's way too."""
    assert cause.minimal
    (held,) = (fact for fact in cause.facts if isinstance(fact, HeldIn))
    part = only_courses(problem, held.courses)
    for one in cause.relaxations:
        if one.fact == supply and "at least" not in one.words:
            assert best_of_all(supply.eased(part, one.amount, {})) is not None


def _check_way_out(explanation: Explanation) -> None:
    assert explanation.status is Status.INFEASIBLE
    assert explanation.remedy is not None
    assert explanation.remedy.price >= explanation.remedy.bound > 0
    assert explanation.timetable is not None
    assert evaluate(explanation.remedy.eased, explanation.timetable).is_feasible


@pytest.mark.parametrize(("missing", "rooms"), [(1, 1), (7, 1), (8, 2)])
def test_a_room_is_added_for_every_week_of_slots_that_are_missing(missing: int, rooms: int) -> None:
    shortage = shortage_among(crowd(21 + missing, *(Room(f"R{i}", 30) for i in range(3)), slots=7))

    assert shortage is not None
    assert (shortage.missing, shortage.least_rooms) == (missing, rooms)
    assert len(shortage.least_left_out) == missing
