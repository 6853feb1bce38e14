"""Who could stand in for a teacher, and what it would cost."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.timetable.generate import generate_with_witness
from engine.timetable.problem import Event, Group, Problem, Teacher, TimeGrid
from engine.timetable.repair import EventTakenOver, Refusal, TeacherAway, apply_changes, substitutes
from engine.timetable.score import evaluate
from engine.timetable.timetable import Timetable
from tests.engine.timetable.problems import colleges, timetables
from tests.engine.timetable.school import ADA, BEN, LOGIC, PROOFS, school

MORNING = Timetable.of([(0, 0), (1, 0)])
CID = Teacher("Cid")


def with_substitutes(*events: Event, teachers: tuple[Teacher, ...], grid: TimeGrid | None = None) -> Problem:
    """Logic is Ada's, everybody else may stand in; Proofs is Ben's."""
    logic = replace(LOGIC, substitutes=tuple(range(1, len(teachers))))
    groups = (Group("1A"), Group("1B"))
    courses = (logic, replace(PROOFS, groups=(1,)))
    return school(*events, teachers=teachers, groups=groups, courses=courses, grid=grid or TimeGrid(2, 4))


def anybody_may_stand_in(problem: Problem) -> Problem:
    everybody = range(len(problem.teachers))
    courses = (
        replace(course, substitutes=tuple(one for one in everybody if one not in course.teachers))
        for course in problem.courses
    )
    return replace(problem, courses=tuple(courses))


def refusals(problem: Problem, timetable: Timetable) -> tuple[Refusal, ...]:
    vacancies = substitutes(problem, timetable, 0)
    assert not any(vacancy.offers for vacancy in vacancies)
    return tuple(refusal for vacancy in vacancies for refusal in vacancy.refusals)


def test_who_is_qualified_and_free_is_offered_the_cheapest_first() -> None:
    busy, reluctant = Teacher("Ben"), Teacher("Cid", disliked=frozenset({0}))
    problem = with_substitutes(Event(0), Event(1), teachers=(ADA, busy, reluctant))

    (vacancy,) = substitutes(problem, MORNING, 0)

    assert vacancy.event == 0
    assert [offer.teacher for offer in vacancy.offers] == [1, 2]
    assert vacancy.offers[0].cost < vacancy.offers[1].cost
    assert vacancy.refusals == ()


@pytest.mark.parametrize(
    ("ben", "places", "reason"),
    [
        (BEN, [(1, 0), (1, 1)], "Ben teaches Logic and Proofs at once, on Monday 09:00"),
        (
            Teacher("Ben", unavailable=frozenset({0})),
            [(0, 0), (1, 0)],
            "Ben is not available on Monday 08:00 for Logic",
        ),
        (Teacher("Ben", max_day=1), [(0, 0), (1, 0)], "Ben has 2 slots on Monday, at most 1 allowed"),
        (Teacher("Ben", max_week=1), [(0, 0), (4, 0)], "Ben has 2 slots a week, at most 1 allowed"),
    ],
)
def test_who_is_qualified_and_cannot_is_told_with_the_reason(
    ben: Teacher, places: list[tuple[int, int] | None], reason: str
) -> None:
    problem = with_substitutes(Event(0), Event(1), teachers=(ADA, ben))

    assert refusals(problem, Timetable.of(places)) == (Refusal(1, (reason,)),)


def test_an_event_in_other_weeks_is_not_in_the_way() -> None:
    odd_and_even = Event(0, weeks=1), Event(1, weeks=2)
    problem = with_substitutes(*odd_and_even, teachers=(ADA, BEN), grid=TimeGrid(2, 4, weeks=2))

    (vacancy,) = substitutes(problem, Timetable.of([(0, 0), (0, 1)]), 0)

    assert [offer.teacher for offer in vacancy.offers] == [1]


def test_trouble_that_has_nothing_to_do_with_the_event_keeps_nobody_from_it() -> None:
    ben = Teacher("Ben", unavailable=frozenset({5}))
    problem = with_substitutes(Event(0), Event(1), Event(1), teachers=(ADA, ben))

    (vacancy,) = substitutes(problem, Timetable.of([(0, 0), (5, 0), (5, 1)]), 0)

    assert [offer.teacher for offer in vacancy.offers] == [1]


def test_only_events_held_in_the_slots_are_vacant_in_the_order_of_the_week() -> None:
    events = Event(0), Event(0, duration=2), Event(0), Event(0)
    problem = with_substitutes(*events, teachers=(ADA, BEN))
    places = Timetable.of([(7, 0), (4, 0), (0, 0), None])

    within = substitutes(problem, places, 0, frozenset({5, 7}))
    whole_week = substitutes(problem, places, 0)

    assert [vacancy.event for vacancy in within] == [1, 0]
    assert [vacancy.event for vacancy in whole_week] == [2, 1, 0]


def test_an_offer_taken_up_leaves_nothing_to_mend() -> None:
    problem = with_substitutes(Event(0), Event(0), Event(1), teachers=(ADA, BEN, CID))
    timetable = Timetable.of([(0, 0), (4, 0), (1, 0)])
    away = TeacherAway(0, frozenset(range(4)))

    (vacancy,) = substitutes(problem, timetable, 0, away.slots)
    mended = apply_changes(problem, timetable, [away, vacancy.offers[0].change])

    assert evaluate(*mended).is_feasible


def test_the_same_are_asked_when_the_teacher_is_already_away() -> None:
    college, witness = generate_with_witness("small")
    away, _ = apply_changes(college, witness, [TeacherAway(0)])

    before, after = (substitutes(problem, witness, 0) for problem in (college, away))

    for one, other in zip(before, after, strict=True):
        assert {offer.change for offer in one.offers} == {offer.change for offer in other.offers}
        assert (one.event, one.refusals) == (other.event, other.refusals)


@settings(max_examples=20, deadline=None)
@given(st.data())
def test_an_offer_costs_what_the_referee_says_of_the_whole_timetable(data: st.DataObject) -> None:
    problem = anybody_may_stand_in(data.draw(colleges(repaired=True, limited=True)))
    timetable = data.draw(timetables(problem, complete=False))
    teacher = data.draw(st.sampled_from(range(len(problem.teachers))))
    before = evaluate(problem, timetable)

    for vacancy in substitutes(problem, timetable, teacher):
        for offer in vacancy.offers:
            after = evaluate(*apply_changes(problem, timetable, [offer.change]))
            assert offer.cost == after.cost - before.cost


def test_whoever_is_offered_breaks_no_rule_and_whoever_is_not_does() -> None:
    college, witness = generate_with_witness("small")

    for vacancy in substitutes(college, witness, 0):
        takers = [offer.teacher for offer in vacancy.offers]
        for by in college.courses[college.events[vacancy.event].course].substitutes:
            change = EventTakenOver(vacancy.event, 0, by)
            after = evaluate(*apply_changes(college, witness, [change]))
            assert after.is_feasible == (by in takers)


def test_an_unknown_teacher_is_refused() -> None:
    with pytest.raises(ValueError, match=r"There is no teacher 2; there are 2, numbered from 0\."):
        substitutes(school(), MORNING, 2)


def test_a_timetable_of_another_problem_is_refused() -> None:
    with pytest.raises(ValueError, match="The timetable has 1 events, the problem 2"):
        substitutes(school(), Timetable.of([(0, 0)]), 0)
