"""Why a problem is impossible: causes that are one, that are minimal, and the way out."""

from __future__ import annotations

import re
import threading
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import assume, given, settings

from benchmarks.planted import with_three_causes
from engine.timetable.explain import Cause, Explanation, Fact, Remedy, explain
from engine.timetable.explain.causes import part_of
from engine.timetable.generate import generate_college
from engine.timetable.problem import Course, Event, Group, Problem, Room, Teacher, TimeGrid
from engine.timetable.result import Status
from engine.timetable.score import evaluate
from engine.timetable.weights import Weights
from tests.engine.timetable.every_timetable import best_of_all
from tests.engine.timetable.problems import tiny
from tests.engine.timetable.school import ADA, BEN, LOGIC, LUNCH_AFTER_TWO, PROOFS, R1, school

MONDAY = frozenset(range(4))
WEEK = frozenset(range(8))
CAMPUS = Weights(hard_capacity=True)


@pytest.mark.parametrize(
    ("problem", "facts", "way_out"),
    [
        pytest.param(
            school(Event(0), Event(0), teachers=(replace(ADA, unavailable=WEEK - {0}), BEN)),
            [
                "Logic has 2 events a week, with Ada and 1A",
                "Ada is free on Monday 08:00-09:00 only",
            ],
            r"open \w+ [\d:-]+ for Ada",
            id="a teacher who is hardly there",
        ),
        pytest.param(
            school(Event(0), Event(1), groups=(Group("1A", unavailable=WEEK - {2}),)),
            [
                "Logic has 1 event a week, with Ada and 1A",
                "Proofs has 1 event a week, with Ben and 1A",
                "1A is free on Monday 10:00-11:00 only",
            ],
            r"open \w+ [\d:-]+ for 1A",
            id="a squeezed group",
        ),
        pytest.param(
            school(Event(0, kind="gym")),
            [
                "Logic has 1 event a week, with Ada and 1A",
                "Logic needs the kind gym for 1 event: there is none",
            ],
            r"hold Logic in R\d, though not of kind gym",
            id="a kind of room that is not there",
        ),
        pytest.param(
            school(Event(0, features=frozenset({"lathe"})), rooms=(R1,)),
            ["Logic has 1 event a week, with Ada and 1A", "Logic needs lathe in the room"],
            r"hold Logic in R\d, though it lacks what is needed",
            id="a feature that no room has",
        ),
        pytest.param(
            school(Event(0), courses=(replace(LOGIC, students=40), PROOFS), weights=CAMPUS),
            ["Logic has 1 event a week, with Ada and 1A", "Logic needs 40 seats, which no room has"],
            r"hold Logic in R\d, though too small",
            id="a course that is too large",
        ),
        pytest.param(
            school(Event(0), courses=(replace(LOGIC, unsuitable_rooms=frozenset({0, 1})), PROOFS)),
            ["Logic has 1 event a week, with Ada and 1A", "Logic cannot use R1 and R2"],
            r"hold Logic in R\d, though unsuitable",
            id="a course that may use no room",
        ),
        pytest.param(
            school(Event(0, rooms=frozenset())),
            ["Logic has 1 event a week, with Ada and 1A", "Logic may use no other rooms than none"],
            r"hold Logic in R\d, though not among its rooms",
            id="an empty list of rooms",
        ),
        pytest.param(
            school(Event(0, pin_slot=3), Event(1, pin_slot=3)),
            [
                "Logic has 1 event a week, with Ada and 1A",
                "Proofs has 1 event a week, with Ben and 1A",
                "Logic is pinned to Monday 11:00",
                "Proofs is pinned to Monday 11:00",
            ],
            "unpin Logic",
            id="pins that clash",
        ),
        pytest.param(
            school(Event(0, pin_slot=1, pin_room=0), Event(1, pin_slot=1, pin_room=0), groups=(), courses=(
                replace(LOGIC, groups=()), replace(PROOFS, groups=()),
            )),
            [
                "Logic has 1 event a week, with Ada",
                "Proofs has 1 event a week, with Ben",
                "Logic is pinned to Monday 09:00, room R1",
                "Proofs is pinned to Monday 09:00, room R1",
            ],
            "unpin Logic",
            id="pins of strangers in one room",
        ),
        pytest.param(
            school(Event(0, after=(1,)), Event(1, after=(0,))),
            [
                "Logic has 1 event a week, with Ada and 1A",
                "Proofs has 1 event a week, with Ben and 1A",
                "Logic comes after Proofs",
                "Proofs comes after Logic",
            ],
            "let Logic not wait for Proofs",
            id="an order that is a cycle",
        ),
        pytest.param(
            school(Event(0, duration=3), teachers=(replace(ADA, max_day=2), BEN)),
            ["Logic has 1 event of 3 slots a week, with Ada and 1A", "Ada has at most 2 slots a day"],
            "let Ada have 3 slots a day instead of 2",
            id="a day that is too short",
        ),
        pytest.param(
            school(Event(0), Event(0), teachers=(replace(ADA, max_week=1), BEN)),
            ["Logic has 2 events a week, with Ada and 1A", "Ada has at most 1 slot a week"],
            "let Ada have 2 slots a week instead of 1",
            id="a week that is too short",
        ),
        pytest.param(
            school(Event(0, duration=3), grid=LUNCH_AFTER_TWO),
            [
                "Logic has 1 event of 3 slots a week, with Ada and 1A",
                "no event runs across the break at 10:00",
            ],
            "let events run across breaks",
            id="a break in the way",
        ),
        pytest.param(
            school(Event(0), Event(0), grid=TimeGrid(1, 4), rooms=(replace(R1, max_bookings=1),)),
            ["Logic has 2 events a week, with Ada and 1A", "room R1 takes at most 1 event a day"],
            "let room R1 take 2 events a day instead of 1",
            id="a room booked too often",
        ),
        pytest.param(
            school(Event(0), rooms=(replace(R1, unavailable=WEEK),)),
            ["Logic has 1 event a week, with Ada and 1A", "room R1 is closed on Monday, Tuesday"],
            r"open room R1 on \w+ [\d:-]+",
            id="a closed room",
        ),
        pytest.param(
            school(
                Event(0, weeks=1), Event(1, weeks=1), Event(1, weeks=2), grid=TimeGrid(1, 1, weeks=2)
            ),
            ["Logic has 1 event a week, with Ada and 1A", "Proofs has 2 events a week, with Ben and 1A"],
            "leave out 1 event of Logic",
            id="a week of the cycle that is full",
        ),
    ],
)  # fmt: skip
def test_a_cause_is_named_with_its_way_out(problem: Problem, facts: list[str], way_out: str) -> None:
    (cause,) = check(problem, explain(problem, time_limit=20)).causes

    assert sorted(cause.words) == sorted(facts)
    assert any(re.fullmatch(way_out, relaxation.words) for relaxation in cause.relaxations)


