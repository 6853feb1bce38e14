"""The search for the best way to place sessions together."""

from __future__ import annotations

from collections.abc import Sequence

from engine.makeup.candidates import Candidate, Chosen, Time
from engine.makeup.costs import MakeupWeights
from engine.makeup.in_turn import book_in_turn
from engine.makeup.index import MakeupIndex
from engine.makeup.rooming import give_rooms
from engine.makeup.together import Found, TogetherModel
from engine.timetable.result import Status
from engine.timetable.solve.limits import Limits
from engine.timetable.solve.pipeline import RefereeDisagrees

SHARE = 0.8
"""Part of the time left that one solve may take; the rest is for what follows it."""


class Search:
    """Narrows the space between the best assignment and the bound.

    The first assignment books one session after the other. Its cost rules out most times: those at
    which a session would pay so much above its least that all others paying theirs cannot make up
    for it. Rooms are decided only on dates where sessions turned out to want the same.

    Attributes
    ----------
    chosen, cost
        The best so far.
    left_out_at_least
        Sessions that every assignment leaves out: proved.

    Parameters
    ----------
    sessions
        With at least one time each.
    free
        The index without them.
    """

    def __init__(
        self, sessions: Sequence[Candidate], free: MakeupIndex, weights: MakeupWeights, limits: Limits
    ) -> None:
        self._sessions = sessions
        self._free = free
        self._weights = weights
        self._limits = limits
        self._room_dates: frozenset[int] = frozenset()
        self._bound: int | None = sum(one.least for one in sessions)
        self.left_out_at_least = 0
        self.chosen, self.cost = book_in_turn(free, sessions, weights, [None] * len(sessions))
        self._hint: Chosen = self.chosen

    @property
    def left_out(self) -> int:
        """Sessions without a place."""
        return self.chosen.count(None)

    @property
    def bound(self) -> int | None:
        """Proved bound of the cost, once it is proved that as many are placed as possible."""
        if self.left_out > self.left_out_at_least or self._bound is None:
            return None
        return self._bound

    @property
    def status(self) -> Status:
        """How far the search has come."""
        if self.left_out == len(self._sessions):
            return Status.INFEASIBLE if self.left_out == self.left_out_at_least else Status.UNKNOWN
        return Status.OPTIMAL if self.bound == self.cost else Status.FEASIBLE

    def run(self) -> None:
        """Search until the best is proved or the limits are reached."""
        goes_on = True
        while goes_on and self.bound != self.cost and not self._limits.are_reached:
            goes_on = self._step()

    def _step(self) -> bool:
        """Solve once; whether going on makes sense."""
        found = self._model(self._times()).least_cost(
            self.left_out_at_least, self._limits.share(SHARE), self._hint
        )
        if found.status is Status.INFEASIBLE:
            return self._leave_out_more()
        if found.bound is not None:
            self._bound = found.bound if self._bound is None else max(self._bound, found.bound)
        return bool(found.chosen) and self._take(found)

    def _take(self, found: Found) -> bool:
        """Give rooms to the times found; whether rooms must be decided on further dates."""
        roomed, contested = give_rooms(
            self._sessions, found.chosen, self._room_dates, self._weights, self._limits
        )
        # What is left without a room is booked where it is cheapest then. The cost is counted anew:
        # a solve that was broken off may claim more than its choice costs.
        chosen, cost = book_in_turn(self._free, self._sessions, self._weights, roomed)
        self._keep(chosen, cost)
        self._hint = chosen
        self._room_dates |= contested
        return bool(contested)

    def _keep(self, chosen: Chosen, cost: int) -> None:
        if chosen.count(None) == self.left_out_at_least and self._bound is not None and cost < self._bound:
            raise RefereeDisagrees(f"The bound {self._bound} is above the cost {cost} of an assignment.")
        if (chosen.count(None), cost) < (self.left_out, self.cost):
            self.chosen, self.cost = chosen, cost

    def _leave_out_more(self) -> bool:
        """Find out how many must be left out, now that it is proved that more must be."""
        found = self._model([one.times for one in self._sessions]).fewest_left_out(self._limits)
        self.left_out_at_least = max(self.left_out_at_least + 1, found.bound or 0)
        self._bound = None
        return found.status is not Status.UNKNOWN

    def _model(self, times: Sequence[Sequence[Time]]) -> TogetherModel:
        return TogetherModel(self._sessions, times, self._room_dates, self._weights)

    def _times(self) -> list[Sequence[Time]]:
        """Times that a better assignment may use."""
        if self.left_out:
            return [one.times for one in self._sessions]
        slack = self.cost - sum(one.least for one in self._sessions)
        return [[time for time in one.times if time.least - one.least <= slack] for one in self._sessions]
