"""The model of a repair without rooms: some events free to be held at any time, all others where they are.

Who stays keeps the room; for who moves, rooms are only counted. As in the model with rooms others may
give way at the price of a move. Everything asked here is asked of a repair too, so that the fewest moves
here bound those of the whole problem from below. The model has a literal for an event and a slot, not one
for each room as well, so that far more events can be free in it than in the one with rooms.
"""

from __future__ import annotations

from collections.abc import Mapping

from engine import cp_sat
from engine.timetable.constraints import hard_rules
from engine.timetable.kernel.state import domain_of, forms_of
from engine.timetable.layout import Layout
from engine.timetable.model import Literal, Model
from engine.timetable.problem import Problem
from engine.timetable.repair.free_model import Outcome, with_places
from engine.timetable.repair.linear_relaxation import LinearRelaxation
from engine.timetable.repair.minimizing import Least, least_near_relaxation, least_objective
from engine.timetable.repair.room_counts import RoomCounts
from engine.timetable.result import Status
from engine.timetable.solve.limits import Limits
from engine.timetable.timetable import Timetable

LEFT_OUT = 20
"""Price, in moves, of leaving out an event that has lost its place. So the timetable as it was is an answer
to begin with, which the search improves on. The best answer leaves none out, unless it takes more moves than
that to place one; then it is asked for again with all of them."""


class TimesModel:
    """CP-SAT's model of when the events of a problem are held, some of them free.

    Parameters
    ----------
    problem, timetable
        What happened, and what was planned.
    free
        Events that may be elsewhere; among them those that have no place or cannot stay in theirs, and
        those in a breach.
    begin
        Slots of events, which break no rule together, to begin the search with. The other free events,
        which are some of the lost, are left out then.
    lost
        Free events that may be left out: at a price, unless ``leave_out`` says how many.

    Attributes
    ----------
    slots
        When events are held in the last answer.
    """

    def __init__(
        self,
        problem: Problem,
        timetable: Timetable,
        free: frozenset[int],
        begin: Mapping[int, int],
        lost: frozenset[int],
    ) -> None:
        self._timetable = timetable
        self._free = free
        self._lost = lost
        self._leaving = 0
        self.slots = begin
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
        self._left_out = {bundle: self._place(bundle) for bundle in bundles}
        self._stays = [self._stay(event) for event in range(len(problem.events))]
        RoomCounts(self._model, timetable, self._stays, bundles).post()
        self._hint()

    def leave_out(self, most: int) -> None:
        """Leave out so many of the lost at the most, at no price."""
        self._model.cp.add(sum(self._left_out.values()) <= most)
        self._leaving = most

    def fewest_left_out(self, limits: Limits) -> int:
        """So many of the lost are left out at the least, whoever moves for it, as the relaxation tells."""
        self._model.cp.minimize(sum(self._left_out.values()))
        relaxation = LinearRelaxation(self._model.cp)
        return relaxation.bound if relaxation.solve(limits) else 0

    def fewest_moves(self, least: int, limits: Limits, *, alone: float = 0) -> Outcome:
        """Who moves where as few move as can, without a timetable.

        Parameters
        ----------
        least
            So many are known to move at the least.
        limits
            How long it may take, and with how many threads.
        alone
            For which part of the time one thread tries it without anything to begin with, which is quicker
            where few move.
        """
        cp, left_out = self._model.cp, sum(self._left_out.values())
        moves = sum(1 - stays for stays in self._stays)
        complete = cp.clone()
        complete.add(left_out <= self._leaving)
        complete.clear_hints()  # type: ignore[no-untyped-call]
        complete.minimize(moves)
        if self._leaving:
            return self._outcome(least_near_relaxation(complete, least, limits))
        answer = least_objective(complete, least, limits.share(alone).alone())
        if not (answer.is_settled or limits.are_reached):
            # An answer that leaves out anybody is never good enough, unless it may.
            cp.minimize(moves + max(LEFT_OUT, least + 1) * left_out)
            answer = least_objective(cp, answer.bound, limits)
        if answer.status is Status.OPTIMAL and answer.solver.value(left_out) > self._leaving:
            answer = least_objective(complete, answer.bound, limits)
        return self._outcome(answer)

    def _outcome(self, answer: Least) -> Outcome:
        if answer.status is Status.INFEASIBLE:
            return Outcome(Status.INFEASIBLE)
        if answer.status is Status.UNKNOWN:
            return Outcome(Status.UNKNOWN, bound=answer.bound)
        solver = answer.solver
        moved = tuple(event for event, stays in enumerate(self._stays) if not solver.value(stays))
        gave_way = tuple(event for event in moved if event not in self._free)
        self.slots = self._slots_in(solver)
        left_out = sum(solver.value(count) for count in self._left_out.values())
        return Outcome(answer.status, None, moved, answer.bound, gave_way, left_out)

    def _place(self, bundle: int) -> cp_sat.IntVar:
        """How many events of a bundle are left out."""
        events = self._layout.bundles[bundle]
        most = sum(event in self._lost for event in events)
        left_out = self._model.cp.new_int_var(0, most, f"left_out_{bundle}")
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

    def _hint(self) -> None:
        """Begin with the slots that are known; whoever has them as before keeps the room too."""
        # By index: CP-SAT takes a model with two hints for one variable for invalid.
        hints: dict[int, tuple[cp_sat.IntVar, int]] = {}
        for bundle, starts in enumerate(self._model.starts):
            slots = [self.slots[event] for event in self._layout.bundles[bundle] if event in self.slots]
            hints |= {start.index: (start, slot in slots) for slot, start in starts.items()}
            if bundle in self._left_out:
                left_out = self._left_out[bundle]
                hints[left_out.index] = left_out, len(self._layout.bundles[bundle]) - len(slots)
        for event, place in self._timetable.placed():
            stays = self._stays[event]
            if stays is not self._model.zero:
                hints[stays.index] = stays, self.slots.get(event) == place.slot
        for variable, value in hints.values():
            self._model.cp.add_hint(variable, value)

    def _slots_in(self, solver: cp_sat.CpSolver) -> dict[int, int]:
        return {
            event: slot
            for bundle, starts in enumerate(self._model.starts)
            for event, slot in zip(
                self._layout.bundles[bundle],
                [slot for slot, start in starts.items() if solver.value(start)],
                strict=False,
            )
        }
