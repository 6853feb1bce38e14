from __future__ import annotations

from functools import cache

import pytest

from engine.timetable.generate import (
    SIZES,
    CollegeSize,
    generate_college,
    generate_people,
    generate_with_witness,
)
from engine.timetable.generate.departments import COMMON_TITLES, DEPARTMENTS
from engine.timetable.problem import Course, Problem


@cache
def college(size: str, seed: int = 1) -> Problem:
    return generate_college(size, seed=seed)


def use(problem: Problem, kind: str) -> float:
    """Hours needed of rooms of a kind over the hours they are open, over the whole cycle."""
    needed = sum(
        event.duration * problem.weeks(index).bit_count()
        for index, event in enumerate(problem.events)
        if event.kind == kind
    )
    rooms = [room for room in problem.rooms if room.kind == kind]
    closed = sum(len(room.unavailable) for room in rooms)
    return needed / (problem.grid.weeks * (problem.grid.num_slots * len(rooms) - closed))


def department_of(course: Course) -> tuple[str, ...]:
    """The titles of the department that teaches a course, which no other department has."""
    staffs = [COMMON_TITLES, *(item.practical_titles + item.theory_titles for item in DEPARTMENTS)]
    (found,) = (titles for titles in staffs if course.name.rpartition(" ")[0] in titles)
    return found


@pytest.mark.parametrize("size", ["small", "demo"])
def test_the_same_seed_gives_the_same_college(size: str) -> None:
    assert generate_with_witness(size, seed=7) == generate_with_witness(size, seed=7)


@pytest.mark.parametrize("size", ["small", "demo"])
def test_the_people_are_those_of_the_problem(size: str) -> None:
    groups, trainers = generate_people(size)

    problem = college(size)
    assert tuple(item.group for item in groups) == problem.groups
    assert [item.teacher.name for item in trainers] == [teacher.name for teacher in problem.teachers]
    for course in problem.courses:
        departments = {trainers[teacher].department for teacher in course.teachers}
        assert departments in ({groups[course.groups[0]].department}, {SIZES[size].departments})


def test_another_seed_gives_another_college() -> None:
    assert college("small", 1).events != college("small", 2).events
    assert college("small", 1).teachers != college("small", 2).teachers


def test_chance_is_the_same_on_every_machine() -> None:
    problem = college("small", 1)

    assert [str(item) for item in problem.teachers[:3]] == ["I. Hassan", "O. Macharia", "I. Tembo"]
    assert [str(item) for item in problem.courses[:3]] == [
        "Programming I",
        "Programming I",
        "Computerised Accounting I",
    ]


@pytest.mark.parametrize("size", ["small", "demo", "large"])
def test_head_counts_are_those_of_the_size(size: str) -> None:
    problem, wanted = college(size), SIZES[size]

    assert len(problem.events) == wanted.events
    assert len(problem.groups) == wanted.groups
    assert len(problem.teachers) == wanted.trainers
    assert len(problem.rooms) == wanted.rooms


@pytest.mark.parametrize("seed", range(1, 9))
@pytest.mark.parametrize(("size", "least", "most"), [("small", 0.8, 0.9), ("demo", 0.8, 0.9)])
def test_labs_are_scarce(size: str, least: float, most: float, seed: int) -> None:
    assert least < use(college(size, seed), "lab") < most


@pytest.mark.parametrize("size", ["small", "demo"])
def test_every_event_has_a_choice_of_rooms(size: str) -> None:
    problem = college(size)

    for event in problem.events:
        seats = problem.courses[event.course].students
        suitable = [
            room
            for room in problem.rooms
            if room.kind == event.kind and event.features <= room.features and room.capacity >= seats
        ]
        assert len(suitable) >= 2


def test_a_demo_college_has_everything_that_makes_a_timetable_hard() -> None:
    problem = college("demo")

    assert problem.weights.hard_capacity
    assert len({room.building for room in problem.rooms}) > 3
    assert {event.kind for event in problem.events} == {"theory", "lab", "workshop", "virtual"}
    assert {event.weeks for event in problem.events} == {0, 1, 2}
    assert {event.duration for event in problem.events} == {1, 2, 3}
    assert {len(course.groups) for course in problem.courses} == {1, 2}
    assert {len(course.teachers) for course in problem.courses} == {1, 2}
    assert any(event.pin_slot is not None for event in problem.events)
    assert any(event.pin_room is not None for event in problem.events)
    assert any(room.max_bookings for room in problem.rooms)
    assert any(room.unavailable for room in problem.rooms)
    assert any(teacher.unavailable for teacher in problem.teachers)
    assert any(teacher.disliked for teacher in problem.teachers)
    assert any(group.unavailable for group in problem.groups)


def test_practicals_follow_the_first_session_of_their_course() -> None:
    problem = college("demo")

    for event in problem.events:
        first = problem.events_of_course[event.course][0]
        assert event.after == ((first,) if event.kind in {"lab", "workshop"} else ())


def test_joint_courses_bring_groups_of_one_cohort_together() -> None:
    problem = college("demo")
    joint = [course for course in problem.courses if len(course.groups) > 1]

    for course in joint:
        names = {str(problem.groups[item]) for item in course.groups}
        assert len(names) == 2
        assert len({name.rstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ") for name in names}) == 1
        assert course.students == sum(problem.groups[item].size for item in course.groups)


@pytest.mark.parametrize("size", ["small", "demo"])
def test_one_to_three_colleagues_of_the_department_may_stand_in(size: str) -> None:
    problem = college(size)
    department = {teacher: department_of(course) for course in problem.courses for teacher in course.teachers}

    for course in problem.courses:
        assert 1 <= len(course.substitutes) <= 3
        for teacher in course.substitutes:
            assert department.get(teacher, department_of(course)) == department_of(course)


@pytest.mark.parametrize("size", ["small", "demo", "large"])
def test_names_tell_people_and_groups_apart(size: str) -> None:
    problem = college(size)

    for items in (problem.rooms, problem.teachers, problem.groups):
        assert len({str(item) for item in items}) == len(items)
    for group, events in enumerate(problem.events_of_group):
        courses = {problem.events[event].course for event in events}
        assert len({str(problem.courses[item]) for item in courses}) == len(courses), group


def test_a_college_of_ones_own_size_is_possible() -> None:
    size = CollegeSize(
        name="own",
        departments=2,
        groups=3,
        trainers=8,
        theory_rooms=2,
        labs=2,
        workshops=2,
        virtual_rooms=2,
        events=40,
        lab_use=0.2,
        workshop_use=0.15,
    )

    problem = generate_college(size, seed=3)

    assert (len(problem.groups), len(problem.events)) == (3, 40)


def test_a_college_too_small_for_its_events_gets_fewer() -> None:
    size = CollegeSize("tiny", 2, 2, 6, 2, 2, 2, 2, events=500)

    problem = generate_college(size)

    assert 20 < len(problem.events) < 100


def test_an_unknown_size_is_refused_with_those_there_are() -> None:
    with pytest.raises(ValueError, match=r"no size 'vast'; expected one of small, demo, large, huge"):
        generate_college("vast")
