"""The model of a repair without rooms: some events free to be held at any time, all others where they are.

Who stays keeps the room; for who moves, rooms are only counted. As in the model with rooms others may
give way at the price of a move. Everything asked here is asked of a repair too, so that the fewest moves
here bound those of the whole problem from below. The model has a literal for an event and a slot, not one
for each room as well, so that far more events can be free in it than in the one with rooms.
"""

from __future__ import annotations

from engine import cp_sat
from engine.timetable.constraints import hard_rules
from engine.timetable.kernel.state import domain_of, forms_of
from engine.timetable.layout import Layout
from engine.timetable.model import Literal, Model
from engine.timetable.problem import Problem
from engine.timetable.repair.free_model import Outcome, with_places
from engine.timetable.repair.linear_relaxation import LinearRelaxation
from engine.timetable.repair.minimizing import least_near_relaxation
from engine.timetable.repair.room_counts import RoomCounts
from engine.timetable.result import Status
from engine.timetable.solve.limits import Limits
from engine.timetable.timetable import Timetable

NEAR_SHARE = 0.15
"""Of the time, for what is near the linear relaxation."""

NEAR_SHARE_LEAVING = 0.8
"""And where some may be left out, when it is all but exact."""


class TimesModel:
    """CP-SAT's model of when the events of a problem are held, some of them free.

    Parameters
    ----------
    problem, timetable
        What happened, and what was planned.
    free
        Events that may be elsewhere; among them those that have no place or cannot stay in theirs, and
        those in a breach.
    lost
        Free events that may be left out.
    """

    def __init__(
        self,
        problem: Problem,
        timetable: Timetable,
        free: frozenset[int],
        lost: frozenset[int] = frozenset(),
    ) -> None:
        self._timetable = timetable
        self._free = free
        self._lost = lost
        problem = with_places(problem, timetable, free)
        self._layout = Layout(problem)
        forms = forms_of(self._layout, hard_rules(problem), [])
        slots_ok, rooms_ok, cells_ok = domain_of(self._layout, forms)
        self._model = Model(
            self._layout,
            with_rooms=False,
            complete=False,
            slots_ok=slots_ok,
            rooms_ok=rooms_ok,
            cells_ok=cells_ok,
        )
        for rule in hard_rules(problem):
            if not rule.needs_rooms:
                rule.add(self._model)
        bundles = sorted({int(self._layout.bundle_of[event]) for event in free})
        self._left_out = sum(map(self._place, bundles))
        self._stays = [self._stay(event) for event in range(len(problem.events))]
        RoomCounts(self._model, timetable, self._stays, bundles).post()

    def least_left_out(self, limits: Limits) -> int:
        """So many are left out at the least, whoever moves for it, as the linear relaxation tells."""
        self._model.cp.minimize(self._left_out)
        relaxation = LinearRelaxation(self._model.cp)
        return relaxation.bound if relaxation.solve(limits) else 0

    def fewest_moves(self, least: int, limits: Limits, *, leaving: int = 0) -> Outcome:
        """Who moves where as few move as can, without a timetable.

        Parameters
        ----------
        least
            So many are known to move at the least.
        limits
            How long it may take, and with how many threads.
        leaving
            So many of the lost may be left out; each counts as moved.
        """
        cp = self._model.cp.clone()
        cp.add(self._left_out <= leaving)
        cp.minimize(sum(1 - stays for stays in self._stays))
        near_share = NEAR_SHARE_LEAVING if leaving else NEAR_SHARE
        answer = least_near_relaxation(cp, least, limits, near_share=near_share)
        if answer.status is Status.INFEASIBLE:
            return Outcome(Status.INFEASIBLE)
        if answer.status is Status.UNKNOWN:
            return Outcome(Status.UNKNOWN, bound=answer.bound)
        values = answer.solver
        moved = tuple(event for event, stays in enumerate(self._stays) if not values.value(stays))
        gave_way = tuple(event for event in moved if event not in self._free)
        left_out = values.value(self._left_out)
        return Outcome(answer.status, None, moved, answer.bound, gave_way, left_out)

    def _place(self, bundle: int) -> cp_sat.LinearExprT:
        """Give all events of a bundle a time, but for the lost; tells how many are left out."""
        events = self._layout.bundles[bundle]
        most = sum(event in self._lost for event in events)
        left_out = self._model.cp.new_int_var(0, most, f"left_out_{bundle}") if most else 0
        self._model.cp.add(sum(self._model.starts[bundle].values()) + left_out == len(events))
        return left_out

    def _stay(self, event: int) -> Literal:
        """Whether the event keeps its time and its room."""
        model, place = self._model, self._timetable[event]
        if place is None:
            return model.zero
        bundle = int(self._layout.bundle_of[event])
        end = place.slot + int(self._layout.duration[bundle])
        start = model.start(bundle, place.slot)
        if not (model.rooms_ok[bundle, place.room] and model.cells_ok[place.room, place.slot : end].all()):
            return model.zero
        if event not in self._free or start is model.zero:
            return start
        stays = model.cp.new_bool_var(f"stays_{event}")
        model.cp.add_implication(stays, start)
        return stays
