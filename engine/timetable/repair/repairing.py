"""Whatever has happened, mended: for good, or in single weeks of the cycle."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable
from typing import cast

from engine.timetable.problem import Problem
from engine.timetable.repair.answer import Repair
from engine.timetable.repair.changes import Change, Closure, apply_changes, is_passing
from engine.timetable.repair.mending import mend
from engine.timetable.repair.week_mending import mend_weeks
from engine.timetable.score import evaluate
from engine.timetable.solve.limits import Limits, check_limits
from engine.timetable.timetable import Timetable


def repair(
    problem: Problem,
    timetable: Timetable,
    changes: Iterable[Change] = (),
    *,
    time_limit: float = 10.0,
    workers: int = 2,
    seed: int = 1,
    stop: threading.Event | None = None,
) -> Repair:
    """Mend a timetable with the fewest events moved.

    Among the timetables that move so few, one is taken that keeps most of the moved on their day and
    in their room, and among those one of low cost.

    Where somebody is away or something is closed in single weeks of the cycle, only these weeks are
    touched: an event may be elsewhere in them and stay where it is in all others. Then the fewest
    meetings are moved, each of them one event in one week.

    Parameters
    ----------
    problem
        What was planned.
    timetable
        A timetable of it; events without a place get one.
    changes
        What has happened since.
    time_limit
        Seconds.
    workers
        Threads of CP-SAT.
    seed
        Of its random choices.
    stop
        Set it to end early and keep the best.

    Raises
    ------
    ValueError
        If the timetable is not one of the problem, a change names what does not exist, the time
        limit is negative or no number, or there is no worker; if something happens in single weeks and
        the timetable is broken, or incomplete, in others.
    """
    check_limits(time_limit, workers)
    evaluate(problem, timetable)
    began = time.perf_counter()
    limits = Limits(began + time_limit, stop or threading.Event(), workers, seed)
    everything = list(changes)
    passing = [cast(Closure, change) for change in everything if is_passing(problem, change)]
    lasting = [change for change in everything if not is_passing(problem, change)]
    changed, places = apply_changes(problem, timetable, lasting)
    if not passing:
        return mend(changed, places, limits)
    return mend_weeks(changed, places, passing, limits)
