"""The least objective of a model whose linear relaxation says most of it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from engine import cp_sat
from engine.timetable.repair.free_model import proved_by
from engine.timetable.repair.linear_relaxation import LinearRelaxation
from engine.timetable.result import Status
from engine.timetable.solve.limits import Limits
from engine.timetable.solve.stopping import Stopper

PROVING = "max_lp"
"""CP-SAT's strategy. Counts of rooms are what binds, and their linear relaxation is all but exact: it
proves in a second what the search for cores does not prove in ten. More than one round of presolving takes as
long again and gains nothing."""

IDLE = (
    "feasibility_pump",
    "fj",
    "graph_cst_lns",
    "graph_dec_lns",
    "graph_var_lns",
    "ls",
    "rnd_cst_lns",
    "rnd_var_lns",
)
"""CP-SAT's searches near the best answer that find little here. The second thread is left with those near
what the linear relaxation says, which find most, and those near some of the rules."""

ROOT_ITERATIONS = 6_000
"""Of the first linear relaxation: enough to solve it at once, most often. CP-SAT by itself searches after a
third of them, which is quicker where few move, and comes to its bounds much later where many do."""

NEAR_SECONDS = 1.0
"""At the least, for what is near the relaxation: most of it is settled in tenths of a second."""


@dataclass(frozen=True)
class Least:
    """What is known of the least objective.

    Parameters
    ----------
    status
        Optimal as soon as the solution is no worse than the bound.
    solver
        With the solution, where there is one.
    bound
        No solution has a lower objective.
    """

    status: Status
    solver: cp_sat.CpSolver
    bound: int

    @property
    def is_settled(self) -> bool:
        """Whether nothing is left to ask."""
        return self.status in (Status.OPTIMAL, Status.INFEASIBLE)

    @property
    def value(self) -> int:
        """The objective of the solution."""
        return round(self.solver.objective_value)


def least_objective(cp: cp_sat.CpModel, known: int, limits: Limits) -> Least:
    """The least objective, of which a bound is known already: a solution that meets it is good enough.

    Objectives are whole numbers, not below 0.
    """
    solver = cp_sat.CpSolver()
    parameters = solver.parameters
    parameters.subsolvers.append(PROVING)
    parameters.max_presolve_iterations = 1
    parameters.root_lp_iterations = ROOT_ITERATIONS
    parameters.random_seed = limits.seed
    parameters.catch_sigint_signal = False
    parameters.max_time_in_seconds = limits.seconds_left
    parameters.num_workers = min(2, limits.workers)
    if limits.workers > 1:
        parameters.ignore_subsolvers.extend(IDLE)
        parameters.use_feasibility_pump = False
        parameters.num_violation_ls = 0
        parameters.max_cut_rounds_at_level_zero = 3
        parameters.probing_deterministic_time_limit = 0.1
        parameters.inprocessing_dtime_ratio = 0.05

    # Not at the top of the module, which would load CP-SAT for whoever imports it.
    class Enough(cp_sat.CpSolverSolutionCallback):
        def on_solution_callback(self) -> None:
            if self.objective_value <= known:
                self.stop_search()

    with Stopper(solver, limits.stop):
        status = solver.solve(cp, Enough())
    if status == cp_sat.INFEASIBLE:
        return Least(Status.INFEASIBLE, solver, known)
    bound = max(known, proved_by(solver))
    if status not in (cp_sat.OPTIMAL, cp_sat.FEASIBLE):
        return Least(Status.UNKNOWN, solver, bound)
    is_least = status == cp_sat.OPTIMAL or solver.objective_value <= bound
    return Least(Status.OPTIMAL if is_least else Status.FEASIBLE, solver, bound)


def least_near_relaxation(cp: cp_sat.CpModel, known: int, limits: Limits, *, near_share: float) -> Least:
    """The same, with what the linear relaxation leaves open asked first, for a share of the time.

    Where its bound is met, few values are open, and CP-SAT settles them at once. Otherwise it mostly finds a
    solution that is not far off, with which the search among all others begins.
    """
    relaxation = LinearRelaxation(cp)
    if not relaxation.solve(limits):
        return least_objective(cp, known, limits)
    near = _near(relaxation, known, limits, near_share)
    if near.is_settled or limits.are_reached:
        return near
    if near.status is Status.UNKNOWN:
        return least_objective(cp, near.bound, limits)
    rest = relaxation.narrowed(near.value)
    _begin_with(rest, near.solver)
    better = least_objective(rest, near.bound, limits)
    return replace(near, bound=better.bound) if better.status is Status.UNKNOWN else better


def _near(relaxation: LinearRelaxation, known: int, limits: Limits, share: float) -> Least:
    """Ask about values that are open for an objective of the bound; about more where that has no solution."""
    most, wider = max(known, relaxation.bound), 1
    bound = most
    while True:
        seconds = max(NEAR_SECONDS, share * limits.seconds_left)
        found = least_objective(relaxation.narrowed(most), bound, limits.at_most(seconds))
        if found.status is not Status.INFEASIBLE or most >= relaxation.highest:
            break
        bound = most + 1
        most, wider = most + wider, 2 * wider
    # Whatever else there may be has a higher objective than the values are open for.
    found = replace(found, bound=min(found.bound, most + 1))
    if found.status is Status.OPTIMAL and found.value > found.bound:
        return replace(found, status=Status.FEASIBLE)
    return found


def _begin_with(cp: cp_sat.CpModel, solver: cp_sat.CpSolver) -> None:
    """Begin with the solution of a model of the same variables."""
    cp.clear_hints()  # type: ignore[no-untyped-call]
    hint = cp.proto.solution_hint
    hint.vars.extend(range(len(cp.proto.variables)))
    hint.values.extend(solver.response_proto.solution)
