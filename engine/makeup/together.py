"""The CP-SAT model of missed sessions placed together.

It decides a date and start for every session. What a day or week costs somebody who attends several
of them depends on all that fall on it, and is modelled exactly; for everybody else it is a price of
the time. Rooms are decided only on the dates named; on all others each session pays for the
cheapest room that is free then, even if another session wants the same one. That makes the model a
relaxation, whose bound holds for the whole problem.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from engine import cp_sat
from engine.makeup.candidates import Candidate, Choice, Chosen, Time
from engine.makeup.costs import MakeupWeights
from engine.makeup.shared_days import price_shared_days
from engine.timetable.model import Literal
from engine.timetable.result import Status
from engine.timetable.solve.limits import Limits

STRATEGIES = ("max_lp", "reduced_costs", "lb_tree_search", "quick_restart")
"""CP-SAT's strategies, one for each worker.

The model is close to an assignment, which linear relaxations see through: 50 sessions of a
department of 5,000 events take ``max_lp`` a second, the default portfolio of two workers more than
ten.
"""


@dataclass(frozen=True)
class Found:
    """The end of a solve of the model.

    Parameters
    ----------
    chosen, cost
        The best found; nothing unless the status is optimal or feasible.
    bound
        Nothing that the model allows costs less; None where that is not known.
    """

    status: Status
    chosen: Chosen = ()
    cost: int = 0
    bound: int | None = None


class TogetherModel:
    """The model.

    Parameters
    ----------
    sessions
        With at least one time each.
    times
        The times to choose from, for each session.
    room_dates
        Dates, by position, on which rooms are decided.
    """

    def __init__(
        self,
        sessions: Sequence[Candidate],
        times: Sequence[Sequence[Time]],
        room_dates: frozenset[int],
        weights: MakeupWeights,
    ) -> None:
        self.cp = cp_sat.CpModel()
        self.sessions = sessions
        self.weights = weights
        self._paid: list[cp_sat.LinearExprT] = []
        self._at: list[dict[Time, Literal]] = []
        self._in_room: list[dict[Choice, Literal]] = [{} for _ in sessions]
        self._placed: list[Literal] = []
        for number, some in enumerate(times):
            self._add_session(number, some, room_dates)
        self._add_rooms(room_dates)
        for row in sorted(set().union(*(one.shared for one in sessions))):
            price_shared_days(self, row)

    @property
    def left_out(self) -> cp_sat.LinearExprT:
        """How many sessions have no place."""
        return len(self._placed) - sum(self._placed)

    def times_of(self, number: int) -> dict[Time, Literal]:
        """The times of a session, each with whether it is held then."""
        return self._at[number]

    def pay(self, weight: int, what: cp_sat.LinearExprT) -> None:
        """Add to the cost."""
        if weight:
            self._paid.append(weight * what)

    def fewest_left_out(self, limits: Limits) -> Found:
        """Place as many as possible, at any cost."""
        return self._minimize(self.left_out, limits, None)

    def least_cost(self, left_out: int, limits: Limits, hint: Chosen | None = None) -> Found:
        """Place all but so many, as cheaply as possible."""
        self.cp.add(self.left_out == left_out)
        return self._minimize(sum(self._paid), limits, hint)

    def _add_session(self, number: int, times: Sequence[Time], room_dates: frozenset[int]) -> None:
        at = {one: self.cp.new_bool_var(f"at_{number}_{one.date}_{one.start}") for one in times}
        placed = self.cp.new_bool_var(f"placed_{number}")
        self.cp.add_exactly_one([*at.values(), ~placed])
        self._at.append(at)
        self._placed.append(placed)
        for one, var in at.items():
            self.pay(one.alone + (0 if one.date in room_dates else one.prices[0]), var)

    def _add_rooms(self, room_dates: frozenset[int]) -> None:
        running: defaultdict[tuple[int, int], set[int]] = defaultdict(set)
        for number, at in enumerate(self._at):
            for one in at:
                for slot in self._slots(number, one):
                    running[one.date, slot].add(number)
        for number, at in enumerate(self._at):
            for one, var in at.items():
                if one.date in room_dates:
                    rivals = set().union(*(running[one.date, slot] for slot in self._slots(number, one)))
                    self._choose_room(number, one, var, len(rivals))
        self._separate_rooms()
        self._share_rooms(room_dates)

    def _share_rooms(self, room_dates: frozenset[int]) -> None:
        """Where rooms are not decided, at least let no more sessions use a few rooms than there are."""
        running: defaultdict[tuple[int, int], list[tuple[Time, Literal]]] = defaultdict(list)
        for session, at in zip(self.sessions, self._at, strict=True):
            for one, var in at.items():
                if one.date not in room_dates and len(one.rooms) < len(self.sessions):
                    for slot in range(one.start, one.start + session.duration):
                        running[one.date, slot].append((one, var))
        for some in running.values():
            for rooms in {frozenset(one.rooms) for one, _ in some if len(one.rooms) < len(some)}:
                confined = [var for one, var in some if rooms.issuperset(one.rooms)]
                if len(confined) > len(rooms):
                    self.cp.add(sum(confined) <= len(rooms))

    def _slots(self, number: int, one: Time) -> range:
        """Slots in which another session may keep a room from this one: all where bookings are limited."""
        if self._are_bookings_limited:
            return range(self.sessions[number].searched.problem.grid.slots_per_day)
        return range(one.start, one.start + self.sessions[number].duration)

    @cached_property
    def _are_bookings_limited(self) -> bool:
        return any(room.max_bookings is not None for room in self.sessions[0].searched.problem.rooms)

    def _choose_room(self, number: int, one: Time, held: Literal, rivals: int) -> None:
        """Of as many cheapest rooms as there are sessions to want them, one is left for each session."""
        name = f"in_{number}_{one.date}_{one.start}"
        chosen = []
        for room, price in zip(one.rooms[:rivals], one.prices, strict=False):
            var = self.cp.new_bool_var(f"{name}_{room}")
            self._in_room[number][Choice(one, room)] = var
            self.pay(price, var)
            chosen.append(var)
        self.cp.add(sum(chosen) == held)

    def _separate_rooms(self) -> None:
        running: defaultdict[tuple[int, int, int], list[Literal]] = defaultdict(list)
        begun: defaultdict[tuple[int, int], list[Literal]] = defaultdict(list)
        for session, in_room in zip(self.sessions, self._in_room, strict=True):
            for (one, room), var in in_room.items():
                begun[room, one.date].append(var)
                for slot in range(one.start, one.start + session.duration):
                    running[room, one.date, slot].append(var)
        for some in running.values():
            if len(some) > 1:
                self.cp.add_at_most_one(some)
        self._limit_bookings(begun)

    def _limit_bookings(self, begun: dict[tuple[int, int], list[Literal]]) -> None:
        searched = self.sessions[0].searched
        for (room, date), some in begun.items():
            left = int(searched.booking_limits[room] - searched.index.begun[room, date])
            if left < len(some):
                self.cp.add(sum(some) <= left)

    def _minimize(self, objective: cp_sat.LinearExprT, limits: Limits, hint: Chosen | None) -> Found:
        self.cp.minimize(objective)
        self._hint(hint or ())
        status, solver = limits.run(self.cp, strategies=STRATEGIES)
        if status == cp_sat.INFEASIBLE:
            return Found(Status.INFEASIBLE)
        if status not in (cp_sat.OPTIMAL, cp_sat.FEASIBLE):
            return Found(Status.UNKNOWN)  # the bound that the solver tells then may be none
        bound = math.ceil(solver.best_objective_bound - 1e-6)
        values = solver.response_proto.solution
        word = Status.OPTIMAL if status == cp_sat.OPTIMAL else Status.FEASIBLE
        return Found(word, tuple(self._read(values)), round(solver.objective_value), bound)

    def _hint(self, chosen: Chosen) -> None:
        for at, in_room, choice in zip(self._at, self._in_room, chosen, strict=False):
            for one, var in at.items():
                self.cp.add_hint(var, choice is not None and choice.time == one)
            for possible, var in in_room.items():
                self.cp.add_hint(var, possible == choice)

    def _read(self, values: Sequence[int]) -> Iterator[Choice | None]:
        for at, in_room in zip(self._at, self._in_room, strict=True):
            held = next((one for one, var in at.items() if values[var.index]), None)
            roomed = next((choice for choice, var in in_room.items() if values[var.index]), None)
            yield roomed or (None if held is None else Choice(held, held.rooms[0]))
