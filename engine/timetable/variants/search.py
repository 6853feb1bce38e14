"""Some timetables of nearly the same cost, of which any two differ in many events.

The first is the best that a solve finds, or one that is given. A problem of few places is then given
to CP-SAT, which finds the cheapest of those that are far enough from all found, and can prove that
there is none. Where there are more, annealers walk away from the first timetable at low temperature,
and CP-SAT is asked for the proof only when they find no more and the model is not too large.
"""

from __future__ import annotations

import math
import threading
import time
from dataclasses import dataclass

from engine.timetable.kernel.annealer import Engine
from engine.timetable.layout import Layout
from engine.timetable.problem import Problem
from engine.timetable.result import OnProgress, Progress, Status
from engine.timetable.score import evaluate
from engine.timetable.solve.limits import check_limits
from engine.timetable.solve.pipeline import solve
from engine.timetable.solve.stages import WHOLE_LITERALS
from engine.timetable.timetable import Timetable
from engine.timetable.variants.difference import Difference, difference
from engine.timetable.variants.exact import find_exactly, places_of
from engine.timetable.variants.kept import Kept, Variant
from engine.timetable.variants.walks import walk

SOLVE_SHARE = 0.5
"""Of the time, for the first timetable."""

FEW_PLACES = 2_000
"""Problems with so few places to choose from are given to CP-SAT first."""

EXACT_SHARE = 0.5
"""Of what is left then, for CP-SAT before the walks."""

WALK_SHARE = 0.6
"""Of what is left then, for walks where CP-SAT can be asked after them."""

ROUNDING = 1e-9
"""Lest 15 % of 100 be a little less than 15."""


@dataclass(frozen=True)
class Variants:
    """Timetables to choose from.

    Parameters
    ----------
    status
        Feasible when there is a timetable, infeasible when there is none (proved), unknown when none
        was found in time.
    variants
        The first, from which the others were made, and those in the order of their cost.
    limit
        What a variant may cost at most; None without a timetable.
    complete
        Whether it is proved that no further timetable meets the conditions beside these.
    differences
        How far each two are apart, by their places in `variants`.
    reasons
        When infeasible: the proof, in words.
    """

    status: Status
    variants: tuple[Variant, ...]
    limit: int | None
    complete: bool
    differences: tuple[tuple[Difference, ...], ...]
    reasons: tuple[str, ...]
    seconds: float


def variants(
    problem: Problem,
    *,
    count: int = 5,
    min_difference: int = 20,
    tolerance: float = 0.05,
    time_limit: float = 60.0,
    workers: int = 2,
    seed: int = 1,
    on_progress: OnProgress | None = None,
    stop: threading.Event | None = None,
    start: Timetable | None = None,
) -> Variants:
    """Find up to so many timetables of nearly the same cost that differ in many events.

    Parameters
    ----------
    problem
        What to plan.
    count
        How many timetables are wanted, the first among them.
    min_difference
        How many events of any two must be at another time or in another room, 1 or more. Events that
        no rule can tell apart and that have only exchanged their places do not count.
    tolerance
        What a variant may cost more than the first, as a share of its cost.
    time_limit
        Seconds; without a start, half of them go into the first timetable.
    workers
        Threads to use.
    seed
        Of all random choices.
    on_progress
        Told of the solve's progress, and then of each variant.
    stop
        Set it to end early and keep what has been found.
    start
        The first timetable, feasible; the best that a solve finds when None.

    Raises
    ------
    ValueError
        If a number is out of its range, or the start is not a feasible timetable of the problem.
    RefereeDisagrees
        If the referee finds another cost than a solver, or a broken rule.
    """
    _check(count, min_difference, tolerance, time_limit, workers)
    began = time.perf_counter()
    tell, stop = on_progress or (lambda _: None), stop or threading.Event()
    bound = 0
    if start is None:
        result = solve(
            problem,
            time_limit=SOLVE_SHARE * time_limit,
            workers=workers,
            seed=seed,
            on_progress=on_progress,
            stop=stop,
        )
        if result.timetable is None:
            reasons, seconds = result.reasons, time.perf_counter() - began
            return Variants(result.status, (), None, False, (), reasons, seconds)
        start, bound = result.timetable, result.bound
    first = _first(problem, start)

    def on_found(number: int, variant: Variant) -> None:
        tell(Progress(time.perf_counter() - began, f"variant {number}", variant.cost, bound))

    kept = Kept(
        Layout(problem),
        first,
        count,
        min_difference,
        first.cost + math.floor(first.cost * tolerance + ROUNDING),
        began + time_limit,
        stop,
        on_found,
    )
    return _answer(kept, _look(kept, workers, seed), began)


def _look(kept: Kept, workers: int, seed: int) -> bool:
    """Look for variants; True when it is proved that there is no other."""
    if kept.min_difference > len(kept.problem.events):
        return True
    if kept.is_over:
        return False
    engine = Engine(kept.layout)
    places = places_of(engine)
    if places <= FEW_PLACES and find_exactly(engine, kept, share=EXACT_SHARE, seed=seed):
        return True
    is_small = places <= WHOLE_LITERALS
    walk(engine, kept, share=WALK_SHARE if is_small else 1.0, workers=workers, seed=seed)
    return is_small and find_exactly(engine, kept, share=1.0, seed=seed)


def _answer(kept: Kept, complete: bool, began: float) -> Variants:
    found = (kept.first, *sorted(kept.variants[1:], key=lambda one: one.cost))
    differences = tuple(
        tuple(difference(kept.layout, one.timetable, other.timetable) for other in found) for one in found
    )
    seconds = time.perf_counter() - began
    return Variants(Status.FEASIBLE, found, kept.limit, complete, differences, (), seconds)


def _first(problem: Problem, timetable: Timetable) -> Variant:
    score = evaluate(problem, timetable)
    if not score.is_feasible:
        raise ValueError(
            f"The timetable breaks hard rules {len(score.violations)} times; mend it first: "
            f"{score.violations[0].reason}."
        )
    return Variant(timetable, score)


def _check(count: int, min_difference: int, tolerance: float, time_limit: float, workers: int) -> None:
    if count < 1:
        raise ValueError(f"{count} timetables were asked for; expected 1 or more.")
    if min_difference < 1:
        raise ValueError(
            f"Variants that differ in {min_difference} events were asked for; expected 1 or more."
        )
    if not 0 <= tolerance < float("inf"):
        raise ValueError(f"The tolerance is {tolerance} of the cost; expected 0 or more.")
    check_limits(time_limit, workers)