def test_the_rooms_of_a_trainers_only_morning_are_part_of_the_cause() -> None:
    workshop = Room("W", 30, kind="workshop", unavailable=MONDAY)
    ada = replace(ADA, unavailable=WEEK - MONDAY)
    problem = school(Event(0, kind="workshop"), Event(1), teachers=(ada, BEN), rooms=(R1, workshop))

    (cause,) = check(problem, explain(problem, time_limit=20)).causes

    assert cause.words == (
        "Logic has 1 event a week, with Ada and 1A",
        "Ada is not free on Tuesday",
        "room W is closed on Monday",
        "Logic needs the kind workshop for 1 event: there is W",
    )


def test_what_many_share_is_counted() -> None:
    courses = tuple(Course(f"C{i}", teachers=(i,)) for i in range(5))
    teachers = tuple(Teacher(f"T{i}") for i in range(5))
    problem = Problem("crowd", TimeGrid(1, 4), (R1,), teachers, (), courses, tuple(map(Event, range(5))))

    (cause,) = check(problem, explain(problem, time_limit=20)).causes

    assert cause.counts == ("5 slots a week are needed in rooms R1, 4 there are: short by 1.",)


def test_three_causes_of_a_college_are_found_one_after_the_other() -> None:
    problem, planted = with_three_causes(generate_college("small"))

    explanation = check(problem, explain(problem, time_limit=60))

    assert [planted_in(cause, planted) for cause in explanation.causes] == [True] * 3
    assert {name for cause in explanation.causes for name in planted if mentions(cause, name)} == planted
    assert explanation.timetable is not None


