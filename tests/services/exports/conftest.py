"""A small college with one timetable and what it costs, made by hand."""

from __future__ import annotations

import pytest

from engine.timetable.problem import Course, Event, Group, Problem, Room, Teacher, TimeGrid
from engine.timetable.result import Progress, Result, Status
from engine.timetable.timetable import Timetable


@pytest.fixture
def problem() -> Problem:
    """Two courses, one of them in odd weeks only; names that would hurt a careless page."""
    return Problem(
        name="A & B </script><script>alert(1)</script>",
        grid=TimeGrid(days=2, slots_per_day=3, weeks=2, starts=(480, 540, 620)),
        rooms=(Room("R1", 30, name="Hall <1>", unavailable=frozenset({5})),),
        teachers=(Teacher("T1", name="Ada"),),
        groups=(Group("G1", size=25, disliked=frozenset({0})),),
        courses=(Course("C1", (0,), (0,), 25, name="Logic"), Course("C2", (0,), (0,), 25)),
        events=(Event(0, duration=2), Event(1, weeks=0b01, pin_slot=3, pin_room=0)),
    )


@pytest.fixture
def result() -> Result:
    """A solve of three steps that left a gap."""
    history = (
        Progress(0.1, "anneal", None, 0, unplaced=2),
        Progress(0.5, "anneal", 900, 0),
        Progress(2.0, "periods", 40, 30),
    )
    timetable = Timetable.of([(0, 0), (3, 0)])
    return Result(Status.FEASIBLE, timetable, 40, 30, {"disliked": 40, "late": 0}, 3.0, history)
