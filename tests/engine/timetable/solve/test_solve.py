"""A solve is honest about what it found, proved and did not know, and it ends when told to."""

from __future__ import annotations

import threading
import time
from dataclasses import replace
from itertools import pairwise

import pytest

from engine.timetable.generate import generate_college
from engine.timetable.kernel.standard import competition_problem
from engine.timetable.problem import Course, Event, Group, Problem, Teacher, TimeGrid
from engine.timetable.result import Progress, Result, Status
from engine.timetable.score import evaluate
from engine.timetable.solve.pipeline import solve
from engine.timetable.weights import Weights
from tests.engine.timetable.school import LOGIC, PROOFS, R1, R2, school

PLAIN = Weights(working_days=1)


@pytest.fixture(scope="module")
def college() -> Problem:
    """The small college: 130 events, every rule of the campus."""
    return generate_college("small")


@pytest.mark.parametrize("workers", [1, 2, 3])
def test_the_optimum_of_a_tiny_problem_is_proved(workers: int) -> None:
    problem = competition_problem()

    result = solve(problem, time_limit=5, workers=workers)

    assert result.status is Status.OPTIMAL
    assert result.cost == result.bound == 2
    assert result.gap == 0
    assert_sound(problem, result)


def test_a_problem_without_events_is_solved_at_no_cost() -> None:
    problem = replace(school(weights=PLAIN), events=())

    result = solve(problem, time_limit=1)

    assert (result.status, result.cost, result.bound) == (Status.OPTIMAL, 0, 0)
    assert_sound(problem, result)


def test_a_problem_without_anything_is_solved_at_no_cost() -> None:
    result = solve(Problem("nothing", TimeGrid(1, 1), (), (), (), (), ()), time_limit=1)

    assert (result.status, result.cost, result.bound) == (Status.OPTIMAL, 0, 0)


def test_a_timetable_that_is_pinned_throughout_is_found() -> None:
    problem = school(Event(0, pin_slot=0, pin_room=0), Event(1, pin_slot=1, pin_room=1), weights=PLAIN)

    result = solve(problem, time_limit=2)

    assert result.status is Status.OPTIMAL
    assert result.timetable is not None
    assert result.timetable.placements == ((0, 0), (1, 1))


def test_an_event_without_a_slot_is_named() -> None:
    closed = replace(LOGIC, unavailable=frozenset(range(8)))

    result = solve(school(courses=(closed, PROOFS), weights=PLAIN), time_limit=2)

    assert_impossible(result, "Logic has no slot")


def test_rooms_that_are_too_few_are_counted() -> None:
    problem = school(Event(0), Event(1), Event(1), grid=TimeGrid(1, 2), rooms=(R1,), weights=PLAIN)

    result = solve(problem, time_limit=2)

    assert_impossible(result, "3 slots a week are needed in rooms R1, 2 there are: short by 1.")


def test_a_teacher_with_more_events_than_time_is_named() -> None:
    ada = Teacher("Ada", unavailable=frozenset(range(1, 8)))
    courses = (LOGIC, replace(PROOFS, teachers=(0,), groups=()))

    result = solve(school(teachers=(ada,), courses=courses, weights=PLAIN), time_limit=2)

    assert_impossible(result, "Ada has 2 slots of events in week 1 and time for 1.")


@pytest.mark.parametrize("workers", [1, 2])
@pytest.mark.parametrize(
    "events",
    [
        pytest.param((Event(0, pin_slot=0), Event(1, pin_slot=0)), id="pins clash"),
        pytest.param((Event(0, after=(1,)), Event(1, after=(0,))), id="order in a circle"),
        pytest.param((Event(0, pin_slot=0, after=(1,)), Event(1)), id="first of all, and yet after"),
    ],
)
def test_what_counting_cannot_see_is_proved_by_the_model(events: tuple[Event, ...], workers: int) -> None:
    result = solve(school(*events, weights=PLAIN), time_limit=3, workers=workers)

    assert_impossible(result, "satisfies all hard rules (proved).")
    assert result.seconds < 2.5


def test_two_pinned_to_one_room_at_once_is_proved_impossible() -> None:
    apart = (LOGIC, replace(PROOFS, groups=()))
    events = Event(0, pin_slot=0, pin_room=0), Event(1, pin_slot=0, pin_room=0), Event(1)

    result = solve(school(*events, courses=apart, weights=PLAIN), time_limit=3)

    assert_impossible(result, "satisfies all hard rules (proved).")


def test_without_time_nothing_is_known(college: Problem) -> None:
    result = solve(college, time_limit=0)

    assert (result.status, result.timetable, result.cost) == (Status.UNKNOWN, None, None)
    assert not result.reasons
    assert result.gap is None


def test_the_time_limit_is_kept(college: Problem) -> None:
    start = time.perf_counter()

    result = solve(college, time_limit=1)

    assert time.perf_counter() - start < 2
    assert result.status is Status.FEASIBLE
    assert_sound(college, result)


