"""A budget is spent by time, or by work alone, and knows what is left of it."""

from __future__ import annotations

import time

import pytest

from engine.timetable.solve.budget import Part, Seconds, Work


def test_work_is_spent_by_proposals_and_deterministic_time_and_not_by_the_clock() -> None:
    budget = Work(4)

    budget.charge(proposals=Work.PROPOSALS, cp_sat_time=1.0)
    time.sleep(0.01)

    assert budget.spent() == pytest.approx(0.5)
    assert dict([budget.cp_sat_limit(0.5)]) == {"max_deterministic_time": pytest.approx(1)}


def test_seconds_are_spent_by_time_and_not_by_proposals() -> None:
    budget = Seconds(0.05)
    budget.charge(proposals=10**9)
    assert budget.spent() < 1

    time.sleep(0.06)

    assert budget.spent() >= 1
    assert budget.cp_sat_limit() == ("max_time_in_seconds", 0)


@pytest.mark.parametrize("seconds", [0, -5])
def test_a_budget_of_nothing_is_soon_over(seconds: float) -> None:
    clock, work = Seconds(seconds), Work(seconds)

    time.sleep(0.002)
    work.charge(proposals=Work.PROPOSALS)

    assert clock.spent() >= 1
    assert work.spent() >= 1
    assert work.cp_sat_limit() == ("max_deterministic_time", 0)


def test_a_part_is_a_share_of_what_is_left() -> None:
    whole = Work(4)
    whole.charge(cp_sat_time=2.0)
    part = Part(whole, 0.5)
    assert dict([part.cp_sat_limit()]) == {"max_deterministic_time": pytest.approx(1)}

    part.charge(cp_sat_time=0.5)

    assert part.spent() == pytest.approx(0.5)
    assert whole.spent() == pytest.approx(0.625)
    assert dict([part.cp_sat_limit()]) == {"max_deterministic_time": pytest.approx(0.5)}


def test_a_part_ends_with_the_whole() -> None:
    whole = Work(1)
    part = Part(whole, 1.0)

    whole.charge(cp_sat_time=1.0)

    assert part.spent() == 1
    assert part.cp_sat_limit() == ("max_deterministic_time", 0)


def test_a_budget_says_what_it_counts() -> None:
    assert Work(1).is_work
    assert Part(Work(1), 0.5).is_work
    assert not Seconds(1).is_work
