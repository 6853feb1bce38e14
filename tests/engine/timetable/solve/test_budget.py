"""A budget is spent by time, or by work alone, and knows what is left of it."""

from __future__ import annotations

import time

import pytest

from engine.timetable.solve.budget import Seconds, Work


def test_work_is_spent_by_proposals_and_not_by_time() -> None:
    budget = Work(2)

    assert budget.spent() == 0
    budget.charge(Work.PROPOSALS)
    time.sleep(0.01)

    assert budget.spent() == 0.5
    assert budget.cp_sat_limits == {"max_deterministic_time": pytest.approx(1)}


@pytest.mark.parametrize("seconds", [0, -1, 1e-9])
def test_work_of_no_seconds_is_spent_by_the_first_proposal(seconds: float) -> None:
    budget = Work(seconds)

    budget.charge(1)

    assert budget.spent() >= 1
    assert budget.cp_sat_limits == {"max_deterministic_time": 0}


def test_seconds_are_spent_by_time_and_not_by_proposals() -> None:
    budget = Seconds(0.05)
    budget.charge(10**9)
    assert budget.spent() < 1

    time.sleep(0.06)

    assert budget.spent() >= 1
    assert budget.cp_sat_limits == {"max_time_in_seconds": 0}


@pytest.mark.parametrize("seconds", [0, -5])
def test_no_seconds_are_soon_over(seconds: float) -> None:
    budget = Seconds(seconds)

    time.sleep(0.002)

    assert budget.spent() >= 1


def test_a_budget_says_what_it_counts() -> None:
    assert Work(1).is_work
    assert not Seconds(1).is_work