def test_a_stop_ends_the_solve_within_a_second_and_keeps_the_best(college: Problem) -> None:
    stop, stopped_at = threading.Event(), [0.0]

    def stop_at_the_first(line: Progress) -> None:
        if line.cost is not None and not stop.is_set():
            stopped_at[0] = time.perf_counter()
            stop.set()

    result = solve(college, time_limit=30, on_progress=stop_at_the_first, stop=stop)

    assert time.perf_counter() - stopped_at[0] < 1
    assert result.status is Status.FEASIBLE
    assert_sound(college, result)


def test_a_solve_that_is_stopped_before_it_begins_knows_nothing(college: Problem) -> None:
    stop = threading.Event()
    stop.set()

    result = solve(college, time_limit=30, stop=stop)

    assert result.status is Status.UNKNOWN
    assert result.seconds < 1


def test_progress_is_told_by_one_thread_at_a_time_and_never_gets_worse(college: Problem) -> None:
    lines: list[Progress] = []
    inside = threading.Lock()

    def listen(line: Progress) -> None:
        assert inside.acquire(blocking=False), "two calls at once"
        time.sleep(0.0005)
        lines.append(line)
        inside.release()

    result = solve(college, time_limit=1, workers=3, on_progress=listen)

    assert_never_worse(lines)
    assert_never_worse(result.history)
    assert result.history[-1].cost == result.cost == lines[-1].cost
    assert result.history[-1].bound == result.bound
    assert set(result.history) <= set(lines)


def test_the_same_seed_gives_the_same_answer(college: Problem) -> None:
    one, two = (solve(college, time_limit=0.2, seed=3, deterministic=True) for _ in range(2))

    assert one.timetable == two.timetable
    assert (one.cost, one.bound, one.work) == (two.cost, two.bound, two.work)
    assert [line.cost for line in one.history] == [line.cost for line in two.history]


def test_another_seed_gives_another_answer(college: Problem) -> None:
    one, two = (solve(college, time_limit=0.1, seed=seed, deterministic=True) for seed in (1, 2))

    assert one.timetable != two.timetable


@pytest.mark.parametrize("time_limit", [float("nan"), -1.0, float("inf")])
def test_a_time_limit_must_be_a_number_of_seconds(time_limit: float) -> None:
    with pytest.raises(ValueError, match="expected 0 or more"):
        solve(competition_problem(), time_limit=time_limit)


def test_somebody_must_work() -> None:
    with pytest.raises(ValueError, match="There are 0 workers; expected 1 or more"):
        solve(competition_problem(), workers=0)


def test_a_listener_that_fails_at_an_improvement_ends_the_solve(college: Problem) -> None:
    def fail(line: Progress) -> None:
        raise ConnectionError(line.stage)

    before = set(threading.enumerate())

    with pytest.raises(ConnectionError):
        solve(college, time_limit=20, on_progress=fail)
    assert set(threading.enumerate()) == before


def test_a_listener_that_fails_between_improvements_ends_the_solve(college: Problem) -> None:
    """The pulse is told from the thread that called, which must not leave the others running."""
    caller = threading.current_thread()

    def fail(line: Progress) -> None:
        if threading.current_thread() is caller:
            raise ConnectionError(line.stage)

    before = set(threading.enumerate())

    with pytest.raises(ConnectionError):
        solve(college, time_limit=20, on_progress=fail)
    assert set(threading.enumerate()) == before


@pytest.mark.parametrize("stage", ["periods", "whole"])
def test_a_listener_that_fails_at_a_bound_ends_the_solve(stage: str) -> None:
    """Bounds are told from within the CP-SAT solver, which must hand the failure on."""
    problem = bounded_by_rooms() if stage == "whole" else competition_problem()
    told: list[str] = []

    def fail(line: Progress) -> None:
        told.append(line.stage)
        if line.stage == stage:
            raise ConnectionError(stage)

    before = set(threading.enumerate())

    try:
        solve(problem, time_limit=5, on_progress=fail)
    except ConnectionError:
        assert stage in told
    else:
        assert stage not in told
    assert set(threading.enumerate()) == before


def bounded_by_rooms() -> Problem:
    """Two lectures that no one room can hold: the cost comes from rooms, not from slots."""
    grid = TimeGrid(1, 2)
    rooms = replace(R1, unavailable=frozenset({0})), replace(R2, unavailable=frozenset({1}))
    courses = (Course("Logic", (0,), (0,), 10),)
    weights = Weights.preset("itc2007")
    events = Event(0), Event(0)
    return Problem("rooms", grid, rooms, (Teacher("Ada"),), (Group("1A"),), courses, events, weights)


def assert_impossible(result: Result, reason: str) -> None:
    assert result.status is Status.INFEASIBLE
    assert result.timetable is None
    assert result.cost is None
    assert any(reason in text for text in result.reasons), result.reasons


def assert_never_worse(lines: list[Progress] | tuple[Progress, ...]) -> None:
    for before, after in pairwise(lines):
        assert after.bound >= before.bound
        assert before.cost is None or (after.cost is not None and after.cost <= before.cost)
        assert after.seconds >= before.seconds


def assert_sound(problem: Problem, result: Result) -> None:
    assert result.timetable is not None
    score = evaluate(problem, result.timetable)
    assert score.is_feasible
    assert score.cost == result.cost
    assert score.cost_by_rule == result.cost_by_rule
    assert result.bound <= score.cost
