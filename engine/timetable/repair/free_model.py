"""The model of a repair: some events free to go anywhere, all others where they are.

Others may also *give way*: they leave their place, at the price of a move, and the model does not ask
where to. As it asks less than a repair must, it bounds the number of moves of the whole problem from
below, however few events are free.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from engine import cp_sat
from engine.timetable.constraints import HardRule, SoftRule, hard_rules, soft_rules
from engine.timetable.kernel.state import domain_of, forms_of
from engine.timetable.layout import Layout
from engine.timetable.model import Literal, Model
from engine.timetable.problem import Course, Event, Placement, Problem
from engine.timetable.result import Status
from engine.timetable.solve.limits import Limits
from engine.timetable.timetable import Timetable

OTHER_DAY, OTHER_ROOM = 2, 1
"""What it disturbs to be held on another day, or in another room: the day weighs more."""


@dataclass(frozen=True)
class Outcome:
    """A timetable found, or why there is none.

    Parameters
    ----------
    moved
        Events that are elsewhere than before.
    bound
        No timetable of the model moves fewer.
    gave_way
        Of the moved, those without a place yet: the timetable is none before they have one.
    left_out
        How many of the moved have lost their place and get none.
    """

    status: Status
    timetable: Timetable | None = None
    moved: tuple[int, ...] = ()
    bound: int = 0
    gave_way: tuple[int, ...] = ()
    left_out: int = 0

    @property
    def places(self) -> Timetable:
        """The timetable, where there is one."""
        assert self.timetable is not None  # noqa: S101 - by the caller
        return self.timetable


class FreeModel:
    """CP-SAT's whole model of a problem in which some events are free.

    Parameters
    ----------
    lost
        Free events of which some may be left out.
    leaving
        So many at the most; each counts as moved.
    with_costs
        Whether soft rules are posted too, and nobody gives way. Without them the model is built and
        solved much faster.
    """

    def __init__(
        self,
        problem: Problem,
        timetable: Timetable,
        free: frozenset[int],
        lost: frozenset[int] = frozenset(),
        *,
        leaving: int = 0,
        with_costs: bool,
    ) -> None:
        self._timetable = timetable
        self._free = sorted(free)
        self._lost = lost
        problem = with_places(problem, timetable, free)
        self._layout = Layout(problem)
        forms = forms_of(self._layout, hard_rules(problem), [])
        slots_ok, rooms_ok, cells_ok = domain_of(self._layout, forms)
        self._model = Model(
            self._layout,
            with_rooms=True,
            complete=False,
            slots_ok=slots_ok,
            rooms_ok=rooms_ok,
            cells_ok=cells_ok,
        )
        soft = soft_rules(problem) if with_costs else []
        rules: list[HardRule | SoftRule] = [*hard_rules(problem), *soft]
        for rule in rules:
            rule.add(self._model)
        self._others = sorted(set(range(len(problem.events))) - free)
        self._keepers = self._first_in_each_place()
        self._left_out = self._place_free_events()
        if lost:
            self._model.cp.add(self._left_out <= leaving)
        self._gone = sum(1 - self._stays(event) for event in self._others)
        self._moves = sum(1 - self._stays(event) for event in self._free) + self._gone
        if with_costs:
            self.keep_others()

    def keep_others(self) -> None:
        """Let nobody give way any more."""
        self._model.cp.add(self._gone == 0)

    def fewest_left_out(self, limits: Limits) -> Outcome:
        """As few of the lost left out as can be, and then as few moved, with nobody giving way."""
        self.keep_others()
        each = len(self._free) + 1
        objective = sum((each * self._left_out, self._moves))
        return self._minimize(objective, limits, near=self._timetable)

    def no_more_moves(self, most: int, limits: Limits) -> Outcome:
        """A timetable that moves so many at most, with nobody giving way; the model is as before then."""
        return self._supposing([(self._moves, most), (self._gone, 0)], self._moves, limits)

    def fewest_giving_way(self, most: int, limits: Limits) -> Outcome:
        """One that moves so many at most, as few as can be of them giving way; then as ``no_more_moves``."""
        return self._supposing([(self._moves, most)], self._gone, limits)

    def _supposing(
        self,
        caps: Sequence[tuple[cp_sat.LinearExprT, int]],
        objective: cp_sat.LinearExprT,
        limits: Limits,
    ) -> Outcome:
        """The least of something while other things are kept below caps, which are taken back then."""
        cp = self._model.cp
        trial = cp.new_bool_var("trial")
        for amount, most in caps:
            cp.add(amount <= most).only_enforce_if(trial)
        cp.add_assumption(trial)
        outcome = self._minimize(objective, limits, near=self._timetable)
        cp.clear_assumptions()
        return outcome

    def fewest_moves(self, limits: Limits, *, strategies: Sequence[str] = ()) -> Outcome:
        """A timetable with the fewest events moved, as few as can be of them giving way.

        By CP-SAT's own choice of strategies unless some are named.
        """
        each = len(self._others) + 1
        objective = each * self._moves + self._gone
        outcome = self._minimize(objective, limits, near=self._timetable, strategies=strategies)
        return replace(outcome, bound=in_moves(outcome.bound, each))

    def fewer_moves(self, outcome: Outcome, limits: Limits) -> Outcome:
        """One that moves fewer, with nobody giving way; the same where none is found."""
        return self._better(self._moves, outcome, limits)

    def least_disturbance(self, outcome: Outcome, limits: Limits) -> Outcome:
        """One that moves as few and keeps most of them on their day and in their room."""
        return self._better(self._disturbance(), outcome, limits)

    def least_cost(self, outcome: Outcome, limits: Limits) -> Outcome:
        """One that moves as few, disturbs as little and costs less; only with costs."""
        reached = self._disturbance_of(outcome)
        self._model.cp.add(self._disturbance() <= reached)
        return self._better(sum(self._model.objective), outcome, limits)

    def _better(self, objective: cp_sat.LinearExprT, outcome: Outcome, limits: Limits) -> Outcome:
        if outcome.timetable is None or limits.are_reached:
            return outcome
        self.keep_others()
        self._model.cp.add(self._moves <= len(outcome.moved))
        better = self._minimize(objective, limits, near=outcome.timetable)
        return outcome if better.timetable is None else better

    def _minimize(
        self,
        objective: cp_sat.LinearExprT,
        limits: Limits,
        *,
        near: Timetable,
        strategies: Sequence[str] = (),
    ) -> Outcome:
        cp = self._model.cp
        cp.minimize(objective)
        cp.clear_hints()  # type: ignore[no-untyped-call]
        kept = (self._at(event, near[event]) for event in self._free)
        # By index: CP-SAT takes a model with two hints for one variable for invalid.
        for stays in {literal.index: literal for literal in kept}.values():
            if stays is not self._model.zero:
                cp.add_hint(stays, 1)
        # Nearly all events stay: thorough presolving takes a third longer than it saves.
        status, solver = limits.run(cp, strategies=strategies, presolve_once=True)
        if status == cp_sat.INFEASIBLE:
            return Outcome(Status.INFEASIBLE)
        bound = proved_by(solver)
        if status not in (cp_sat.OPTIMAL, cp_sat.FEASIBLE):
            return Outcome(Status.UNKNOWN, bound=bound)
        values = tuple(solver.response_proto.solution)
        timetable = self._read(values)
        word = Status.OPTIMAL if status == cp_sat.OPTIMAL else Status.FEASIBLE
        gave_way = tuple(event for event in self._others if timetable[event] is None)
        left_out = sum(timetable[event] is None for event in self._free)
        return Outcome(word, timetable, (*self._moved(timetable), *gave_way), bound, gave_way, left_out)

    def _place_free_events(self) -> cp_sat.LinearExprT:
        """Give all of them a place; tells how many of the lost get none."""
        left_out: list[cp_sat.IntVar] = []
        for bundle in {int(self._layout.bundle_of[event]) for event in self._free}:
            events = self._layout.bundles[bundle]
            here: list[cp_sat.IntVar] = []
            if most := sum(event in self._lost for event in events):
                here = [self._model.cp.new_int_var(0, most, f"left_out_{bundle}")]
            held = sum((*self._model.starts[bundle].values(), *here))
            self._model.cp.add(held == len(events))
            left_out += here
        return sum(left_out)

    def _first_in_each_place(self) -> frozenset[int]:
        """Of the events of a bundle that had one place between them, the first: only one can keep it."""
        first = {
            (int(self._layout.bundle_of[event]), place): event
            for event, place in reversed([*self._timetable.placed()])
        }
        return frozenset(first.values())

    def _stays(self, event: int) -> Literal:
        return self._at(event, self._timetable[event]) if event in self._keepers else self._model.zero

    def _at(self, event: int, place: Placement | None) -> Literal:
        if place is None:
            return self._model.zero
        return self._model.placed(int(self._layout.bundle_of[event]), place.slot, place.room)

    def _disturbance_of(self, outcome: Outcome) -> int:
        day, after = self._layout.problem.grid.day, outcome.timetable
        pairs = [(self._timetable[event], after[event]) for event in self._free] if after else []
        return sum(
            OTHER_DAY * (day(now.slot) != day(was.slot)) + OTHER_ROOM * (now.room != was.room)
            for was, now in pairs
            if was is not None and now is not None
        )

    def _disturbance(self) -> cp_sat.LinearExprT:
        """Days and rooms that are not those of before, for each event that had a place."""
        day = self._layout.problem.grid.day
        terms: list[cp_sat.LinearExprT] = []
        for event in self._free:
            was = self._timetable[event]
            if was is None:
                continue
            for (slot, room), var in self._model.places[int(self._layout.bundle_of[event])].items():
                weight = OTHER_DAY * (day(slot) != day(was.slot)) + OTHER_ROOM * (room != was.room)
                if weight:
                    terms.append(weight * var)
        return sum(terms)

    def _read(self, values: Sequence[int]) -> Timetable:
        placements = list(self._timetable.placements)
        waiting: dict[int, list[Placement]] = {}
        for event in self._free:
            bundle = int(self._layout.bundle_of[event])
            if bundle not in waiting:
                places = self._model.places[bundle].items()
                waiting[bundle] = [Placement(*place) for place, var in places if values[var.index]]
            placements[event] = waiting[bundle].pop() if waiting[bundle] else None
        for event in self._others:
            if not values[self._stays(event).index]:
                placements[event] = None
        return Timetable(tuple(placements))

    def _moved(self, timetable: Timetable) -> tuple[int, ...]:
        """Free events that do not stay, those left out among them."""
        return tuple(
            event
            for event in self._free
            if timetable[event] is None or timetable[event] != self._timetable[event]
        )


def with_places(problem: Problem, timetable: Timetable, free: frozenset[int]) -> Problem:
    """The problem whose events know their places and are pinned to them, unless free."""
    events = tuple(
        _with_place(event, timetable[index], free=index in free) for index, event in enumerate(problem.events)
    )
    # A repair has its own measure of disturbance.
    weights = replace(problem.weights, moved_slot=0, moved_room=0)
    return replace(problem, courses=_with_touched_people(problem, free), events=events, weights=weights)


def proved_by(solver: cp_sat.CpSolver) -> int:
    """What a solver has proved of an objective of whole numbers that is never below 0."""
    return math.ceil(max(0.0, solver.best_objective_bound) - 1e-6)


def in_moves(bound: int, each: int) -> int:
    """Moves at the least, where a move costs so much and all who give way less than one move together."""
    return -(-(bound - each + 1) // each)


def _with_place(event: Event, place: Placement | None, *, free: bool) -> Event:
    """An event told apart by its place, so that two of a course keep theirs; pinned unless free."""
    event = replace(event, previous=place)
    if free or place is None:
        return event
    return replace(event, pin_slot=place.slot, pin_room=place.room)


def _with_touched_people(problem: Problem, free: frozenset[int]) -> tuple[Course, ...]:
    """The courses, attended only by those who attend a free event.

    All events of anybody else stay or give way, which can neither break nor cost them anything: events
    in a breach are free. Most people of a college are such, and their days take the longest to write down.
    """
    touched = [problem.courses[problem.events[event].course] for event in free]
    teachers = {teacher for course in touched for teacher in course.teachers}
    groups = {group for course in touched for group in course.groups}
    return tuple(
        replace(
            course,
            teachers=tuple(teacher for teacher in course.teachers if teacher in teachers),
            groups=tuple(group for group in course.groups if group in groups),
        )
        for course in problem.courses
    )
