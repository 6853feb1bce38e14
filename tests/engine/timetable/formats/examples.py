"""Small files and random problems for the tests of the formats."""

from __future__ import annotations

from dataclasses import fields
from typing import Any, TypeVar

from hypothesis import strategies as st

from engine.timetable.problem import (
    Course,
    Event,
    Group,
    Placement,
    Problem,
    Room,
    Teacher,
    TimeGrid,
)
from engine.timetable.timetable import Timetable
from engine.timetable.weights import PRESETS, Weights

CTT = """\
Name: Evening school
Courses: 3
Rooms: 2
Days: 2
Periods_per_day: 3
Curricula: 2
Constraints: 2

COURSES:
logic ada 2 2 30
proofs ada 1 1 12
bread grace 1 1 8

ROOMS:
rA 20
rB\t40

CURRICULA:
maths 2 logic proofs
baking 1 bread

UNAVAILABILITY_CONSTRAINTS:
logic 0 1
bread 1 2

END.
"""

ECTT = """\
Name: Evening school
Courses: 3
Rooms: 2
Days: 2
Periods_per_day: 3
Curricula: 2
Min_Max_Daily_Lectures: 1 2
UnavailabilityConstraints: 2
RoomConstraints: 1

COURSES:
logic ada 2 2 30 1
proofs ada 1 1 12 0
bread grace 1 1 8 0

ROOMS:
rA 20 north
rB 40 south

CURRICULA:
maths 2 logic proofs
baking 1 bread

UNAVAILABILITY_CONSTRAINTS:
logic 0 1
bread 1 2

ROOM_CONSTRAINTS:
bread rB

END.
"""

SOLUTION = """\
logic rB 0 0
logic rB 1 1
proofs rA 0 2
bread rA 0 2
"""

Item = TypeVar("Item", Room, Teacher, Group, Course)

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=6)
ids = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=6)
words = st.text("abcxyz019_.-é", min_size=1, max_size=5)
limits = st.none() | st.integers(0, 50)


@st.composite
def grids(draw: st.DrawFn) -> TimeGrid:
    """Grids whose slots start hourly, or after gaps."""
    days, slots, weeks = draw(st.integers(1, 7)), draw(st.integers(1, 6)), draw(st.integers(1, 6))
    if draw(st.booleans()):
        return TimeGrid(days, slots, weeks)
    gaps = draw(st.lists(st.integers(50, 150), min_size=slots, max_size=slots))
    starts = tuple(sum(gaps[: index + 1]) for index in range(slots))
    return TimeGrid(days, slots, weeks, starts, slot_minutes=50)


@st.composite
def weights(draw: st.DrawFn) -> Weights:
    """A preset, or any weights."""
    if draw(st.booleans()):
        return draw(st.sampled_from(list(PRESETS.values())))
    values: dict[str, Any] = {
        item.name: draw(st.booleans() if item.type == "bool" else st.integers(0, 9))
        for item in fields(Weights)
    }
    return Weights(**values)


@st.composite
def problems(draw: st.DrawFn) -> Problem:
    """Problems that use everything the model has."""
    grid = draw(grids())
    slot = st.integers(0, grid.num_slots - 1)
    slots = st.frozensets(slot, max_size=4)
    people: dict[str, Any] = {
        "unavailable": slots,
        "disliked": slots,
        "max_day": limits,
        "max_week": limits,
        "name": texts,
    }
    features = st.frozensets(texts, max_size=2)
    rooms = draw(
        _distinct(
            st.builds(
                Room,
                id=ids,
                capacity=st.integers(0, 999_999_999),
                name=texts,
                kind=texts,
                features=features,
                building=texts,
                unavailable=slots,
                max_bookings=limits,
            )
        )
    )
    teachers = draw(_distinct(st.builds(Teacher, id=ids, **people)))
    groups = draw(_distinct(st.builds(Group, id=ids, size=st.integers(0, 99), **people)))
    courses = draw(
        _distinct(
            st.builds(
                _course,
                id=ids,
                teachers=_members(len(teachers)),
                substitutes=_members(len(teachers)),
                groups=_members(len(groups)),
                students=st.integers(0, 1_000_000),
                name=texts,
                min_days=st.integers(0, 9),
                unavailable=slots,
                unsuitable_rooms=_members(len(rooms)).map(frozenset),
            )
        )
    )
    count = draw(st.integers(0, 6)) if courses else 0
    room = st.integers(0, len(rooms) - 1) if rooms else st.nothing()
    events = tuple(
        draw(
            st.builds(
                Event,
                course=st.integers(0, len(courses) - 1),
                duration=st.integers(1, grid.slots_per_day),
                kind=texts,
                features=features,
                weeks=st.integers(0, grid.all_weeks),
                rooms=st.none() | _members(len(rooms)).map(frozenset),
                after=_members(count, but=index),
                pin_slot=st.none() | slot,
                pin_room=st.none() | room,
                previous=st.none() | st.builds(Placement, slot, room),
            )
        )
        for index in range(count)
    )
    return Problem(draw(texts), grid, rooms, teachers, groups, courses, events, draw(weights()))


@st.composite
def competition_problems(draw: st.DrawFn) -> Problem:
    """Problems that the competition's plain format can carry."""
    grid = TimeGrid(draw(st.integers(1, 7)), draw(st.integers(1, 31)))
    slots = st.frozensets(st.integers(0, grid.num_slots - 1), max_size=4)
    names = draw(st.lists(words, unique=True, max_size=4))
    num_groups = draw(st.integers(0, 3))
    seen = 0
    courses = []
    for name in names:
        teacher = draw(st.integers(0, seen))
        seen = max(seen, teacher + 1)
        members = tuple(sorted(draw(_members(num_groups))))
        students, min_days = draw(st.integers(0, 500)), draw(st.integers(0, 7))
        courses.append(Course(name, (teacher,), members, students, "", min_days, draw(slots)))
    lectures = [draw(st.integers(0, min(3, grid.num_slots))) for _ in courses]
    rooms = draw(_distinct(st.builds(Room, id=words, capacity=st.integers(0, 500))))
    return Problem(
        draw(words),
        grid,
        rooms,
        tuple(Teacher(f"t{index}") for index in range(seen)),
        tuple(Group(f"q{index}") for index in range(num_groups)),
        tuple(courses),
        tuple(Event(course) for course, count in enumerate(lectures) for _ in range(count)),
        Weights.preset("itc2007"),
    )


@st.composite
def timetables(draw: st.DrawFn, problem: Problem) -> Timetable:
    """Timetables of a problem, some of whose events have no place."""
    if not problem.rooms:
        return Timetable((None,) * len(problem.events))
    slot = st.integers(0, problem.grid.num_slots - 1)
    place = st.none() | st.builds(Placement, slot, st.integers(0, len(problem.rooms) - 1))
    return Timetable(tuple(draw(place) for _ in problem.events))


def _course(*, teachers: tuple[int, ...], substitutes: tuple[int, ...], **members: Any) -> Course:
    others = tuple(teacher for teacher in substitutes if teacher not in teachers)
    return Course(teachers=teachers, substitutes=others, **members)


def _distinct(items: st.SearchStrategy[Item]) -> st.SearchStrategy[tuple[Item, ...]]:
    return st.lists(items, max_size=3, unique_by=lambda item: item.id).map(tuple)


def _members(count: int, *, but: int | None = None) -> st.SearchStrategy[tuple[int, ...]]:
    choices = [index for index in range(count) if index != but]
    if not choices:
        return st.just(())
    return st.lists(st.sampled_from(choices), unique=True, max_size=3).map(tuple)
