"""The ends of a frontier are the true optima, and no timetable lies below its lines."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest
from hypothesis import given, settings

from engine.timetable.fairness import Frontier, fairness_frontier, fairness_of
from engine.timetable.generate import generate_college
from engine.timetable.problem import Event, Problem, Teacher, TimeGrid
from engine.timetable.result import Progress, Status
from engine.timetable.score import evaluate
from engine.timetable.weights import Weights
from tests.engine.timetable.every_timetable import every_timetable
from tests.engine.timetable.problems import tiny
from tests.engine.timetable.school import LOGIC, R1, school

LIMIT_S = 20.0


def quiet_tuesdays(events: int) -> Problem:
    """Ada would rather be free on Tuesdays, which leaves all the load to Monday."""
    ada = Teacher("Ada", disliked=frozenset(range(4, 8)))
    return school(
        *[Event(0)] * events,
        teachers=(ada,),
        rooms=(R1,),
        courses=(LOGIC,),
        weights=Weights(disliked=3, day_balance_group=1, day_balance_teacher=1),
    )


def corners(problem: Problem) -> set[tuple[int, int]]:
    """Fairness and rest of every timetable."""
    scores = [score for _, score in every_timetable(problem)]
    return {(fairness_of(score), score.cost - fairness_of(score)) for score in scores}


def check_against_every_timetable(frontier: Frontier) -> None:
    """Both ends are the best of all, and all keep what is proved."""
    every = corners(frontier.problem)
    fairest = min(every)
    assert (frontier.fairest.fairness, frontier.fairest.rest) == fairest
    assert frontier.best.cost == min(map(sum, every)) >= frontier.least_cost
    assert frontier.least_fairness <= fairest[0]
    for fairness, rest in every:
        assert all(line.rest * rest + line.fairness * fairness >= line.bound for line in frontier.lines)
        assert all(rest >= point.bound for point in frontier.points if fairness <= point.fairness)


def test_the_ends_are_the_best_total_cost_and_the_fairest_week() -> None:
    frontier = fairness_frontier(quiet_tuesdays(3), time_limit=LIMIT_S)

    assert frontier.status is Status.OPTIMAL
    assert [(point.fairness, point.rest) for point in frontier.points] == [(2, 0), (0, 3)]
    assert frontier.least_fairness == 0
    check_against_every_timetable(frontier)


@settings(max_examples=4, deadline=None)
@given(problem=tiny())
def test_the_ends_are_the_best_of_all_timetables_and_all_keep_the_lines(problem: Problem) -> None:
    frontier = fairness_frontier(problem, points=3, time_limit=LIMIT_S)

    if frontier.points:
        check_against_every_timetable(frontier)
    else:
        assert frontier.status is Status.INFEASIBLE
        assert not corners(frontier.problem)


def test_points_are_apart_ordered_and_of_the_cost_that_the_referee_finds() -> None:
    problem = generate_college("small")

    frontier = fairness_frontier(problem, points=4, time_limit=6.0)

    fairness = [point.fairness for point in frontier.points]
    rest = [point.rest for point in frontier.points]
    assert len({point.factor for point in frontier.points}) == len(frontier.points) <= 4
    assert fairness == sorted(set(fairness), reverse=True)
    assert rest == sorted(set(rest))
    for point in frontier.points:
        assert evaluate(problem, point.timetable).is_feasible
        assert evaluate(problem, point.timetable).cost == point.cost
        assert point.bound <= point.rest


def test_one_worker_finds_them_too() -> None:
    frontier = fairness_frontier(quiet_tuesdays(3), points=2, time_limit=LIMIT_S, workers=1)

    assert [(point.fairness, point.rest) for point in frontier.points] == [(2, 0), (0, 3)]


def test_progress_names_the_factor_and_time_never_runs_back() -> None:
    steps: list[Progress] = []

    fairness_frontier(quiet_tuesdays(3), points=2, time_limit=LIMIT_S, on_progress=steps.append)

    assert {step.stage.split(",")[0] for step in steps} >= {"fairness × 1", "fairness × 1000"}
    seconds = [step.seconds for step in steps]
    assert seconds == sorted(seconds)


def test_told_to_stop_it_ends_at_once() -> None:
    stop = threading.Event()
    stop.set()

    frontier = fairness_frontier(generate_college("small"), time_limit=60.0, stop=stop)

    assert frontier.seconds < 30


def test_that_there_is_no_timetable_is_proved() -> None:
    full = school(grid=TimeGrid(1, 1), rooms=(R1,))

    frontier = fairness_frontier(full, time_limit=LIMIT_S)

    assert (frontier.status, frontier.points) == (Status.INFEASIBLE, ())
    assert frontier.reasons


def test_a_problem_without_events_has_one_point() -> None:
    empty = replace(school(), courses=(), events=())

    (point,) = fairness_frontier(empty, time_limit=1.0).points

    assert (point.cost, point.is_proved) == (0, True)


def test_prices_near_the_largest_are_multiplied_no_further() -> None:
    dear = replace(quiet_tuesdays(2), weights=Weights(disliked=1, day_balance_group=600_000))

    frontier = fairness_frontier(dear, points=3, time_limit=LIMIT_S)

    assert {line.fairness for line in frontier.lines} == {0, 1}


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"points": 1}, "expected 2 to 12"),
        ({"points": 13}, "expected 2 to 12"),
        ({"time_limit": -1.0}, "time limit"),
        ({"time_limit": float("nan")}, "time limit"),
        ({"workers": 0}, "0 workers"),
    ],
)
def test_numbers_out_of_their_ranges_are_refused(options: dict[str, int], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        fairness_frontier(quiet_tuesdays(2), **options)  # type: ignore[arg-type]
