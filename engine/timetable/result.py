"""What a solve tells: while it runs, and when it has ended."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

from engine.timetable.timetable import Timetable


class Status(StrEnum):
    """How a solve ended; "no timetable" is an answer, not an error."""

    OPTIMAL = "optimal"
    FEASIBLE = "feasible"
    INFEASIBLE = "infeasible"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Progress:
    """One line of a solve's story.

    Parameters
    ----------
    seconds
        Since the solve began.
    stage
        Who made the step: ``anneal``, ``periods`` (the period model), ``polish`` (annealing from
        its slots) or ``whole`` (the model with rooms).
    cost
        Of the best timetable so far; None before the first feasible one.
    bound
        No timetable costs less: proved.
    unplaced
        Breaches of hard rules in the best attempt, each slot of an event without a place among
        them; 0 once a timetable is feasible.
    """

    seconds: float
    stage: str
    cost: int | None
    bound: int
    unplaced: int = 0

    @property
    def gap(self) -> float | None:
        """Proved distance to the optimum, as a share of the cost; None without a timetable."""
        return relative_gap(self.cost, self.bound)


@dataclass(frozen=True)
class Result:
    """The answer to a solve.

    Parameters
    ----------
    timetable
        The best found, checked by the referee; None unless optimal or feasible.
    cost_by_rule
        Cost of each soft rule that the problem has, 0 included.
    bound
        Proved lower bound of the cost.
    history
        Each improvement of the cost or the bound.
    reasons
        When infeasible: the proof, in words.
    stopped
        Why each stage ended, by the name of the stage.
    work
        What was done, for benchmarks: proposals, CP-SAT's deterministic time …
    """

    status: Status
    timetable: Timetable | None
    cost: int | None
    bound: int
    cost_by_rule: dict[str, int]
    seconds: float
    history: tuple[Progress, ...]
    reasons: tuple[str, ...] = ()
    stopped: dict[str, str] = field(default_factory=dict)
    work: dict[str, float] = field(default_factory=dict)

    @property
    def gap(self) -> float | None:
        """Proved distance to the optimum, as a share of the cost; None without a timetable."""
        return relative_gap(self.cost, self.bound)


OnProgress = Callable[[Progress], None]
"""Called from the solve's threads, one call at a time, at every improvement and every second or so."""


def relative_gap(cost: int | None, bound: int) -> float | None:
    """Share of the cost that may still be saved: ``(cost - bound) / cost``, 0 when they meet."""
    if cost is None:
        return None
    return (cost - bound) / cost if cost > bound else 0.0
