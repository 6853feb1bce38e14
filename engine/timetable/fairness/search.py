"""The search for the frontier: solves in which fairness counts for more and more.

Each solve minimises ``rest + factor * fairness``, starts from the best timetable known at its factor,
and proves a line that no timetable of any kind goes below. One more counts fairness alone, for the
bound of the fairest week; and the last goes back to where the first was, from all that has been found.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field, replace
from functools import cached_property

from engine.timetable.fairness.frontier import Frontier, Line, points_of
from engine.timetable.fairness.pricing import fairness_of, judged_for_fairness, largest_factor, reweighted
from engine.timetable.fairness.resume import resume
from engine.timetable.kernel.annealer import HARD_WEIGHT, Engine
from engine.timetable.kernel.compose import Composition
from engine.timetable.layout import Layout
from engine.timetable.problem import Problem
from engine.timetable.result import OnProgress, Progress, Result, Status
from engine.timetable.score import Score, evaluate
from engine.timetable.solve.crowding import STAGE as CROWDING
from engine.timetable.solve.limits import check_limits
from engine.timetable.solve.pipeline import RefereeDisagrees, solve
from engine.timetable.timetable import Timetable

FAIREST = 1_000
"""Factor at which the rest hardly counts any more: the fairest week, and the best of those."""

FACTORS = (1, FAIREST, 0, 4, 2, 16, 8, 64, 32, 256, 128, 3)
"""The factors there are, those first that tell most: the two ends, the end without fairness …"""

MOST_POINTS = len(FACTORS)

FIRST_SHARE = 0.4
"""Of the time, for the first timetable, which all others descend from."""

END_SHARE = 2
"""Of what is left, for each of the two solves of the fairest week: as much as for two others."""


def fairness_frontier(
    problem: Problem,
    *,
    points: int = 6,
    time_limit: float = 60.0,
    workers: int = 2,
    seed: int = 1,
    on_progress: OnProgress | None = None,
    stop: threading.Event | None = None,
) -> Frontier:
    """Timetables between the best total cost and the fairest week, and what is proved of all others.

    Parameters
    ----------
    problem
        What to plan. Where it prices none of the rules of fairness, they are judged at 1 a unit.
    points
        How many factors to solve at, 2 to 12; points that another dominates are dropped, so that
        there may be fewer in the answer. From the third on, one does not ask for fairness at all.
    time_limit
        Seconds, for all solves together.
    workers
        Threads of each solve.
    seed
        Of all random choices.
    on_progress
        Told of every improvement; the stage names the factor, by which cost and bound are counted.
    stop
        Set it to end early and keep what has been found.

    Raises
    ------
    ValueError
        If there are too few points or too many, the time limit is negative or no number, or there is
        no worker.
    RefereeDisagrees
        If the referee finds another cost than a solve, or a broken rule.
    """
    if not 2 <= points <= MOST_POINTS:
        raise ValueError(f"A frontier of {points} points was asked for; expected 2 to {MOST_POINTS}.")
    check_limits(time_limit, workers)
    search = _Search(
        judged_for_fairness(problem),
        time_limit,
        workers,
        seed,
        on_progress or (lambda _: None),
        stop or threading.Event(),
    )
    return search.run(points)


@dataclass
class _Search:
    """One search under way."""

    problem: Problem
    time_limit: float
    workers: int
    seed: int
    on_progress: OnProgress
    stop: threading.Event
    known: list[tuple[Timetable, Score]] = field(default_factory=list)
    found: dict[int, tuple[Timetable, Score]] = field(default_factory=dict)
    bounds: dict[tuple[int, int], int] = field(default_factory=dict)
    began: float = field(default_factory=time.perf_counter)

    def run(self, points: int) -> Frontier:
        first = self._solve_first()
        if first.timetable is None:
            return Frontier(first.status, self.problem, (), (), first.reasons, self._seconds())
        self._note(1, 1, first.timetable, first.cost, first.bound)
        # Rules of fairness price no slots, so what crowding has proved holds for the rest by itself.
        self.bounds[1, 0] = max((step.bound for step in first.history if step.stage == CROWDING), default=0)
        legs = self._legs(points) if self.problem.events else []
        for index, (rest, factor, share) in enumerate(legs):
            if self.stop.is_set():
                break
            left = max(0.0, self.time_limit - self._seconds())
            self._resume(rest, factor, left * share / sum(share for *_, share in legs[index:]))
        return self._frontier()

    @cached_property
    def _composition(self) -> Composition:
        return Engine(Layout(self.problem)).composition

    def _solve_first(self) -> Result:
        return solve(
            reweighted(self.problem, rest=True, fairness=1),
            time_limit=FIRST_SHARE * self.time_limit,
            workers=self.workers,
            seed=self.seed,
            on_progress=self._teller(1, 1),
            stop=self.stop,
        )

    def _legs(self, points: int) -> list[tuple[int, int, int]]:
        """Factors of rest and fairness, and shares of the time, such that neighbours follow each other."""
        most = largest_factor(self.problem)
        factors = sorted({min(factor, most) for factor in FACTORS[:points]})
        upward = [factor for factor in factors if factor > 1]
        return [
            *((1, factor, 1) for factor in upward[:-1]),
            (0, 1, END_SHARE),
            *((1, factor, END_SHARE) for factor in upward[-1:]),
            *((1, 0, 1) for factor in factors if factor == 0),
            (1, 1, 1),
        ]

    def _resume(self, rest: int, factor: int, seconds: float) -> None:
        """Solve at a factor, from the best timetable known at it."""
        start, score = min(self.known, key=lambda one: _weighted(one[1], rest, factor))
        resumed = resume(
            reweighted(self.problem, rest=bool(rest), fairness=factor),
            start,
            _weighted(score, rest, factor),
            composition=self._composition,
            seconds=seconds,
            workers=self.workers,
            seed=self.seed,
            hard_weight=HARD_WEIGHT * max(1, factor),
            proved=self._proved(rest, factor),
            # Where the first solve, which has the most time, has proved no more than crowding, others would
            # not either; fairness alone is the smaller model.
            proving=self.bounds[1, 1] > self.bounds[1, 0] or not rest,
            on_progress=self._teller(rest, factor),
            stop=self.stop,
        )
        self._note(rest, factor, resumed.timetable, resumed.cost, resumed.bound)

    def _proved(self, rest: int, factor: int) -> int:
        """What is known of a solve's cost before it begins: from itself, or from both ends together."""
        ends = rest * self.bounds[1, 0] + factor * self.bounds.get((0, 1), 0)
        return max(ends, self.bounds.get((rest, factor), 0))

    def _note(self, rest: int, factor: int, timetable: Timetable, cost: int | None, bound: int) -> None:
        """Keep a timetable and a line, once the referee has agreed."""
        score = evaluate(self.problem, timetable)
        weighted = _weighted(score, rest, factor)
        if not score.is_feasible or weighted != cost or bound > weighted:
            raise RefereeDisagrees(
                f"Where fairness counts {factor} times, a solve claims a feasible timetable of cost {cost} "
                f"and a bound of {bound}; the referee finds cost {weighted} and {len(score.violations)} "
                "rules broken. Please report this problem."
            )
        self.known.append((timetable, score))
        if rest:
            # A factor solved again began with what it had found before, so the later is no worse.
            self.found[factor] = timetable, score
        self.bounds[rest, factor] = max(bound, self.bounds.get((rest, factor), 0))

    def _frontier(self) -> Frontier:
        lines = tuple(Line(*factors, bound) for factors, bound in self.bounds.items())
        points = points_of(((factor, *one) for factor, one in self.found.items()), lines)
        status = Status.OPTIMAL if all(point.is_proved for point in points) else Status.FEASIBLE
        return Frontier(status, self.problem, points, lines, (), self._seconds())

    def _teller(self, rest: int, factor: int) -> OnProgress:
        """Passes progress on, with the time of the whole search and the factor's name."""
        name = f"fairness × {factor}" if rest else "fairness alone"
        began = self._seconds()

        def tell(step: Progress) -> None:
            self.on_progress(replace(step, seconds=began + step.seconds, stage=f"{name}, {step.stage}"))

        return tell

    def _seconds(self) -> float:
        return time.perf_counter() - self.began


def _weighted(score: Score, rest: int, factor: int) -> int:
    fairness = fairness_of(score)
    return rest * (score.cost - fairness) + factor * fairness
