"""One event forced to a place, and the best timetable near the present one in which others may move.

Annealing moves the event there, and those around it out of the way: a fraction of a second even where
a hundred events may move. CP-SAT then asks a part of them, all others being pinned, for the cheapest
timetable there is. What it proves holds for that part alone; only where the part is everything, or
where the period model is small, is something proved of all timetables.
"""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from engine.timetable.deep.nearby import anneal_nearby
from engine.timetable.deep.part_model import PartAnswer, solve_part
from engine.timetable.deep.question import Question
from engine.timetable.deep.whole_bound import whole_bound
from engine.timetable.explain.feasibility import is_impossible_in_slots
from engine.timetable.problem import Placement, Problem
from engine.timetable.result import Status
from engine.timetable.score import Score, check_fit, evaluate
from engine.timetable.solve.limits import Limits, check_limits
from engine.timetable.solve.pipeline import RefereeDisagrees
from engine.timetable.timetable import Timetable

ANNEAL_SHARE = 0.3
"""Of the time, for annealing at most; the rest is for proofs."""

ANNEAL_S_PER_EVENT = 0.05
"""Seconds of annealing for each event that may move, after which more gain little."""

PART_LITERALS = 25_000
"""Largest part, in places to choose from, that CP-SAT is asked about: some sixty events of a college."""


class Scope(StrEnum):
    """Which timetables a bound speaks of."""

    PART = "part"
    WHOLE = "whole"


@dataclass(frozen=True, slots=True)
class Bound:
    """What is proved of timetables with the event in its place.

    Parameters
    ----------
    change
        None of them costs less than so much more than the present timetable.
    scope
        Whether that holds for all of them, or for those in which only a part of the events is elsewhere.
    events
        How many events may be elsewhere.
    """

    change: int
    scope: Scope
    events: int


@dataclass(frozen=True)
class Forced:
    """The answer when an event is forced to a place.

    Parameters
    ----------
    status
        Optimal when no timetable with the event there is cheaper (proved), feasible when one was found,
        infeasible when there is none (proved), unknown when none was found in time.
    timetable
        The one found, checked by the referee; None unless optimal or feasible.
    score
        What it costs.
    change_by_rule
        What it costs more than the present one, for each rule that differs.
    moved
        Other events that are elsewhere than at present.
    bounds
        What is proved of other timetables with the event there; there may be a bound of each scope.
    reasons
        When infeasible: what forbids the place, in words.
    """

    status: Status
    timetable: Timetable | None
    score: Score | None
    change_by_rule: dict[str, int]
    moved: tuple[int, ...]
    bounds: tuple[Bound, ...]
    reasons: tuple[str, ...]
    seconds: float

    @property
    def change(self) -> int:
        """What the timetable costs more than the present one."""
        return sum(self.change_by_rule.values())


def force(
    problem: Problem,
    timetable: Timetable,
    event: int,
    slot: int,
    room: int | None = None,
    *,
    time_limit: float = 20.0,
    workers: int = 2,
    seed: int = 1,
    stop: threading.Event | None = None,
) -> Forced:
    """Hold an event in a slot, and let others move to make up for it.

    Parameters
    ----------
    problem
        What was planned.
    timetable
        A feasible timetable of it.
    event
        Which event is forced.
    slot
        Where it starts.
    room
        Its room; any that it may use when None.
    time_limit
        Seconds.
    workers
        Threads to use, 1 or more.
    seed
        Of all random choices.
    stop
        Set it to end early and keep the best.

    Raises
    ------
    ValueError
        If the timetable is not a feasible one of the problem, there is no such event or place, the time
        limit is negative or no number, or there is no worker.
    RefereeDisagrees
        If the referee finds another cost than the search, or a broken rule.
    """
    _check(problem, timetable, event, Placement(slot, room or 0), time_limit, workers)
    began = time.perf_counter()
    present = evaluate(problem, timetable)
    if not present.is_feasible:
        raise ValueError(f"The timetable is broken; mend it first: {present.violations[0].reason}.")
    limits = Limits(began + time_limit, stop or threading.Event(), workers, seed)
    search = _Search(Question(problem, timetable, event, slot, room), present, limits)
    search.run()
    return search.answer(time.perf_counter() - began)


