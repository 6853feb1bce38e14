"""The file of single solves, so that a benchmark of hours can be broken off and go on.

A solve counts again only for the commit that it was measured at, and only when nothing in the
engine had been changed since that commit.
"""

from __future__ import annotations

import csv
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from engine.timetable import Result

RUNS = Path(__file__).with_name("runs.csv")


@dataclass(frozen=True)
class Run:
    """One solve of one instance with one seed.

    Attributes
    ----------
    commit : str
        The engine it was measured with.
    limit : float
        Seconds that the solve was given.
    cost : float
        Infinite when no timetable was found.
    first, seconds : float
        Seconds to the first feasible timetable (infinite when there was none), and to the answer.
    """

    commit: str
    limit: float
    instance: str
    seed: int
    cost: float
    bound: int
    first: float
    seconds: float


def describe_run(commit: str, limit: float, instance: str, seed: int, result: Result) -> Run:
    """What is kept of a result."""
    endless = float("inf")
    first = next((line.seconds for line in result.history if line.cost is not None), endless)
    cost = endless if result.cost is None else float(result.cost)
    return Run(commit, limit, instance, seed, cost, result.bound, round(first, 3), round(result.seconds, 1))


def read_runs(file: Path = RUNS) -> list[Run]:
    """All solves kept, oldest first."""
    if not file.exists():
        return []
    with file.open(encoding="utf-8", newline="") as text:
        return [
            Run(
                row["commit"],
                float(row["limit"]),
                row["instance"],
                int(row["seed"]),
                float(row["cost"]),
                int(row["bound"]),
                float(row["first"]),
                float(row["seconds"]),
            )
            for row in csv.DictReader(text)
        ]


def append_run(run: Run, file: Path = RUNS) -> None:
    """Keep one solve."""
    new = not file.exists()
    with file.open("a", encoding="utf-8", newline="") as text:
        writer = csv.DictWriter(text, [field.name for field in fields(Run)], lineterminator="\n")
        if new:
            writer.writeheader()
        writer.writerow(asdict(run))
