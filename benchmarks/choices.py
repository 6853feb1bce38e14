"""The benchmark of choosing: the fairness frontier and the variants of a generated college.

    python -m benchmarks.choices [--size demo] [--seconds 30 60] [--seed 1]

Each search gets the time and two workers. Every timetable is judged by the referee before it is
counted, and every proved line is held against every timetable found. Results go to
`benchmarks/RESULTS.md`, one section for each time limit, with machine and commit.
"""

from __future__ import annotations

import argparse
import os
from itertools import combinations

from benchmarks.machine import describe_machine
from benchmarks.results import write_section
from engine.timetable import Frontier, Problem, Variants, evaluate, fairness_frontier, variants
from engine.timetable.generate import generate_college

WORKERS = 2
POINTS = 6
COUNT, DIFFER, TOLERANCE = 5, 20, 0.05


def main() -> None:
    """Measure what the arguments ask for and write it down."""
    options = _options()
    problem = generate_college(options.size)
    for seconds in options.seconds:
        load = f"Load of the machine as it began: {os.getloadavg()[0]:.1f}; 0 means that it did nothing else."
        frontier = _frontier(problem, seconds, options.seed)
        lines = [load, "", *frontier, "", *_variants(problem, seconds, options.seed)]
        print("\n".join(lines), flush=True)
        write_section(f"Choices for the {options.size} college at {seconds:g} s", describe_machine(), lines)


def _frontier(problem: Problem, seconds: float, seed: int) -> list[str]:
    frontier = fairness_frontier(problem, points=POINTS, time_limit=seconds, workers=WORKERS, seed=seed)
    _assert_frontier(frontier)
    return [
        f"Fairness frontier, {POINTS} points wanted, seed {seed}, {frontier.seconds:.1f} s; proved of "
        f"every timetable: total cost {frontier.least_cost} or more, fairness {frontier.least_fairness} "
        "or more.",
        "",
        "| fairness counts | total cost | fairness | the rest | rest at least (proved) |",
        "|---:|---:|---:|---:|---:|",
        *(
            f"| × {point.factor} | {point.cost} | {point.fairness} | {point.rest} | {point.bound} |"
            for point in frontier.points
        ),
    ]


def _assert_frontier(frontier: Frontier) -> None:
    assert frontier.points
    for point in frontier.points:
        score = evaluate(frontier.problem, point.timetable)
        assert score.is_feasible
        assert score.cost == point.cost
        for line in frontier.lines:
            assert line.rest * point.rest + line.fairness * point.fairness >= line.bound


def _variants(problem: Problem, seconds: float, seed: int) -> list[str]:
    found = variants(
        problem,
        count=COUNT,
        min_difference=DIFFER,
        tolerance=TOLERANCE,
        time_limit=seconds,
        workers=WORKERS,
        seed=seed,
    )
    _assert_variants(problem, found)
    costs = [str(one.cost) for one in found.variants]
    apart = [
        one for row, other in combinations(range(len(costs)), 2) for one in [found.differences[row][other]]
    ]
    return [
        f"Variants, {COUNT} wanted with {DIFFER} events elsewhere and {TOLERANCE:.0%} of cost, seed {seed}: "
        f"{len(costs)} of cost {' '.join(costs)} (limit {found.limit}) in {found.seconds:.1f} s, half of the "
        "time being for the first; any two differ in "
        f"{min((one.events for one in apart), default=0)} to {max((one.events for one in apart), default=0)} "
        f"events, {min((one.times for one in apart), default=0)} or more of them at another time.",
    ]


def _assert_variants(problem: Problem, found: Variants) -> None:
    assert found.variants
    for one in found.variants:
        score = evaluate(problem, one.timetable)
        assert score.is_feasible
        assert found.limit is not None
        assert score.cost <= found.limit
    for row, other in combinations(range(len(found.variants)), 2):
        assert found.differences[row][other].events >= DIFFER


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measure the frontier and the variants.")
    parser.add_argument("--size", default="demo")
    parser.add_argument("--seconds", type=float, nargs="*", default=[30.0, 60.0])
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


if __name__ == "__main__":
    main()
