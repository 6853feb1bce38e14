"""A group that is split, and what becomes of its courses."""

from __future__ import annotations

import pytest

from engine.timetable.problem import Course, Event, Group, Placement, Problem
from engine.timetable.repair import GroupSplit, apply_changes, repair
from engine.timetable.result import Status
from engine.timetable.timetable import Timetable
from tests.engine.timetable.school import school

FIRST_YEAR = Group("1A", size=25, unavailable=frozenset({7}), max_day=3)
SECOND_YEAR = Group("2A", size=10)
OWN = Course("Logic", teachers=(0,), groups=(0,), students=25, min_days=2)
JOINT = Course("Sports", teachers=(1,), groups=(0, 1), students=35)
OTHERS = Course("Proofs", teachers=(1,), groups=(1,), students=10)
PLACES = Timetable.of([(0, 0), (4, 0), (1, 0), (2, 0)])


@pytest.fixture
def two_years() -> Problem:
    """Logic twice for 1A, then Sports for both years, then Proofs for 2A."""
    return school(
        Event(0, pin_slot=0, pin_room=0, previous=Placement(0, 0)),
        Event(0, duration=2, kind="lab", after=(0, 2)),
        Event(1, after=(0,)),
        Event(2, after=(0,)),
        groups=(FIRST_YEAR, SECOND_YEAR),
        courses=(OWN, JOINT, OTHERS),
    )


def split(problem: Problem, change: GroupSplit) -> tuple[Problem, Timetable]:
    return apply_changes(problem, PLACES, [change])


def test_each_part_is_a_group_with_the_same_hours_and_its_share_of_the_trainees(two_years: Problem) -> None:
    problem, _ = split(two_years, GroupSplit(0))

    assert problem.groups == (
        Group("1A-1", size=13, unavailable=frozenset({7}), max_day=3),
        SECOND_YEAR,
        Group("1A-2", size=12, unavailable=frozenset({7}), max_day=3),
    )


def test_what_was_for_the_group_alone_is_held_for_each_part(two_years: Problem) -> None:
    problem, _ = split(two_years, GroupSplit(0))

    assert problem.courses[0] == Course("Logic", (0,), (0,), 13, min_days=2)
    assert problem.courses[3] == Course("Logic-1A-2", (0,), (2,), 12, "Logic", min_days=2)


def test_what_others_attend_too_is_attended_by_all_parts(two_years: Problem) -> None:
    problem, _ = split(two_years, GroupSplit(0, (1, 1, 1)))

    assert problem.courses[1] == Course("Sports", (1,), (0, 1, 2, 3), 35)
    assert problem.courses[2] == OTHERS


def test_the_first_part_keeps_the_places_and_the_others_have_none_yet(two_years: Problem) -> None:
    problem, timetable = split(two_years, GroupSplit(0))

    assert timetable == Timetable((*PLACES.placements, None, None))
    assert problem.events[0] == two_years.events[0]
    assert problem.events[4] == Event(3)


def test_a_copy_follows_the_copy_of_what_it_followed(two_years: Problem) -> None:
    problem, _ = split(two_years, GroupSplit(0))

    assert problem.events[5] == Event(3, duration=2, kind="lab", after=(4, 2))


def test_a_joint_event_follows_the_events_of_all_parts(two_years: Problem) -> None:
    problem, _ = split(two_years, GroupSplit(0, (1, 1, 1)))

    assert problem.events[2].after == (0, 4, 6)
    assert problem.events[3].after == (0,)


def test_shares_and_ids_can_be_told(two_years: Problem) -> None:
    problem, _ = split(two_years, GroupSplit(0, (20, 5), ("early", "1A")))

    assert [(str(group), group.size) for group in problem.groups] == [("early", 20), ("2A", 10), ("1A", 5)]
    assert (problem.courses[0].students, problem.courses[3].students) == (20, 5)


def test_names_are_numbered_as_ids_are_and_taken_ids_left_alone() -> None:
    groups = (Group("1A", "Fitters"), Group("1A-2"))

    problem, _ = apply_changes(school(groups=groups), Timetable.of([(0, 0), (1, 0)]), [GroupSplit(0)])

    assert [(group.id, group.name) for group in problem.groups] == [
        ("1A-1", "Fitters-1"),
        ("1A-2", ""),
        ("1A-2-2", "Fitters-2"),
    ]


@pytest.mark.parametrize("shares", [(1, 1), (1, 2, 4), (7, 1)])
def test_students_add_up(two_years: Problem, shares: tuple[int, ...]) -> None:
    problem, _ = split(two_years, GroupSplit(0, shares))

    own = [course for course in problem.courses if str(course) == "Logic"]
    assert len(own) == len(shares)
    assert sum(course.students for course in own) == 25


def test_a_repair_gives_the_copies_places_and_moves_nothing_else() -> None:
    mended = repair(school(), Timetable.of([(0, 0), (1, 0)]), [GroupSplit(0)])

    assert mended.status is Status.OPTIMAL
    assert mended.moved == (2, 3)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (GroupSplit(2), r"There is no group 2; there are 2, numbered from 0\."),
        (GroupSplit(0, (1,)), r"Group 1A is split into 1 part; expected 2 or more\."),
        (GroupSplit(0, ()), r"Group 1A is split into 0 parts; expected 2 or more\."),
        (GroupSplit(0, (2, 0)), r"Group 1A has a part with a share of 0; expected 1 or more\."),
        (GroupSplit(1, (1,) * 11), r"Group 2A is split into 11 parts; it has 10 trainees\."),
        (GroupSplit(0, (1, 1), ("a",)), r"Group 1A is split into 2 parts; expected as many ids, not 1\."),
        (GroupSplit(0, (1, 1), ("a", "2A")), r"Two groups have the id '2A'; ids must differ\."),
    ],
)
def test_what_is_no_split_is_refused(two_years: Problem, change: GroupSplit, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        split(two_years, change)