class _Search:
    """One forced event under way."""

    def __init__(self, question: Question, present: Score, limits: Limits) -> None:
        self.question = question
        self.present = present
        self.limits = limits
        self.best: tuple[Timetable, Score] | None = None
        self.bounds: dict[Scope, Bound] = {}
        self.reasons: tuple[str, ...] = question.forbidden_by

    @cached_property
    def everything(self) -> frozenset[int]:
        """All events."""
        return frozenset(range(len(self.question.timetable)))

    def run(self) -> None:
        """Anneal, then prove, as far as time allows."""
        if self.reasons:
            return
        *parts, widest = self._parts()
        part = next((one for one in [widest, *reversed(parts)] if self._is_small(one)), None)
        near = self._anneal(widest)
        if near is None and widest != self.everything:
            self._anneal(self.everything)
        self._prove(part, near if part == widest else None)
        if self.best is None and not self.reasons and not self.limits.are_reached:
            self._settle_in_slots()

    def answer(self, seconds: float) -> Forced:
        """What was found, in the words of the caller."""
        bounds, reasons = tuple(self.bounds.values()), self.reasons
        if self.best is None:
            status = Status.INFEASIBLE if reasons else Status.UNKNOWN
            return Forced(status, None, None, {}, (), bounds, reasons, seconds)
        timetable, score = self.best
        costs = self.present.cost_by_rule
        change = {
            rule: cost - costs[rule] for rule, cost in score.cost_by_rule.items() if cost != costs[rule]
        }
        proved = self._least() >= score.cost
        status = Status.OPTIMAL if proved else Status.FEASIBLE
        return Forced(status, timetable, score, change, self._moved(timetable), bounds, (), seconds)

    def _least(self) -> int:
        """What no timetable with the event in its place costs less than.

        Raises
        ------
        RefereeDisagrees
            If one that was found costs less, or none should exist.
        """
        whole = self.bounds.get(Scope.WHOLE)
        least = 0 if whole is None else max(0, self.present.cost + whole.change)
        if self.best is not None and (self.reasons or least > self.best[1].cost):
            raise RefereeDisagrees(
                f"A timetable of cost {self.best[1].cost} was found with the event in its place, and "
                f"proved is {self.reasons or least}. Please report this problem."
            )
        return least

    def _parts(self) -> list[frozenset[int]]:
        """Events that may move, part within part: those in the way, with whom they concern, or all."""
        if self._is_small(self.everything):
            return [self.everything]
        question = self.question
        in_the_way = question.in_the_way
        near = question.with_their_people({question.event}) | in_the_way
        return [in_the_way, near, question.with_their_people(in_the_way)]

    def _is_small(self, events: frozenset[int]) -> bool:
        return self.question.places(events) <= PART_LITERALS

    def _anneal(self, free: frozenset[int]) -> Timetable | None:
        left = self.limits.deadline - time.perf_counter()
        seconds = min(ANNEAL_SHARE * left, ANNEAL_S_PER_EVENT * len(free))
        found = anneal_nearby(self.question, free, self.limits, seconds)
        if found is not None:
            self._keep(found, None)
        return found

    def _prove(self, part: frozenset[int] | None, near: Timetable | None) -> None:
        """Ask CP-SAT about the part, and for a bound of all, in threads if there are several."""
        reached = None if near is None else evaluate(self.question.problem, near).cost
        with ThreadPoolExecutor(max_workers=self.limits.workers) as pool:
            asked = part and pool.submit(solve_part, self.question, part, near, reached, self.limits)
            asks_all = part == self.everything
            bounding = pool.submit(whole_bound, self.question, self.limits, with_periods=not asks_all)
        if part is not None and asked:
            self._take(part, asked.result())
        self._note(bounding.result(), self.everything)

    def _take(self, part: frozenset[int], answer: PartAnswer) -> None:
        if answer.timetable is not None:
            self._keep(answer.timetable, answer.cost)
        if answer.bound is not None or part == self.everything:
            self._note(answer.bound, part)

    def _note(self, bound: int | None, events: frozenset[int]) -> None:
        """Keep what is proved of timetables with so many events elsewhere; None stands for: there is none."""
        whole = events == self.everything
        if bound is None:
            self.reasons = (self._nothing_fits("slots and rooms" if whole else "slots"),)
        elif bound > 0:
            scope = Scope.WHOLE if whole else Scope.PART
            told = Bound(bound - self.present.cost, scope, len(events))
            known = self.bounds.get(scope, told)
            self.bounds[scope] = max(known, told, key=lambda one: one.change)

    def _settle_in_slots(self) -> None:
        if is_impossible_in_slots(self.question.forced(), self.limits):
            self.reasons = (self._nothing_fits("slots"),)

    def _nothing_fits(self, what: str) -> str:
        name = self.question.problem.event_name(self.question.event)
        return f"No choice of {what} satisfies all hard rules with {name} there (proved)"

    def _keep(self, timetable: Timetable, cost: int | None) -> None:
        """Keep a timetable if it is the cheapest so far, once the referee has agreed."""
        score = evaluate(self.question.problem, timetable)
        there = timetable[self.question.event]
        if not score.is_feasible or cost not in (None, score.cost) or not self.question.is_met_by(there):
            raise RefereeDisagrees(
                f"A timetable with the event in its place is claimed, of cost {cost}; the referee finds "
                f"{there}, cost {score.cost} and {len(score.violations)} rules broken. "
                "Please report this problem."
            )
        if self.best is None or (score.cost, len(self._moved(timetable))) < (
            self.best[1].cost,
            len(self._moved(self.best[0])),
        ):
            self.best = timetable, score

    def _moved(self, timetable: Timetable) -> tuple[int, ...]:
        present, event = self.question.timetable, self.question.event
        return tuple(e for e, place in timetable.placed() if e != event and place != present[e])


def _check(
    problem: Problem, timetable: Timetable, event: int, place: Placement, time_limit: float, workers: int
) -> None:
    check_limits(time_limit, workers)
    check_fit(problem, timetable)
    number = len(problem.events)
    if not 0 <= event < number:
        raise ValueError(f"There is no event {event}; they are numbered from 0 to {number - 1}.")
    asked = [place if index == event else None for index in range(number)]
    check_fit(problem, Timetable(tuple(asked)))
