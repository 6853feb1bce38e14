"""What has served its purpose goes, what has not stays."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from models import (
    AcademicYear,
    CalendarFeed,
    IdempotencyKey,
    Message,
    OneTimeToken,
    RefreshToken,
    Run,
    TenantRow,
    Term,
    Timetable,
    TokenFamily,
)
from models.session import now_of
from services.access import Role
from services.identity.families import begin
from services.identity.links import Purpose, issue
from services.outbox import MAX_ATTEMPTS, post
from services.policy import change_policy
from services.upkeep.purging import (
    BATCH,
    purge_answers,
    purge_feeds,
    purge_outbox,
    purge_tokens,
    shorten_runs,
)
from tests.installation import College


def _later(college: College, **time: float) -> None:
    college.installation.clock.ahead += timedelta(**time)


def _count(college: College, model: type[TenantRow]) -> int:
    with college.unit_of_work() as session:
        return len(session.scalars(select(model.id)).all())


def test_done_work_goes_after_a_week_and_work_to_do_stays(college: College) -> None:
    with college.unit_of_work() as session:
        for number in range(BATCH + 1):
            message = post(session, kind="mail", body={"number": number})
            message.done_at = now_of(session)
        post(session, kind="mail", body={}, after=timedelta(days=365))
        failed = post(session, kind="mail", body={})
        failed.attempts = MAX_ATTEMPTS
    database = college.installation.database

    _later(college, days=6)
    early = purge_outbox(database, college.tenant_id)
    _later(college, days=2)
    after_a_week = purge_outbox(database, college.tenant_id)
    _later(college, days=90)
    after_months = purge_outbox(database, college.tenant_id)

    assert (early, after_a_week, after_months) == (0, BATCH + 1, 1)
    assert _count(college, Message) == 1


def test_what_other_tenants_keep_is_not_touched(college: College) -> None:
    other = college.installation.found_college()
    for one in (college, other):
        one.add(IdempotencyKey(key="k", request_hash=bytes(32), status=201, response={}))

    _later(college, days=3)

    assert purge_answers(college.installation.database, college.tenant_id) == 1
    assert (_count(college, IdempotencyKey), _count(other, IdempotencyKey)) == (0, 1)


def test_answers_that_a_client_may_still_ask_for_stay(college: College) -> None:
    college.add(IdempotencyKey(key="k", request_hash=bytes(32), status=201, response={}))

    _later(college, hours=24)

    assert purge_answers(college.installation.database, college.tenant_id) == 0


def test_links_and_log_ins_go_some_time_after_their_end(college: College) -> None:
    user = college.user(Role.TRAINER)
    with college.unit_of_work() as session:
        begin(session, user=user)
        issue(session, user=user, purpose=Purpose.RESET_PASSWORD)

    def left() -> tuple[int, int, int]:
        purge_tokens(college.installation.database, college.tenant_id)
        return tuple(_count(college, model) for model in (OneTimeToken, RefreshToken, TokenFamily))  # type: ignore[return-value]

    at_once = left()
    _later(college, days=2)
    after_two_days = left()
    _later(college, days=30)
    after_a_month = left()

    assert at_once == (1, 1, 1)
    assert after_two_days == (0, 0, 1)
    assert after_a_month == (0, 0, 0)


def test_revoked_feeds_go_after_a_month_and_living_ones_never(college: College) -> None:
    user = college.user(Role.TRAINER)
    now = college.installation.clock()
    for number, revoked in enumerate((None, now)):
        college.add(
            CalendarFeed(
                user_id=user.id,
                subject_type="person",
                subject_id=user.id,
                secret=f"s{number}",
                secret_hash=bytes([number]) * 32,
                revoked_at=revoked,
            )
        )

    _later(college, days=400)

    assert purge_feeds(college.installation.database, college.tenant_id) == 1
    assert _count(college, CalendarFeed) == 1


def test_how_a_run_went_is_forgotten_as_the_policy_says_and_its_result_stays(college: College) -> None:
    now = college.installation.clock()
    year = AcademicYear(name="2026", starts_on=now.date(), ends_on=now.date() + timedelta(days=300))
    college.add(year)
    term = Term(academic_year_id=year.id, name="T1", starts_on=year.starts_on, ends_on=year.ends_on)
    college.add(term)
    version = Timetable(term_id=term.id, number=1, name="Draft")
    college.add(version)
    step: dict[str, Any] = {"seconds": 1, "cost": 4}
    college.add(
        Run(
            timetable_id=version.id,
            kind="solve",
            status="succeeded",
            request={},
            finished_at=now,
            history=[step],
            answer={"cost": 4},
        )
    )
    with college.unit_of_work() as session:
        change_policy(session, values={"run_history_days": 10})
    database = college.installation.database

    _later(college, days=9)
    early = shorten_runs(database, college.tenant_id)
    _later(college, days=2)
    in_time = shorten_runs(database, college.tenant_id)
    again = shorten_runs(database, college.tenant_id)

    assert (early, in_time, again) == (0, 1, 0)
    with college.unit_of_work() as session:
        run = session.scalars(select(Run)).one()
    assert (run.history, run.answer) == ([], {"cost": 4})
