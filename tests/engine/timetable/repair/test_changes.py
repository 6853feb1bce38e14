"""What happens to a timetable, before it is mended."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.timetable.problem import Course, Event, Placement, Teacher
from engine.timetable.repair import (
    Cancelled,
    Change,
    EventsAdded,
    EventTakenOver,
    GroupAway,
    RoomClosed,
    SeatsChanged,
    TeacherAway,
    TeacherReplaced,
    apply_changes,
)
from engine.timetable.score import evaluate
from engine.timetable.timetable import Timetable
from tests.engine.timetable.school import ADA, BEN, LOGIC, PROOFS, school

MORNING = Timetable.of([(0, 0), (1, 0)])
THREE = Timetable.of([(0, 0), (1, 0), (4, 0)])
CID = Teacher("Cid")


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


def test_added_events_are_like_the_first_of_their_course_and_have_no_place() -> None:
    pinned = Event(0, duration=2, kind="lab", weeks=1, pin_slot=0, pin_room=0, previous=Placement(4, 0))
    before = school(pinned, Event(1, duration=3))

    problem, timetable = apply_changes(before, MORNING, [EventsAdded(0, 2)])

    assert problem.events == (*before.events, *[Event(0, duration=2, kind="lab", weeks=1)] * 2)
    assert timetable == Timetable((*MORNING.placements, None, None))


def test_an_added_event_can_be_like_another_and_last_longer() -> None:
    before = school(Event(0), Event(0, kind="lab", after=(0,)))

    problem, _ = apply_changes(before, MORNING, [EventsAdded(0, duration=3, like=1)])

    assert problem.events[2] == Event(0, duration=3, kind="lab", after=(0,))


def test_a_course_without_events_gets_plain_ones() -> None:
    problem, _ = apply_changes(school(Event(0), Event(0)), MORNING, [EventsAdded(1)])

    assert problem.events[2] == Event(1)


@pytest.mark.parametrize("count", [0, -1, 9])
def test_a_course_gets_no_more_events_than_there_are_slots(count: int) -> None:
    with pytest.raises(ValueError, match=rf"Course Logic gets {count} more events; expected 1 to 8\."):
        apply_changes(school(), MORNING, [EventsAdded(0, count)])


def test_an_added_event_is_like_one_of_its_own_course() -> None:
    with pytest.raises(ValueError, match=r"Event 1 is Proofs; expected an event of course Logic\."):
        apply_changes(school(), MORNING, [EventsAdded(0, like=1)])


def test_an_added_event_fits_into_a_day() -> None:
    with pytest.raises(ValueError, match="lasts 5 slots; a day has 4"):
        apply_changes(school(), MORNING, [EventsAdded(0, duration=5)])


def test_who_takes_a_course_over_teaches_it_and_the_other_may_stand_in() -> None:
    team = replace(LOGIC, teachers=(1, 0), substitutes=(2,))
    before = school(teachers=(ADA, BEN, CID), courses=(team, PROOFS))

    problem, timetable = apply_changes(before, MORNING, [TeacherReplaced(0, 0, 2)])

    assert problem.courses == (replace(team, teachers=(1, 2), substitutes=(0,)), PROOFS)
    assert timetable == MORNING


def test_an_event_taken_over_leaves_its_course_and_keeps_its_place() -> None:
    logic = replace(LOGIC, min_days=3, substitutes=(1, 2))
    before = school(Event(0), Event(0), Event(1), teachers=(ADA, BEN, CID), courses=(logic, PROOFS))

    problem, timetable = apply_changes(before, THREE, [EventTakenOver(1, 0, 2)])

    apart = replace(logic, id="Logic-Cid", name="Logic", teachers=(2,), min_days=1, substitutes=(1, 0))
    assert problem.courses == (replace(logic, min_days=2), PROOFS, apart)
    assert [event.course for event in problem.events] == [0, 2, 1]
    assert timetable == THREE


def test_the_only_event_of_a_course_takes_its_course_with_it() -> None:
    taken_over = apply_changes(school(), MORNING, [EventTakenOver(0, 0, 1)])

    assert taken_over == apply_changes(school(), MORNING, [TeacherReplaced(0, 0, 1)])


def test_two_events_taken_over_by_the_same_get_courses_of_their_own() -> None:
    before = school(Event(0), Event(0), Event(0))

    problem, _ = apply_changes(before, THREE, [EventTakenOver(0, 0, 1), EventTakenOver(1, 0, 1)])

    assert [course.id for course in problem.courses[2:]] == ["Logic-Ben", "Logic-Ben-2"]


def test_an_event_may_return_to_whom_it_was_taken_from() -> None:
    before = school(Event(0), Event(0))

    problem, _ = apply_changes(before, MORNING, [EventTakenOver(0, 0, 1), EventTakenOver(0, 1, 0)])

    assert problem.courses[2].teachers == (0,)
    assert problem.courses[2].substitutes == (1,)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (TeacherReplaced(1, 0, 1), r"Ada does not teach Proofs; it is taught by Ben\."),
        (TeacherReplaced(2, 0, 1), r"Ada does not teach Study; it is taught by nobody\."),
        (EventTakenOver(0, 1, 0), r"Ben does not teach Logic; it is taught by Ada\."),
        (TeacherReplaced(0, 0, 0), r"Ada teaches Logic already; expected somebody else\."),
    ],
)
def test_a_takeover_needs_one_who_teaches_and_one_who_does_not(change: Change, said: str) -> None:
    before = school(courses=(LOGIC, PROOFS, Course("Study")))

    with pytest.raises(ValueError, match=said):
        apply_changes(before, MORNING, [change])


@pytest.mark.parametrize(
    "change",
    [
        TeacherAway(2),
        GroupAway(-1),
        RoomClosed(2),
        SeatsChanged(9, 1),
        Cancelled(frozenset({2})),
        EventsAdded(2),
        EventsAdded(0, like=2),
        TeacherReplaced(2, 0, 1),
        TeacherReplaced(0, 2, 1),
        TeacherReplaced(0, 0, 2),
        EventTakenOver(-1, 0, 1),
    ],
)
def test_unknown_names_are_refused(change: Change) -> None:
    with pytest.raises(ValueError, match="numbered from 0"):
        apply_changes(school(), MORNING, [change])
