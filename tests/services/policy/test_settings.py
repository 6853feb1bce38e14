"""The settings of an institution: bounds, contradictions, and the week."""

from __future__ import annotations

from dataclasses import fields
from datetime import UTC, date, datetime, time
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.timetable.generate.week import GRID
from engine.timetable.problem import MAX_SLOTS_PER_DAY, MAX_WEEKS, TimeGrid
from models import Tenant
from models.session import utc_now
from services.policy import Period, Policy, change_policy, policy_of, today_of
from services.policy.grid import MAX_CYCLE_WEEKS, MAX_PERIODS, fault_of_periods, minutes_of
from services.policy.settings import BadPolicy, bounds_of
from tests.installation import College, Installation

MINUTES = st.integers(0, 24 * 60 - 1)


def at(minutes: int) -> time:
    """A time of day."""
    return time(*divmod(minutes, 60))


def changed(name: str, value: Any) -> Policy:
    """A policy with one setting other than the default."""
    return Policy(**{name: value})


def test_the_defaults_are_those_that_were_decided() -> None:
    policy = Policy()

    assert (policy.start_opens_minutes, policy.start_closes_minutes) == (15, 30)
    assert (policy.end_opens_minutes, policy.end_closes_minutes) == (15, 60)
    assert (policy.present_minutes, policy.late_minutes) == (10, 30)
    assert (policy.face_accept, policy.face_review) == (0.50, 0.58)
    assert (policy.place_accept, policy.place_review) == (0.9, 0.5)
    assert (policy.place_worst_accuracy_m, policy.place_fence_m) == (150, 100)
    assert (policy.feedback_days, policy.weekly_load_hours) == (7, 24)
    assert (policy.pass_mark_percent, policy.attempts) == (70, 3)
    assert (policy.reminder_days, policy.overdue_days) == ((30, 7, 1), 7)
    assert (policy.recurrence_months, policy.recurrence_opens_days) == (12, 60)
    assert (policy.low_attendance_percent, policy.low_attendance_days) == (75, 7)
    assert (policy.keep_photos, policy.photo_days) == (False, 30)


def test_the_default_week_is_one_that_the_engine_knows() -> None:
    policy = Policy()

    grid = TimeGrid(
        days=len(policy.teaching_days),
        slots_per_day=len(policy.periods),
        weeks=policy.cycle_weeks,
        starts=tuple(minutes_of(period.starts_at) for period in policy.periods),
        slot_minutes=policy.periods[0].minutes,
    )

    assert grid == GRID
    assert (MAX_PERIODS, MAX_CYCLE_WEEKS) <= (MAX_SLOTS_PER_DAY, MAX_WEEKS)


def test_every_number_has_bounds_that_hold_on_both_sides() -> None:
    for setting in fields(Policy):
        if isinstance(setting.default, bool) or not isinstance(setting.default, int | float):
            continue
        least, most = bounds_of(setting.metadata)

        assert least <= setting.default <= most
        for outside in (least - 1, most + 1):
            with pytest.raises(BadPolicy) as refused:
                changed(setting.name, outside)
            assert setting.name in refused.value.fields


def test_all_faults_are_named_at_once() -> None:
    with pytest.raises(BadPolicy) as refused:
        Policy(attempts=0, time_zone="Nowhere", teaching_days=())

    assert set(refused.value.fields) == {"attempts", "time_zone", "teaching_days"}


@given(st.lists(st.tuples(MINUTES, MINUTES), min_size=1, max_size=5))
def test_periods_will_do_exactly_when_they_are_in_order_apart_and_equally_long(
    pairs: list[tuple[int, int]],
) -> None:
    periods = [Period(at(start), at(end)) for start, end in pairs]
    inside = [set(range(start, end)) for start, end in pairs]
    apart = not any(first & second for first, second in combinations(inside, 2))
    good = (
        all(end - start >= 10 for start, end in pairs)
        and pairs == sorted(pairs)
        and apart
        and len({end - start for start, end in pairs}) == 1
    )

    assert (fault_of_periods(periods) is None) == good


@given(st.integers(10, 60), st.lists(st.integers(0, 90), min_size=1, max_size=6), st.integers(0, 8 * 60))
def test_breaks_fill_exactly_the_time_between_the_periods(length: int, gaps: list[int], first: int) -> None:
    starts = [first]
    for gap in gaps:
        starts.append(starts[-1] + length + gap)
    periods = tuple(Period(at(start), at(start + length)) for start in starts)

    policy = Policy(periods=periods)

    taught = {minute for start in starts for minute in range(start, start + length)}
    free = {
        minute
        for pause in policy.breaks
        for minute in range(minutes_of(pause.starts_at), minutes_of(pause.ends_at))
    }
    assert taught | free == set(range(first, starts[-1] + length))
    assert not taught & free


def test_a_unit_of_work_sees_its_own_change_and_others_after_it(college: College) -> None:
    with college.unit_of_work() as session:
        assert policy_of(session).attempts == 3
        change_policy(session, values={"attempts": 5})
        assert policy_of(session).attempts == 5

    with college.unit_of_work() as session:
        assert policy_of(session).attempts == 5


def test_a_setting_that_is_no_more_does_no_harm(college: College) -> None:
    with college.unit_of_work() as session:
        session.get_one(Tenant, college.tenant_id).policy = {"attempts": 5, "colour": "blue"}

    with college.unit_of_work() as session:
        assert policy_of(session).attempts == 5


def test_today_is_the_date_on_the_institution_s_wall(college: College, installation: Installation) -> None:
    installation.clock.ahead = datetime(2026, 9, 6, 23, 30, tzinfo=UTC) - utc_now()

    with college.unit_of_work() as session:
        assert today_of(session) == date(2026, 9, 7)
        change_policy(session, values={"time_zone": "America/New_York"})
        assert today_of(session) == date(2026, 9, 6)
