"""Problems put as the competition would have put them."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest

from engine.timetable.constraints import hard_rules
from engine.timetable.formats import FormatError
from engine.timetable.formats.ctt import parse_ctt
from engine.timetable.formats.ctt_likeness import ctt_likeness
from engine.timetable.formats.ctt_writer import format_ctt
from engine.timetable.problem import Course, Event, Group, Problem, Room, Teacher, TimeGrid
from engine.timetable.timetable import Timetable


@pytest.fixture
def problem() -> Problem:
    """Two courses of one lecture each, with everything that can be put into the competition's words."""
    return Problem(
        name="Term 1 of 2026",
        grid=TimeGrid(days=1, slots_per_day=3, weeks=2, starts=(480, 540, 620)),
        rooms=(
            Room("R 1", 30, name="Hall", kind="theory", building="Block A"),
            Room("L1", 20, kind="lab", features=frozenset({"computers"}), max_bookings=9),
        ),
        teachers=(Teacher("idle"), Teacher("T", name="Amina", unavailable=frozenset({0}), max_week=24)),
        groups=(Group("G 1", size=20, unavailable=frozenset({2}), max_day=8),),
        courses=(
            Course("ICT 1", teachers=(1,), groups=(0,), students=20, name="Programming"),
            Course("ICT 2", teachers=(1,), groups=(0,), students=20, substitutes=(0,)),
        ),
        events=(Event(0, kind="lab", features=frozenset({"computers"})), Event(1)),
    )


def is_feasible(problem: Problem, timetable: Timetable) -> bool:
    """Whether no hard rule is broken."""
    return not any(list(rule.violations(problem, timetable)) for rule in hard_rules(problem))


def test_the_likeness_can_be_written_and_read_back(problem: Problem) -> None:
    likeness = ctt_likeness(problem)

    text = format_ctt(likeness, file="x", extended=True)

    assert parse_ctt(text, file="x", weights=problem.weights) == likeness
    assert [course.id for course in likeness.courses] == ["ICT_1", "ICT_2"]
    assert [teacher.id for teacher in likeness.teachers] == ["T"]


def test_the_same_placements_are_feasible(problem: Problem) -> None:
    likeness = ctt_likeness(problem)
    places = [(slot, room) for slot in range(3) for room in range(2)]

    for pair in itertools.product(places, repeat=2):
        timetable = Timetable.of(pair)
        # Of unsuitable rooms the competition knows, of kinds and features it does not.
        assert is_feasible(problem, timetable) == is_feasible(likeness, timetable), pair


@pytest.mark.parametrize(
    ("change", "part"),
    [
        ({"events": (Event(0, duration=2), Event(1))}, "events"),
        ({"events": (Event(0, weeks=1), Event(1))}, "events|grid"),
        ({"events": (Event(0), Event(1, after=(0,)))}, "events"),
        ({"teachers": (Teacher("idle"), Teacher("T", max_week=1))}, "teachers"),
    ],
    ids=["long sessions", "every other week", "an order", "a limit that binds"],
)
def test_what_cannot_be_put_so_is_refused_by_name(
    problem: Problem, change: dict[str, object], part: str
) -> None:
    richer = replace(problem, **change)  # type: ignore[arg-type]  # fields of the problem

    with pytest.raises(FormatError, match=part):
        format_ctt(ctt_likeness(richer), file="x", extended=True)


def test_a_course_whose_sessions_need_different_rooms_is_refused(problem: Problem) -> None:
    mixed = replace(problem, events=(Event(0, kind="lab"), Event(0, kind="theory"), Event(1)))

    with pytest.raises(FormatError, match="events"):
        format_ctt(ctt_likeness(mixed), file="x", extended=True)
