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
from engine.timetable.repair.free_model import Outcome, proved_by, with_places
from engine.timetable.repair.room_counts import RoomCounts
from engine.timetable.result import Status
from engine.timetable.solve.limits import Limits
from engine.timetable.solve.stopping import Stopper
from engine.timetable.timetable import Timetable

PROVING = "max_lp"
"""CP-SAT's strategy. Counts of rooms are what binds, and their linear relaxation is all but exact: it
proves in a second what the search for cores does not prove in ten. More than one round of presolving takes as
long again and gains nothing."""


class TimesModel:
    """CP-SAT's model of when the events of a problem are held, some of them free.

    Parameters
    ----------
    problem, timetable
        What happened, and what was planned.
    free
        Events that may be elsewhere; among them those that have no place or cannot stay in theirs, and
        those in a breach.
    """

    def __init__(self, problem: Problem, timetable: Timetable, free: frozenset[int]) -> None:
        self._timetable = timetable
        self._free = free
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
        self._bundles = sorted({int(self._layout.bundle_of[event]) for event in free})
        self._place_free_events()
        self._stays = [self._stay(event) for event in range(len(problem.events))]
        RoomCounts(self._model, timetable, self._stays, self._bundles).post()

    def fewest_moves(self, limits: Limits) -> Outcome:
        """Who moves where as few move as can, without a timetable."""
        cp = self._model.cp
        cp.minimize(sum(1 - stays for stays in self._stays))
        status, solver = _solved(cp, limits)
        if status == cp_sat.INFEASIBLE:
            return Outcome(Status.INFEASIBLE)
        bound = proved_by(solver)
        if status not in (cp_sat.OPTIMAL, cp_sat.FEASIBLE):
            return Outcome(Status.UNKNOWN, bound=bound)
        word = Status.OPTIMAL if status == cp_sat.OPTIMAL else Status.FEASIBLE
        moved = tuple(event for event, stays in enumerate(self._stays) if not solver.value(stays))
        gave_way = tuple(event for event in moved if event not in self._free)
        return Outcome(word, None, moved, bound, gave_way)

    def _place_free_events(self) -> None:
        for bundle in self._bundles:
            starts = sum(self._model.starts[bundle].values())
            self._model.cp.add(starts == len(self._layout.bundles[bundle]))

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


def _solved(cp: cp_sat.CpModel, limits: Limits) -> tuple[cp_sat.CpSolverStatus, cp_sat.CpSolver]:
    """CP-SAT's status and answer, by one thread: the proof is one linear program and little search."""
    solver = cp_sat.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.subsolvers.append(PROVING)
    solver.parameters.max_presolve_iterations = 1
    solver.parameters.random_seed = limits.seed
    solver.parameters.catch_sigint_signal = False
    solver.parameters.max_time_in_seconds = limits.seconds_left
    with Stopper(solver, limits.stop):
        return solver.solve(cp), solver
