"""The period model: events to slots, rooms only counted. Its optimum bounds the whole problem's."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from ortools.sat.python import cp_model

from engine.timetable.constraints import hard_rules, soft_rules
from engine.timetable.kernel.state import Forms, domain_of
from engine.timetable.layout import Layout
from engine.timetable.model import Model
from engine.timetable.solve.room_supply import add_room_counts, add_room_shortage


@dataclass(frozen=True)
class PeriodModel:
    """The model, built once, with the hint it was last given."""

    model: Model

    @classmethod
    def build(cls, layout: Layout, forms: Forms) -> PeriodModel:
        """Post every rule that does not need rooms, and what the rest say of slots."""
        problem = layout.problem
        slots_ok, rooms_ok, cells_ok = domain_of(layout, forms)
        model = Model(layout, with_rooms=False, slots_ok=slots_ok, rooms_ok=rooms_ok, cells_ok=cells_ok)
        for rule in hard_rules(problem):
            if not rule.needs_rooms:
                rule.add(model)
        add_room_counts(model)
        for soft in soft_rules(problem):
            if not soft.needs_rooms:
                soft.add(model)
        add_room_shortage(model)
        model.minimize()
        return cls(model)

    def hint(self, slots: NDArray[np.int32], *, seconds: float) -> bool:
        """Hint every variable from the slots of a timetable; False when they break the model.

        A hint for the starts alone leaves the solver to find the others, which it often does not
        when it dives; one solve with the starts fixed computes them.
        """
        cp, layout = self.model.cp, self.model.layout
        cp.clear_hints()
        taken = [set(slots[list(events)].tolist()) for events in layout.bundles]
        for bundle, starts in enumerate(self.model.starts):
            for slot, var in starts.items():
                cp.add_hint(var, slot in taken[bundle])
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.fix_variables_to_their_hinted_value = True
        solver.parameters.max_time_in_seconds = seconds
        if solver.solve(cp) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return False
        values = list(solver.response_proto.solution)
        cp.clear_hints()
        cp.proto.solution_hint.vars.extend(range(len(values)))
        cp.proto.solution_hint.values.extend(values)
        return True

    def slots(self, value: "cp_model.CpSolverSolutionCallback | cp_model.CpSolver") -> NDArray[np.int32]:
        """Slots of all events in a solution; a bundle's events get theirs in ascending order."""
        layout = self.model.layout
        slots = np.full(len(layout.problem.events), -1, np.int32)
        for bundle, starts in enumerate(self.model.starts):
            chosen = sorted(slot for slot, var in starts.items() if value.boolean_value(var))
            slots[list(layout.bundles[bundle])] = chosen
        return slots