def test_a_problem_with_a_timetable_has_no_causes() -> None:
    explanation = explain(generate_college("small"), time_limit=20)

    assert (explanation.status, explanation.causes, explanation.remedy) == (Status.FEASIBLE, (), None)


def test_a_problem_without_events_has_no_causes() -> None:
    empty = replace(school(), events=())

    assert explain(empty, time_limit=5).status is Status.FEASIBLE


def test_without_rooms_nothing_can_be_held() -> None:
    problem = school(Event(0), rooms=())

    (cause,) = check(problem, explain(problem, time_limit=20)).causes

    assert cause.words == ("Logic has 1 event a week, with Ada and 1A",)


def test_more_pinned_events_than_there_are_places_are_left_out() -> None:
    pinned = [Event(0, pin_slot=0, pin_room=0)] * 3
    problem = school(*pinned, grid=TimeGrid(1, 2), rooms=(R1,))

    explanation = check(problem, explain(problem, time_limit=20))

    assert "leave out 2 events of Logic" in [one.words for one in remedy_of(explanation).relaxations]


def test_a_search_that_is_stopped_says_so() -> None:
    stop = threading.Event()
    stop.set()

    assert explain(school(), time_limit=5, stop=stop).status is Status.UNKNOWN


@pytest.mark.parametrize("limit", [-1.0, float("nan"), float("inf")])
def test_limits_that_are_none_are_refused(limit: float) -> None:
    with pytest.raises(ValueError, match="The time limit is"):
        explain(school(), time_limit=limit)


def test_somebody_must_work() -> None:
    with pytest.raises(ValueError, match="There are 0 workers"):
        explain(school(), workers=0)


@settings(max_examples=20, deadline=None)
@given(problem=tiny())
def test_causes_of_random_problems_are_those_of_trying_everything(problem: Problem) -> None:
    possible = best_of_all(problem) is not None
    if possible:
        assume(False)

    explanation = check(problem, explain(problem, time_limit=20))

    first = explanation.causes[0]
    assert best_of_all(part_of(problem, first.facts)) is None
    for fact in first.facts:
        assert best_of_all(part_of(problem, without(first.facts, fact))) is not None


def check(problem: Problem, explanation: Explanation) -> Explanation:
    """What holds of every explanation of an impossible problem."""
    assert explanation.status is Status.INFEASIBLE
    assert explanation.causes
    assert all(cause.minimal for cause in explanation.causes)
    remedy = remedy_of(explanation)
    assert remedy.price == remedy.bound > 0
    assert remedy.price == sum(one.amount * one.fact.price for one in remedy.relaxations)
    if explanation.timetable is not None:
        assert evaluate(remedy.eased, explanation.timetable).is_feasible
    return explanation


def remedy_of(explanation: Explanation) -> Remedy:
    assert explanation.remedy is not None
    return explanation.remedy


def without(facts: Sequence[Fact], gone: Fact) -> list[Fact]:
    return [fact for fact in facts if fact != gone]


def planted_in(cause: Cause, planted: set[str]) -> bool:
    return any(mentions(cause, name) for name in planted)


def mentions(cause: Cause, name: str) -> bool:
    return any(name in words for words in cause.words)
