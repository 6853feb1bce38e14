"""The evening school can hold a session soon after it was founded, whatever the hour."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from models import Term
from models.session import Who
from services.policy import policy_of
from services.seeding.evening import AlreadyFounded, seed_evening
from services.timetabling.plan import plan_of
from tests.installation import PASSWORD, Installation


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(minutes=st.integers(0, 4 * 365 * 24 * 60), seconds=st.integers(0, 59))
def test_its_first_period_begins_within_twenty_minutes_on_a_day_of_its_term(
    installation: Installation, minutes: int, seconds: int
) -> None:
    now = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes, seconds=seconds)
    school = seed_evening(installation.database, now=now, password=PASSWORD, again=True)

    with installation.database.unit_of_work(Who(school.tenant_id), read_only=True) as session:
        policy, term = policy_of(session), session.scalars(select(Term)).one()
        plan = plan_of(session, term_id=term.id)
    begins = school.begins_at.astimezone(ZoneInfo(policy.time_zone))
    assert timedelta(minutes=5) <= school.begins_at - now <= timedelta(minutes=20)
    assert begins.time() == policy.periods[0].starts_at
    assert term.starts_on < begins.date() < term.ends_on
    assert (len(plan.problem.events), len(plan.problem.rooms)) == (2, 1)


def test_it_is_founded_once(installation: Installation) -> None:
    now = datetime(2026, 11, 22, 2, 14, 59, tzinfo=UTC)
    seed_evening(installation.database, now=now, password=PASSWORD, again=True)

    with pytest.raises(AlreadyFounded, match="evening"):
        seed_evening(installation.database, now=now, password=PASSWORD)
