"""Why a problem has no timetable, and what would give it one.

Annealing looks for a timetable; the courses that it cannot settle point at small parts of the problem
that may be impossible. CP-SAT is asked about those, on the hard rules alone, and about the whole
where no part is to blame. A part that is impossible is cut down to a cause by
lifting facts one after the other; then the fact that gives way at the lowest price is lifted before
the search goes on, so that independent causes are found one after the other.

How far facts must be relaxed is decided for all courses in question together: those of the causes,
and all of the people whose time gives way. A remedy may relax what causes name and people's time, or
leave events out. None of the whole problem can be cheaper than one of a part of it; so a timetable of
the whole, relaxed no further, proves that the remedy is the cheapest of its kind. Where there is none,
the part was too small and grows.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

from engine.timetable.explain.causes import Cause, find_cause
from engine.timetable.explain.elastic import Relaxation, Remedy, cheapest_remedy, timetable_of_eased
from engine.timetable.explain.event_facts import Teaching
from engine.timetable.explain.fact import Fact
from engine.timetable.explain.facts import courses_of, facts_of
from engine.timetable.explain.feasibility import courses_in_conflict, is_impossible_in_slots, num_places
from engine.timetable.explain.people_facts import DayLimit, Unavailable, WeekLimit
from engine.timetable.explain.supply_facts import RoomSupply
from engine.timetable.explain.suspects import counted_out, suspects
from engine.timetable.explain.witness import Attempt, look_for_timetable
from engine.timetable.problem import Problem
from engine.timetable.problem_parts import only_courses
from engine.timetable.result import Status
from engine.timetable.solve.limits import Limits, check_limits
from engine.timetable.timetable import Timetable

SUSPECT_S = 2.0
"""Seconds to ask whether one suspect part is possible."""

TRY_S, TRY_S_PER_EVENT = 1.0, 0.002
"""Seconds to look for a timetable each time; generated colleges take half of it or less."""

FIRST_TRY_SHARE, FIRST_SUSPECTS_S, SMALL = 0.15, 0.8, 12_000
"""Of that time, to look before suspects are asked for a first time, and seconds to ask them then. Only in
problems of so many events times slots: a first look shows as well as a long one where these are impossible,
and their parts are small enough to be asked for nothing."""

MODEL_S_PER_START = 5e-5
"""Seconds to build a model without rooms, for each event and slot."""

LONG_TRY_SHARE = 0.4
"""Of the time left, to look again where no suspect is impossible: the way out may be a tight fit."""

MOST_PLACES = 60_000
"""Largest model with rooms of the whole problem: bundles times slots times rooms."""

MOST_SPARE = 2
"""Rooms to add beyond those that counting asks for, where no timetable is found that fills all of them."""

GIVING = Teaching, Unavailable, DayLimit, WeekLimit
"""Facts that a remedy may relax although no cause names them; wishes about rooms, pins and orders
that are no part of a cause are kept."""


@dataclass(frozen=True)
class Explanation:
    """Why there is no timetable, or that there is one.

    Parameters
    ----------
    status
        Infeasible when causes are proved, feasible when a timetable was found, or unknown.
    causes
        Facts that cannot hold together, cause by cause.
    remedy
        The cheapest relaxations of all causes together; None when there is no cause, or none was
        found in time.
    timetable
        A timetable of the relaxed problem, or of the problem itself when it has one. None when none
        was found in time: then further causes may remain.
    """

    status: Status
    causes: tuple[Cause, ...]
    remedy: Remedy | None
    timetable: Timetable | None
    seconds: float


def explain(
    problem: Problem,
    *,
    time_limit: float = 30.0,
    workers: int = 2,
    seed: int = 1,
    stop: threading.Event | None = None,
) -> Explanation:
    """Say why a problem has no timetable, and what it would take.

    Parameters
    ----------
    problem
        What was planned.
    time_limit
        Seconds.
    workers
        Threads to use, 1 or more.
    seed
        Of all random choices.
    stop
        Set it to end early with the causes found so far.

    Raises
    ------
    ValueError
        If the time limit is negative or no number, or there is no worker.
    """
    check_limits(time_limit, workers)
    began = time.perf_counter()
    limits = Limits(began + time_limit, stop or threading.Event(), workers, seed)
    search = _Search(problem, limits)
    search.run()
    if search.causes:
        status = Status.INFEASIBLE
    else:
        status = Status.UNKNOWN if search.timetable is None else Status.FEASIBLE
    return Explanation(
        status, tuple(search.causes), search.remedy, search.timetable, time.perf_counter() - began
    )


class _Search:
    """One explanation under way."""

    def __init__(self, problem: Problem, limits: Limits) -> None:
        self.problem = problem
        self.limits = limits
        self.causes: list[Cause] = []
        self.lifted = problem
        self.scope: frozenset[int] = frozenset()
        self.remedy: Remedy | None = None
        self.bound = 0
        self.timetable: Timetable | None = None

    def run(self) -> None:
        """Look for causes, then for a remedy, until a timetable shows that it is one, or time is over."""
        while (counted := next(counted_out(self.lifted), None)) and not self.limits.are_reached:
            self._add_cause(counted)
        while not self.limits.are_reached:
            self.timetable, courses = self._settle(self.lifted)
            if courses is None:
                break
            self._add_cause(courses)
        if self.causes:
            self._find_remedy()

    def _find_remedy(self) -> None:
        """Add rooms where that is all; else ease the courses in question, and more where these do not do."""
        self.timetable = None
        if self._add_rooms():
            return
        with_rooms = any(fact.needs_rooms for cause in self.causes for fact in cause.facts)
        while not self.limits.are_reached:
            part = only_courses(self.problem, self.scope)
            if with_rooms and num_places(part) > MOST_PLACES:
                return
            remedy = self._cheapest_remedy(part, with_rooms=with_rooms)
            if remedy is None:
                return
            timetable, courses = self._settle_eased(part, remedy)
            self._keep(remedy, timetable)
            if timetable is not None:
                return
            if courses is not None and not courses <= self.scope:
                self.scope |= courses
            elif not with_rooms:
                with_rooms = True
            else:
                return

    def _add_rooms(self) -> bool:
        """Whether a timetable with so many rooms more as counting asks for is found: nothing is cheaper.

        Leaving out an event costs more than a room, and makes no more room than one. So where all that
        is known to be in the way are rooms, the count is a bound; a few rooms more may still be a way out.
        """
        alone = [cause.relaxations[0] for cause in self.causes if cause.relaxations]
        supplies = [one for one in alone if isinstance(one.fact, RoomSupply)]
        if len(supplies) < len(self.causes):
            return False
        bound = max(one.price for one in supplies)
        for spare in range(MOST_SPARE + 1):
            remedy = self._with_more_rooms([(one.fact, one.amount + spare) for one in supplies], bound)
            seconds = (TRY_S + TRY_S_PER_EVENT * len(self.problem.events)) / (MOST_SPARE + 1)
            timetable = look_for_timetable(remedy.eased, self.limits, seconds).timetable
            self._keep(remedy, timetable)
            if timetable is not None:
                return remedy.price == bound
        return False

    def _with_more_rooms(self, added: Sequence[tuple[Fact, int]], bound: int) -> Remedy:
        eased = self.problem
        for fact, amount in added:
            eased = fact.eased(eased, amount, {})
        relaxations = (
            Relaxation(fact, amount, amount * fact.price, fact.easing(self.problem, amount, {}))
            for fact, amount in added
        )
        return Remedy(tuple(relaxations), bound, eased, {})

    def _keep(self, remedy: Remedy, timetable: Timetable | None) -> None:
        """Keep the cheapest remedy with a timetable; until there is one, the last that is proved cheapest.

        The bound of one whose search was cut short may be worse than an earlier one, which still holds.
        """
        self.bound = max(self.bound, remedy.bound)
        remedy = replace(remedy, bound=self.bound)
        if timetable is None:
            is_better = self.timetable is None and remedy.price == self.bound
        else:
            is_better = self.timetable is None or self.remedy is None or remedy.price < self.remedy.price
        if self.remedy is None or is_better:
            self.remedy, self.timetable = remedy, timetable

    def _settle_eased(self, part: Problem, remedy: Remedy) -> tuple[Timetable | None, frozenset[int] | None]:
        """As ``_settle`` of the eased problem; where all courses are in question there may be one already."""
        if len(part.events) == len(self.problem.events):
            timetable = timetable_of_eased(part, remedy, self.limits)
            if timetable is not None:
                return timetable, None
        return self._settle(remedy.eased)

    def _settle(self, problem: Problem) -> tuple[Timetable | None, frozenset[int] | None]:
        """A timetable of the problem, or courses that cannot all be taught; neither when time is over."""
        seconds = TRY_S + TRY_S_PER_EVENT * len(problem.events)
        if len(problem.events) * problem.grid.num_slots <= SMALL:
            attempt = look_for_timetable(problem, self.limits, FIRST_TRY_SHARE * seconds)
            if attempt.timetable is not None:
                return attempt.timetable, None
            if suspect := _impossible_suspect(problem, attempt, self.limits.at_most(FIRST_SUSPECTS_S)):
                return None, suspect
        attempt = look_for_timetable(problem, self.limits, seconds)
        if attempt.timetable is not None:
            return attempt.timetable, None
        if suspect := _impossible_suspect(problem, attempt, self.limits):
            return None, suspect
        attempt = look_for_timetable(problem, self.limits, LONG_TRY_SHARE * self.limits.seconds_left)
        if attempt.timetable is not None:
            return attempt.timetable, None
        return None, self._conflict(problem)

    def _conflict(self, problem: Problem) -> frozenset[int] | None:
        """Courses of the whole problem that cannot all be taught, found without rooms or with them."""
        for with_rooms in (False, True):
            if self.limits.are_reached or (with_rooms and num_places(problem) > MOST_PLACES):
                return None
            if conflict := courses_in_conflict(problem, self.limits, with_rooms=with_rooms):
                return frozenset(conflict)
        return None

    def _add_cause(self, courses: frozenset[int]) -> None:
        """Cut an impossible part down to a cause, and lift what gives way at the lowest price."""
        cause = find_cause(self.lifted, courses, self.limits)
        self.causes.append(cause)
        giving_way = cause.relaxations[0].fact if cause.relaxations else cause.facts[0]
        self.scope |= courses_of(self.problem, (*cause.facts, giving_way))
        self.lifted = giving_way.lifted(self.lifted)

    def _cheapest_remedy(self, part: Problem, *, with_rooms: bool) -> Remedy | None:
        """The cheapest for all courses in question, which keeps what causes and people's time leave alone."""
        named = {fact for cause in self.causes for fact in cause.facts}
        facts = [fact for fact in facts_of(part) if fact in named or isinstance(fact, GIVING)]
        facts += [fact for cause in self.causes for fact in cause.facts if isinstance(fact, RoomSupply)]
        return cheapest_remedy(self.problem, part, facts, self.limits, with_rooms=with_rooms)


def _impossible_suspect(problem: Problem, attempt: Attempt, limits: Limits) -> frozenset[int] | None:
    """The first impossible one, those with most of the courses in trouble being asked first."""
    troubled = attempt.troubled
    in_trouble = [part for part in suspects(problem) if part & troubled]
    for courses in sorted(in_trouble, key=lambda part: (-len(part & troubled), len(part), sorted(part))):
        part = only_courses(problem, courses)
        if _model_s(part) > limits.seconds_left:
            continue
        if limits.are_reached:
            return None
        if is_impossible_in_slots(part, limits.at_most(SUSPECT_S)):
            return courses
    return None


def _model_s(problem: Problem) -> float:
    """Seconds that it takes to build a model without rooms, about; nothing can cut that short."""
    return MODEL_S_PER_START * len(problem.events) * problem.grid.num_slots
