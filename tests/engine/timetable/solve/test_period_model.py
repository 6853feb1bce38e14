"""The period model bounds the whole problem, and the whole model is exact."""

from __future__ import annotations

import threading

import numpy as np
from hypothesis import given, settings
from ortools.sat.python import cp_model

from engine.timetable.kernel.annealer import Engine
from engine.timetable.layout import Layout
from engine.timetable.model import Model
from engine.timetable.problem import Problem
from engine.timetable.score import evaluate
from engine.timetable.solve.board import Board
from engine.timetable.solve.period_model import hint, period_model, rooms_in, slots_in, whole_model
from engine.timetable.timetable import Timetable
from tests.engine.timetable.fixed_model import lowest_cost
from tests.engine.timetable.problems import competitions, tiny
from tests.engine.timetable.school import school


@settings(max_examples=20)
@given(problem=tiny())
def test_the_period_model_never_asks_more_than_the_whole_of_any_problem(problem: Problem) -> None:
    assert_bound(problem)


@settings(max_examples=8)
@given(problem=competitions())
def test_the_period_model_never_asks_more_than_the_whole_of_a_competition(problem: Problem) -> None:
    assert_bound(problem)


@settings(max_examples=15)
@given(problem=tiny())
def test_the_referee_confirms_what_the_whole_model_finds(problem: Problem) -> None:
    model = whole(problem)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    if solver.solve(model.cp) == cp_model.INFEASIBLE:
        return
    values = np.array(solver.response_proto.solution, np.int64)

    slots = slots_in(model, values)
    rooms = rooms_in(model, values, slots)

    score = evaluate(problem, Timetable.of(list(zip(slots.tolist(), rooms.tolist(), strict=True))))
    assert score.is_feasible
    assert score.cost == round(solver.objective_value)


@settings(max_examples=8)
@given(problem=competitions())
def test_the_slots_of_a_solution_are_a_hint_for_every_variable(problem: Problem) -> None:
    model = periods(problem)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    if solver.solve(model.cp) == cp_model.INFEASIBLE:
        return
    slots = slots_in(model, np.array(solver.response_proto.solution, np.int64))

    assert hint(model, slots, seed=1)

    assert len(model.cp.proto.solution_hint.vars) == len(model.cp.proto.variables)
    assert lowest_cost(model) == round(solver.objective_value)


def test_slots_that_break_a_rule_are_no_hint() -> None:
    model = periods(school())

    assert not hint(model, np.zeros(2, np.int32), seed=1)

    assert len(model.cp.proto.solution_hint.vars) == 0


def test_no_model_is_built_once_the_solve_is_over() -> None:
    over = Board(on_progress=None, stop=threading.Event())
    over.ended.set()

    assert period_model(Engine(Layout(school())), over) is None
    assert whole_model(Engine(Layout(school())), over) is None


def assert_bound(problem: Problem) -> None:
    bound, optimum = lowest_cost(periods(problem)), lowest_cost(whole(problem))
    if optimum is not None:
        assert bound is not None
        assert bound <= optimum


def periods(problem: Problem) -> Model:
    model = period_model(Engine(Layout(problem)), Board(on_progress=None, stop=threading.Event()))
    assert model is not None
    return model


def whole(problem: Problem) -> Model:
    model = whole_model(Engine(Layout(problem)), Board(on_progress=None, stop=threading.Event()))
    assert model is not None
    return model
