"""The frontier between the best total cost and the fairest week: its points and what is proved of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from engine.timetable.fairness.pricing import fairness_of
from engine.timetable.problem import Problem
from engine.timetable.result import Status
from engine.timetable.score import Score
from engine.timetable.timetable import Timetable


@dataclass(frozen=True, slots=True)
class Line:
    """What every timetable keeps, proved: ``rest * its rest + fairness * its fairness >= bound``.

    Parameters
    ----------
    rest, fairness
        What the two costs were multiplied by in the solve that proved it.
    """

    rest: int
    fairness: int
    bound: int

    def least_rest(self, fairness: int) -> int:
        """The lowest rest that the line leaves to timetables of this fairness cost or a lower one."""
        return -((self.fairness * fairness - self.bound) // self.rest) if self.rest else 0


@dataclass(frozen=True)
class Point:
    """A timetable of the frontier.

    Parameters
    ----------
    factor
        What the rules of fairness were multiplied by when it was found.
    score
        The referee's verdict, at the prices that the frontier is judged by.
    fairness, rest
        What is paid to the rules of fairness, and to all others.
    bound
        No timetable that is at least as fair has a lower rest: proved.
    """

    factor: int
    timetable: Timetable
    score: Score
    fairness: int
    rest: int
    bound: int

    @property
    def cost(self) -> int:
        """Total cost."""
        return self.fairness + self.rest

    @property
    def is_proved(self) -> bool:
        """Whether no timetable is at least as fair and pays less to the other rules."""
        return self.rest <= self.bound


@dataclass(frozen=True)
class Frontier:
    """Timetables of which none is both fairer and cheaper in the rest than another.

    Parameters
    ----------
    status
        Optimal when every point is proved, feasible when there are points, infeasible when there is
        no timetable (proved), unknown when none was found in time.
    problem
        With the prices by which fairness was judged: its own, or 1 where it has none.
    points
        From the least fair, which is the cheapest in the rest, to the fairest.
    lines
        What the solves have proved of every timetable.
    reasons
        When infeasible: the proof, in words.
    """

    status: Status
    problem: Problem
    points: tuple[Point, ...]
    lines: tuple[Line, ...]
    reasons: tuple[str, ...]
    seconds: float

    @property
    def best(self) -> Point:
        """The point of the lowest total cost, of equal ones the fairer; only where there are points."""
        return min(self.points, key=lambda point: (point.cost, point.fairness))

    @property
    def fairest(self) -> Point:
        """The point of the lowest fairness cost; only where there are points."""
        return self.points[-1]

    @property
    def least_cost(self) -> int:
        """No timetable has a lower total cost: proved."""
        return max((line.bound for line in self.lines if line.rest == line.fairness), default=0)

    @property
    def least_fairness(self) -> int:
        """No timetable has a lower fairness cost: proved."""
        return max((-(-line.bound // line.fairness) for line in self.lines if not line.rest), default=0)


def points_of(found: Iterable[tuple[int, Timetable, Score]], lines: Sequence[Line]) -> tuple[Point, ...]:
    """The points that no other dominates, from the least fair to the fairest.

    Parameters
    ----------
    found
        Timetables with the factors that they were found at, and their scores; of equally good ones
        the first is kept.
    lines
        What is proved.
    """
    points = [_point(factor, timetable, score, lines) for factor, timetable, score in found]
    kept: list[Point] = []
    for point in sorted(points, key=lambda one: (one.rest, one.fairness)):
        if not kept or point.fairness < kept[-1].fairness:
            kept.append(point)
    return tuple(kept)


def _point(factor: int, timetable: Timetable, score: Score, lines: Sequence[Line]) -> Point:
    fairness = fairness_of(score)
    bound = max((line.least_rest(fairness) for line in lines), default=0)
    return Point(factor, timetable, score, fairness, score.cost - fairness, max(0, bound))
