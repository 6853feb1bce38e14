"""The timetable benchmark: competition instances, generated colleges, and the kernel's speed.

    python -m benchmarks.timetable [--seconds 60] [--seeds 3] [--instances comp01 comp02 …] [--data DIR]

Each solve gets the time and two workers; the median over the seeds stands beside the best known
cost and the published averages of `reference.csv`. Results go to `benchmarks/RESULTS.md`, one
section for each time limit, with machine and commit. Every solve is kept in `benchmarks/runs.csv`
as soon as it ends: a benchmark that was broken off goes on where it stopped, as long as the engine
is the same.
"""

from __future__ import annotations

import argparse
import csv
import os
import resource
import statistics
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from benchmarks.kernel import measure_kernel
from benchmarks.machine import describe_machine, read_commit
from benchmarks.results import write_section
from benchmarks.runs import Run, append_run, describe_run, read_runs
from engine.timetable import solve
from engine.timetable.formats import read_problem
from engine.timetable.generate import generate_college

WORKERS = 2


@dataclass(frozen=True)
class Cell:
    """One instance's solves, one for each seed."""

    name: str
    runs: tuple[Run, ...]

    @property
    def cost(self) -> float:
        """Median cost; infinite when a solve found no timetable."""
        return statistics.median(run.cost for run in self.runs)

    @property
    def costs(self) -> str:
        """The costs, one for each seed."""
        return " ".join(f"{run.cost:g}" for run in self.runs)

    @property
    def bound(self) -> int:
        """Best bound proved with any seed."""
        return max(run.bound for run in self.runs)

    @property
    def first(self) -> float:
        """Longest time to the first feasible timetable, in seconds."""
        return max(run.first for run in self.runs)


def main() -> None:
    """Measure what the arguments ask for and write it down."""
    options = _options()
    data = options.data / "itc2007"
    if data.is_dir():
        _competition(data, options)
    else:
        print(f"No competition instances at {data}: set --data or ROSTER_DATA to measure them.")
    if options.colleges:
        _colleges(options)


def _competition(data: Path, options: argparse.Namespace) -> None:
    composed, fused = measure_kernel(data / "comp07.ctt")
    speed = (
        f"Kernel on comp07: {composed:.1f} million proposals a second composed, {fused:.1f} fused by hand "
        f"(ratio {fused / composed:.2f})."
    )
    print(speed, flush=True)
    reference = _reference(data / "reference.csv")
    names = options.instances or sorted(reference)
    cells = [_solve(data / f"{name}.ctt", options) for name in names]
    lines = [speed, "", *_table(cells, reference)]
    write_section(f"ITC-2007 at {options.seconds:g} s", describe_machine(), lines)


def _solve(path: Path, options: argparse.Namespace) -> Cell:
    problem = read_problem(path)
    commit = read_commit()
    kept = {
        run.seed: run
        for run in read_runs()
        if (run.commit, run.limit, run.instance) == (commit, options.seconds, path.stem)
        and commit.isalnum()
        and commit != "unknown"
    }
    runs = []
    for seed in range(1, options.seeds + 1):
        run = kept.get(seed)
        if run is None:
            result = solve(problem, time_limit=options.seconds, workers=WORKERS, seed=seed)
            run = describe_run(commit, options.seconds, path.stem, seed, result)
            append_run(run)
        runs.append(run)
    cell = Cell(path.stem, tuple(runs))
    print(f"{cell.name}: {cell.costs}, bound {cell.bound}, first after {cell.first:.2f} s", flush=True)
    return cell


def _table(cells: list[Cell], reference: dict[str, dict[str, float]]) -> list[str]:
    lines = [
        "| instance | costs by seed | median | bound | gap | first feasible, s "
        "| best known | Müller | Bellio |",
        "|---|---|---:|---:|---:|---:|---:|---:|---:|",
    ]
    for cell in cells:
        known = reference[cell.name]
        gap = 0.0 if cell.cost <= cell.bound else (cell.cost - cell.bound) / cell.cost
        lines.append(
            f"| {cell.name} | {cell.costs} | {cell.cost:g} | {cell.bound} | {gap:.0%} | {cell.first:.2f} "
            f"| {known['best_known']:g} | {known['muller_avg']:g} | {known['bellio2012_avg']:g} |"
        )
    columns = ("best_known", "muller_avg", "bellio2012_avg")
    sums = [sum(reference[cell.name][column] for cell in cells) for column in columns]
    total = sum(cell.cost for cell in cells)
    lines.append(f"| sum | | {total:g} | | | | {sums[0]:g} | {sums[1]:g} | {sums[2]:g} |")
    proved = ", ".join(cell.name for cell in cells if cell.bound >= cell.cost)
    print(f"sum of medians {total:g}; proved optimal: {proved or 'none'}")
    return [*lines, "", f"Proved optimal: {proved or 'none'}."]


def _colleges(options: argparse.Namespace) -> None:
    """Colleges, each in a process of its own so that its memory can be told."""
    lines = [
        "| college | events | cost | bound | gap | first feasible, s | memory, MB |",
        "|---|---:|---:|---:|---:|---:|---:|",
    ]
    for size in ("demo", "large", "huge"):
        command = [
            sys.executable,
            "-m",
            "benchmarks.timetable",
            "--college",
            size,
            "--seconds",
            f"{options.seconds}",
        ]
        answer = subprocess.run(command, capture_output=True, text=True, check=True)
        lines.append(answer.stdout.strip())
        print(lines[-1], flush=True)
    write_section(f"Colleges at {options.seconds:g} s", describe_machine(), lines)


def _one_college(size: str, seconds: float) -> None:
    problem = generate_college(size)
    result = solve(problem, time_limit=seconds, workers=WORKERS)
    first = next((line.seconds for line in result.history if line.cost is not None), float("inf"))
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    gap = "" if result.gap is None else f"{result.gap:.0%}"
    cells = [size, len(problem.events), result.cost, result.bound, gap, f"{first:.1f}", f"{memory:.0f}"]
    print("| " + " | ".join(map(str, cells)) + " |")


def _reference(path: Path) -> dict[str, dict[str, float]]:
    with path.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return {row["instance"]: {k: float(v) for k, v in row.items() if k != "instance"} for row in rows}


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measure the timetable engine.")
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--instances", nargs="*")
    parser.add_argument("--data", type=Path, default=Path(os.environ.get("ROSTER_DATA", "../shared/data")))
    parser.add_argument("--colleges", action=argparse.BooleanOptionalAction, default=True)
    parser.add_argument("--college", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.college:
        _one_college(options.college, options.seconds)
        sys.exit()
    return options


if __name__ == "__main__":
    main()
