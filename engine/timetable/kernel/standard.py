"""The kernels that an installation compiles, and the problems that stand for them."""

from __future__ import annotations

import time
from dataclasses import replace

import numpy as np

from engine.timetable.formats import read_problem
from engine.timetable.generate import generate_college
from engine.timetable.kernel.annealer import Annealer, Engine
from engine.timetable.kernel.compose import mark_ready
from engine.timetable.layout import Layout
from engine.timetable.problem import Course, Event, Group, Placement, Problem, Room, Teacher, TimeGrid
from engine.timetable.weights import Weights


def competition_problem() -> Problem:
    """The smallest problem with all of the competition's rules."""
    return Problem(
        name="competition",
        grid=TimeGrid(days=2, slots_per_day=2),
        rooms=(Room("r1", 10), Room("r2", 30)),
        teachers=(Teacher("t1"), Teacher("t2")),
        groups=(Group("q1"),),
        courses=(
            Course("c1", (0,), (0,), 20, min_days=2, unavailable=frozenset({0})),
            Course("c2", (1,), (0,), 5),
        ),
        events=(Event(0), Event(0), Event(1)),
        weights=Weights.preset("itc2007"),
    )


def college_problem() -> Problem:
    """A problem with every rule there is."""
    college = generate_college("small")
    rooms = tuple(replace(room, max_bookings=room.max_bookings or 9) for room in college.rooms)
    weights = replace(
        college.weights, room_capacity=1, isolated_teacher=1, long_run_group=1, long_run_teacher=1
    )
    previous = tuple(replace(event, previous=Placement(0, 0)) for event in college.events)
    return replace(college, rooms=rooms, weights=weights, events=previous)


def standard_engines(files: list[str]) -> dict[str, Engine]:
    """Engines whose kernels are to be compiled, by name: the standard ones, or those of some problems."""
    if files:
        return {file: engine_with_own_kernel(read_problem(file)) for file in files}
    long_days = engine_with_own_kernel(college_problem(), tables=False)
    return {
        "college": engine_with_own_kernel(college_problem()),
        "college with long days": long_days,
        "competition": engine_with_own_kernel(competition_problem()),
    }


def engine_with_own_kernel(problem: Problem, *, tables: bool | None = None) -> Engine:
    """An engine whose kernel has the problem's own rules, ready or not."""
    engine = Engine(Layout(problem))
    own = engine.own_composition
    return Engine(engine.layout, own if tables is None else replace(own, tables=tables))


def compile_kernel(engine: Engine) -> float:
    """Compile one kernel, by using all of it for a moment; seconds it took."""
    start = time.perf_counter()
    annealer = Annealer(engine, seed=1)
    annealer.run(10, 1.0)
    annealer.load(annealer.state.slot.copy(), annealer.state.room.copy())
    nowhere = np.zeros(0, np.int32)
    annealer.price_places(0, nowhere, nowhere)
    mark_ready(engine.composition)
    return time.perf_counter() - start
