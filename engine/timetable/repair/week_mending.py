"""Single weeks of the cycle mended, each by itself, and put back into the timetable.

No hard rule binds what is held in one week to what is held in another, but for events that run in
both, and these may be split. So the fewest moves of each week add up to the fewest of all.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from functools import reduce
from operator import and_

from engine.timetable.problem import Placement, Problem
from engine.timetable.repair.answer import MendedWeeks, Repair, agreed_score
from engine.timetable.repair.changes import Closure, apply_changes
from engine.timetable.repair.mending import mend
from engine.timetable.repair.week_parts import (
    alone,
    check_weeks,
    freed_from_other_weeks,
    split_off,
    week_words,
    weeks_alike,
)
from engine.timetable.result import Status
from engine.timetable.score import evaluate
from engine.timetable.solve.limits import Limits
from engine.timetable.timetable import Timetable

WORST_FIRST = (Status.INFEASIBLE, Status.UNKNOWN, Status.FEASIBLE, Status.OPTIMAL)


def mend_weeks(problem: Problem, timetable: Timetable, closures: Sequence[Closure], limits: Limits) -> Repair:
    """Move the fewest meetings, all in the weeks in which somebody is away or something is closed.

    Raises
    ------
    ValueError
        If a closure names what does not exist, or the timetable is broken in other weeks too.
    """
    began = time.perf_counter()
    sets = [closure.weeks for closure in closures]
    for weeks in sets:
        check_weeks(problem, weeks)
    apply_changes(problem, timetable, _as_lasting(closures))
    _check_other_weeks(problem, timetable, reduce(int.__or__, sets))
    done: list[MendedWeeks] = []
    alike = weeks_alike(problem, sets)
    for number, weeks in enumerate(alike):
        limit = limits.share(1 / (len(alike) - number))
        done.append(_mended(problem, timetable, closures, weeks, limit))
    return _together(problem, timetable, tuple(done), began)


def _mended(
    problem: Problem, timetable: Timetable, closures: Sequence[Closure], weeks: int, limits: Limits
) -> MendedWeeks:
    """Some weeks by themselves; whatever is closed in one of them is closed in all."""
    week, places, events = alone(problem, timetable, weeks)
    closed = _as_lasting([closure for closure in closures if closure.weeks & weeks])
    week, places = apply_changes(week, places, closed)
    return MendedWeeks(weeks, events, places, mend(week, places, limits))


def _as_lasting(closures: Sequence[Closure]) -> list[Closure]:
    return [replace(closure, weeks=0) for closure in closures]


def _check_other_weeks(problem: Problem, timetable: Timetable, touched: int) -> None:
    """Make sure that what must be mended is in the touched weeks: no other is looked at."""
    for violation in evaluate(problem, timetable).violations:
        weeks = reduce(and_, map(problem.weeks, violation.events), problem.grid.all_weeks)
        if not weeks or weeks & ~touched:
            raise ValueError(
                f"The timetable is broken not only in {week_words(touched)}: {violation.reason}. "
                "Mend it for all weeks first, then for single ones."
            )


def _together(problem: Problem, timetable: Timetable, weeks: tuple[MendedWeeks, ...], began: float) -> Repair:
    status = min((one.repair.status for one in weeks), key=WORST_FIRST.index, default=Status.OPTIMAL)
    changed, places, parted = _put_back(problem, timetable, weeks)
    return Repair(
        status,
        changed,
        places,
        tuple(event for event in parted if places[event] is not None),
        sum(one.weeks.bit_count() * one.repair.fewest for one in weeks),
        agreed_score(changed, places),
        tuple(sorted({group for one in weeks for group in one.repair.groups})),
        tuple(sorted({teacher for one in weeks for teacher in one.repair.teachers})),
        time.perf_counter() - began,
        weeks,
        left_out=tuple(event for event, place in enumerate(places.placements) if place is None),
        fewest_left_out=sum(one.weeks.bit_count() * one.repair.fewest_left_out for one in weeks),
    )


def _put_back(
    problem: Problem, timetable: Timetable, weeks: Sequence[MendedWeeks]
) -> tuple[Problem, Timetable, tuple[int, ...]]:
    """The whole cycle with what is elsewhere or left out in some weeks, and the events that are."""
    changes = _changes(weeks)
    parts = [(event, bits) for (event, _), bits in changes.items()]
    changed, places, parted = split_off(problem, timetable, parts)
    mended = list(places.placements)
    for index, (_, place) in zip(parted, changes, strict=True):
        mended[index] = place
    return freed_from_other_weeks(changed, parted), Timetable(tuple(mended)), tuple(sorted(parted))


def _changes(weeks: Sequence[MendedWeeks]) -> dict[tuple[int, Placement | None], int]:
    """In which weeks each event is elsewhere, by where; left out is nowhere."""
    changes: defaultdict[tuple[int, Placement | None], int] = defaultdict(int)
    for one in weeks:
        for event in (*one.repair.moved, *one.repair.left_out):
            changes[one.events[event], one.repair.timetable[event]] |= one.weeks
    return changes
