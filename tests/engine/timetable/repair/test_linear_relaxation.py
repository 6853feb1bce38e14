"""What the linear relaxation proves is true of every solution."""

from __future__ import annotations

import threading
import time

from hypothesis import given, settings
from hypothesis import strategies as st

from engine import cp_sat
from engine.timetable.repair.linear_relaxation import LinearRelaxation
from engine.timetable.repair.minimizing import least_near_relaxation
from engine.timetable.result import Status
from engine.timetable.solve.limits import Limits

COSTS = st.integers(-3, 5)
NUM_VARIABLES = 5
KINDS = "sum", "or", "most", "exactly", "if", "maximum"


@settings(max_examples=200, deadline=None)
@given(data=st.data())
def test_no_solution_is_better_than_the_bound_or_outside_the_values_left_open(data: st.DataObject) -> None:
    cp = data.draw(models())
    values = {solution: cost(cp, solution) for solution in solutions(cp)}
    most = data.draw(st.integers(-20, 30))
    relaxation = LinearRelaxation(cp)

    if not relaxation.solve(limits()):
        assert not values
        return

    assert relaxation.bound <= min(values.values(), default=relaxation.highest)
    assert relaxation.highest >= max(values.values(), default=relaxation.bound)
    good = {solution for solution, value in values.items() if value <= most}
    assert good <= set(solutions(relaxation.narrowed(most))) <= values.keys()


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_the_least_near_the_relaxation_is_the_least_of_all(data: st.DataObject) -> None:
    cp = data.draw(models(lowest=0))
    values = [cost(cp, solution) for solution in solutions(cp)]

    least = least_near_relaxation(cp, 0, limits(), near_share=0.5)

    if values:
        assert (least.status, least.value) == (Status.OPTIMAL, min(values))
        assert least.bound == min(values)
    else:
        assert least.status is Status.INFEASIBLE


def test_a_bound_of_whole_numbers_is_not_lost_to_rounding() -> None:
    cp = cp_sat.CpModel()
    literals = [cp.new_bool_var(str(index)) for index in range(300)]
    for first in range(0, 300, 3):
        cp.add_bool_or(literals[first : first + 3])
    cp.minimize(sum(literals))
    relaxation = LinearRelaxation(cp)

    assert relaxation.solve(limits())
    assert relaxation.bound == 100


def test_without_time_nothing_is_proved() -> None:
    cp = cp_sat.CpModel()
    literal = cp.new_bool_var("only")
    cp.minimize(literal)

    assert least_near_relaxation(cp, 0, limits(seconds=0), near_share=0.5).status is not Status.INFEASIBLE


@st.composite
def models(draw: st.DrawFn, lowest: int = -20) -> cp_sat.CpModel:
    """Five variables, some of them literals, in sums and clauses of all kinds; objectives from so much on."""
    cp = cp_sat.CpModel()
    literals = [cp.new_bool_var(f"literal_{index}") for index in range(3)]
    counts = [cp.new_int_var(-1, 2, f"count_{index}") for index in range(NUM_VARIABLES - 3)]
    some = st.lists(st.sampled_from([*literals, *(~literal for literal in literals)]), min_size=1, max_size=3)
    for kind in draw(st.lists(st.sampled_from(KINDS), max_size=5)):
        if kind == "sum":
            weights = draw(st.lists(COSTS, min_size=NUM_VARIABLES, max_size=NUM_VARIABLES))
            low = draw(st.integers(-8, 4))
            total = sum(w * v for w, v in zip(weights, [*literals, *counts], strict=True))
            cp.add_linear_constraint(total, low, low + draw(st.integers(0, 8)))
        elif kind == "or":
            cp.add_bool_or(draw(some))
        elif kind == "most":
            cp.add_at_most_one(draw(some))
        elif kind == "exactly":
            cp.add_exactly_one(draw(some))
        elif kind == "if":
            cp.add_bool_and(draw(some)).only_enforce_if(draw(some))
        else:
            cp.add_max_equality(counts[0], draw(some))
    weights = draw(st.lists(COSTS, min_size=NUM_VARIABLES, max_size=NUM_VARIABLES))
    paid = sum(w * v for w, v in zip(weights, [*literals, *counts], strict=True))
    cp.minimize(paid + 30 + lowest)
    return cp


def solutions(cp: cp_sat.CpModel) -> list[tuple[int, ...]]:
    """All of them."""
    any_is_good = cp.clone()
    any_is_good.clear_objective()  # type: ignore[no-untyped-call]
    variables = range(len(cp.proto.variables))
    found = []

    class Collected(cp_sat.CpSolverSolutionCallback):
        def on_solution_callback(self) -> None:
            values = self.response_proto.solution
            found.append(tuple(values[index] for index in variables))

    solver = cp_sat.CpSolver()
    solver.parameters.enumerate_all_solutions = True
    solver.solve(any_is_good, Collected())
    return found


def cost(cp: cp_sat.CpModel, solution: tuple[int, ...]) -> int:
    """The objective of a solution."""
    objective = cp.proto.objective
    pairs = zip(objective.vars, objective.coeffs, strict=True)
    return int(objective.offset) + int(sum(weight * solution[index] for index, weight in pairs))


def limits(seconds: float = 30) -> Limits:
    """One thread."""
    return Limits(time.perf_counter() + seconds, threading.Event(), workers=1, seed=1)
