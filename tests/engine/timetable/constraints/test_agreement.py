"""Referee, CP-SAT model and annealing kernel say the same of random timetables of random problems."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from engine.timetable.constraints import HARD, SOFT, HardRule, SoftRule
from engine.timetable.kernel.annealer import Annealer, Engine
from engine.timetable.kernel.compose import Composition
from engine.timetable.kernel.standard import standard_engines
from engine.timetable.layout import Layout
from engine.timetable.problem import Problem
from engine.timetable.score import Score, evaluate
from engine.timetable.timetable import Timetable
from tests.engine.timetable.fixed_model import is_expressible, price_of
from tests.engine.timetable.problems import colleges, competitions, timetables

CLASHES = {"course-clash", "teacher-clash", "group-clash"}

COUNTED_BY_EVENT = {"isolated-lectures", "building-changes"}
"""Soft rules whose CP-SAT form is exact only where nobody is in two places at once."""

COLLEGES = colleges(repaired=False, limited=True)
REPAIRED = colleges(repaired=True, limited=False)
EVERYTHING = colleges(repaired=True, limited=True)

WEIGHTS_OF = {
    "room-capacity": ("room_capacity",),
    "working-days": ("working_days",),
    "isolated-lectures": ("isolated_group", "isolated_teacher"),
    "room-stability": ("room_stability",),
    "idle-gaps": ("idle_group", "idle_teacher"),
    "long-runs": ("long_run_group", "long_run_teacher"),
    "disliked-slots": ("disliked",),
    "late-slots": ("late",),
    "day-balance": ("day_balance_group", "day_balance_teacher"),
    "late-fairness": ("late_fairness",),
    "building-changes": ("building_change",),
    "disturbance": ("moved_slot", "moved_room"),
}


@pytest.mark.parametrize("rule", HARD, ids=lambda rule: rule.name)
@given(data=st.data())
def test_the_model_is_feasible_exactly_when_the_referee_finds_nothing(
    rule: HardRule, data: st.DataObject
) -> None:
    problem = data.draw(EVERYTHING)
    timetable = data.draw(timetables(problem))
    assume(is_expressible(problem, timetable))
    found = list(rule.violations(problem, timetable))

    if rule.applies(problem):
        assert (price_of(problem, rule, timetable) is None) == bool(found)
    else:
        assert not found or rooms_overlap(problem, timetable)


@pytest.mark.parametrize("rule", SOFT, ids=lambda rule: rule.name)
@given(data=st.data())
def test_the_model_pays_what_the_referee_finds(rule: SoftRule, data: st.DataObject) -> None:
    problem = data.draw(EVERYTHING)
    timetable = data.draw(timetables(problem, clash_free=rule.name in COUNTED_BY_EVENT))
    assume(is_expressible(problem, timetable))
    paid = sum(cost.amount for cost in rule.costs(problem, timetable))

    assert price_of(problem, rule, timetable) == paid


@pytest.mark.parametrize("rule", SOFT, ids=lambda rule: rule.name)
@given(data=st.data())
def test_a_model_free_of_clashes_pays_what_the_referee_finds(rule: SoftRule, data: st.DataObject) -> None:
    problem = data.draw(EVERYTHING)
    timetable = data.draw(timetables(problem, clash_free=True))
    assume(is_expressible(problem, timetable))
    paid = sum(cost.amount for cost in rule.costs(problem, timetable))

    assert price_of(problem, rule, timetable, clash_free=True) == paid


@pytest.mark.parametrize("rule", SOFT, ids=lambda rule: rule.name)
@given(data=st.data())
def test_a_rule_that_does_not_apply_costs_nothing(rule: SoftRule, data: st.DataObject) -> None:
    problem = data.draw(competitions())
    timetable = data.draw(timetables(problem))

    assert rule.applies(problem) or not list(rule.costs(problem, timetable))


@pytest.mark.parametrize(
    "problems",
    [COLLEGES, REPAIRED, competitions()],
    ids=["college", "repaired college", "competition"],
)
@given(data=st.data(), seed=st.integers(0, 2**32), temperature=st.sampled_from((1.0, 30.0, 1000.0)))
def test_the_kernel_counts_as_the_referee_does(
    problems: st.SearchStrategy[Problem], data: st.DataObject, seed: int, temperature: float
) -> None:
    problem = data.draw(problems)
    timetable = data.draw(timetables(problem, complete=False))
    annealer = Annealer(Engine(Layout(problem)), seed=seed)

    load(annealer, timetable)
    assert_counts_agree(problem, annealer)
    for _ in range(3):
        annealer.run(300, temperature)
        assert_counts_agree(problem, annealer)


@pytest.mark.parametrize("rule", SOFT, ids=lambda rule: rule.name)
@given(data=st.data())
def test_the_kernel_prices_each_rule_as_the_referee_does(rule: SoftRule, data: st.DataObject) -> None:
    problem = data.draw(REPAIRED)
    dearer = replace(
        problem.weights, **{name: 10 * getattr(problem.weights, name) for name in WEIGHTS_OF[rule.name]}
    )
    timetable = data.draw(timetables(problem, clash_free=True))
    before = Annealer(Engine(Layout(problem)), seed=1)
    after = Annealer(Engine(Layout(problem.with_weights(dearer))), seed=1)

    load(before, timetable)
    load(after, timetable)

    paid = sum(cost.amount for cost in rule.costs(problem, current(before)))
    assert after.soft - before.soft == 9 * paid


@given(college=COLLEGES, repaired=REPAIRED, competition=competitions())
def test_an_installed_kernel_covers_every_random_problem(
    college: Problem, repaired: Problem, competition: Problem
) -> None:
    installed = {name: engine.composition for name, engine in standard_engines([]).items()}

    assert installed["college"].covers(composition(college))
    assert installed["college"].covers(composition(repaired))
    assert installed["college"].covers(composition(competition))
    assert installed["competition"].covers(composition(competition))


def rooms_overlap(problem: Problem, timetable: Timetable) -> bool:
    return any(violation.rule == "room-clash" for violation in evaluate(problem, timetable).violations)


def load(annealer: Annealer, timetable: Timetable) -> None:
    """Bring an annealer to a timetable, but for events in places that its moves would never take."""
    places = [place or (-1, -1) for place in timetable.placements]
    slots, rooms = np.array(places, np.int32).T
    annealer.load(slots.copy(), rooms.copy())


def current(annealer: Annealer) -> Timetable:
    pairs = zip(annealer.state.slot.tolist(), annealer.state.room.tolist(), strict=True)
    return Timetable.of([None if slot < 0 else (slot, room) for slot, room in pairs])


def assert_counts_agree(problem: Problem, annealer: Annealer) -> None:
    timetable = current(annealer)
    score = evaluate(problem, timetable)
    again = Annealer(annealer.engine, seed=1)
    load(again, timetable)

    assert (annealer.hard, annealer.soft) == (again.hard, again.soft)
    assert (annealer.hard == 0) == (not breaches(score))
    if not any(violation.rule in CLASHES for violation in score.violations):
        assert annealer.soft == score.cost
    best = evaluate(problem, annealer.best_timetable())
    assert (annealer.best[0] == 0) == (not breaches(best))
    if annealer.best[0] == 0:
        assert annealer.best[1] == best.cost


def breaches(score: Score) -> list[str]:
    """What a move could mend: the week's load is as it is, wherever events are placed."""
    return [violation.reason for violation in score.violations if violation.rule != "week-load"]


def composition(problem: Problem) -> Composition:
    return Engine(Layout(problem)).own_composition
