"""A simulated term is what a term that was held would be, and is forecast and counted as one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import delete, func, select

from models import (
    AbsenceForecast,
    AttendanceRecord,
    AttendanceSession,
    AttendanceTotal,
    Change,
    CheckIn,
    Excuse,
    SessionFeedback,
    Term,
    User,
)
from models.session import utc_now
from services.policy import change_policy, policy_of
from services.simulation import OnlyTheDemo, simulate_term
from services.statistics.forecasting import forecast_absences
from services.statistics.slots import absent_slots, avoided_slots
from services.timetabling.plan import plan_of
from services.timetabling.publishing import NotPublished
from services.timetabling.week import Week
from tests.installation import College, Installation
from tests.services.simulation.held_college import published_college

WEEKS = 2
SUNDAY = datetime(2026, 9, 20, 9, tzinfo=UTC)


@pytest.fixture(scope="module")
def simulated(installation: Installation) -> College:
    """The small demo college after two simulated weeks of its first term, on the Sunday after them."""
    college = published_college(installation)
    installation.clock.ahead = SUNDAY - utc_now()
    simulate_term(installation.database, term="Term 1", weeks=WEEKS)
    forecast_absences(installation.database, college.tenant_id)
    installation.clock.ahead = timedelta()
    return college


@pytest.fixture
def put_back(simulated: College) -> Iterator[None]:
    """Sunday's forecasts again for the tests that come, in whatever order, after one that makes others."""
    yield
    with simulated.unit_of_work() as session:
        session.execute(delete(AbsenceForecast))
    simulated.installation.clock.ahead = SUNDAY - utc_now()
    forecast_absences(simulated.installation.database, simulated.tenant_id)
    simulated.installation.clock.ahead = timedelta()


def test_sessions_of_these_weeks_and_no_others_have_had_their_day(simulated: College) -> None:
    with simulated.unit_of_work() as session:
        rows = session.execute(select(AttendanceSession.starts_at, AttendanceSession.status)).all()

    past = Counter(status for starts_at, status in rows if starts_at.date() < date(2026, 9, 21))
    assert set(past) == {"completed", "canceled"}
    assert past["completed"] > 0.9 * past.total() > 150
    assert {status for starts_at, status in rows if starts_at.date() >= date(2026, 9, 21)} == {"scheduled"}


def test_every_trainee_has_a_record_of_every_session_held(simulated: College) -> None:
    with simulated.unit_of_work() as session:
        statuses = Counter(session.scalars(select(AttendanceRecord.status)))
        attempts = session.scalar(select(func.count()).where(CheckIn.action == "check_in"))
        counted = session.execute(
            select(
                func.sum(AttendanceSession.present_count + AttendanceSession.late_count),
                func.sum(AttendanceSession.absent_count),
                func.sum(AttendanceSession.feedback_count),
            )
        ).one()
        answers = session.scalar(select(func.count()).select_from(SessionFeedback))
        totals = session.scalar(select(func.sum(AttendanceTotal.present_count + AttendanceTotal.late_count)))

    came = statuses["present"] + statuses["late"]
    assert 0.8 < came / statuses.total() < 0.95
    assert (attempts, totals) == (came, came)
    assert tuple(counted) == (came, statuses["absent"], answers)


def test_who_was_excused_had_an_excuse_that_holds(simulated: College) -> None:
    with simulated.unit_of_work() as session:
        rows = session.execute(
            select(AttendanceRecord, Excuse, AttendanceSession.starts_at)
            .join(Excuse, Excuse.id == AttendanceRecord.excuse_id)
            .join(AttendanceSession, AttendanceSession.id == AttendanceRecord.session_id)
        ).all()
        excused = session.scalar(select(func.count()).where(AttendanceRecord.status == "excused"))

    assert len(rows) == excused
    assert len(rows) > 0
    for record, excuse, starts_at in rows:
        assert (record.status, excuse.status, excuse.trainee_id) == ("excused", "verified", record.trainee_id)
        assert excuse.starts_at <= starts_at < excuse.ends_at


def test_nobody_checks_in_before_the_session_begins_or_too_late(simulated: College) -> None:
    with simulated.unit_of_work() as session:
        rows = session.execute(
            select(AttendanceRecord.status, AttendanceRecord.arrived_at, AttendanceSession)
            .join(AttendanceSession, AttendanceSession.id == AttendanceRecord.session_id)
            .where(AttendanceRecord.arrived_at.is_not(None))
        ).all()
        policy = policy_of(session)

    for status, arrived_at, held in rows:
        minutes = (arrived_at - held.starts_at) / timedelta(minutes=1)
        assert held.started_at <= arrived_at <= held.ended_at
        assert minutes <= policy.late_minutes
        if status == "late":
            assert minutes > policy.present_minutes


def test_a_second_simulation_does_nothing(simulated: College) -> None:
    made = simulate_term(simulated.installation.database, term="Term 1", weeks=WEEKS)

    assert made.sessions.total() == 0
    assert made.rows.total() == 0


def test_no_person_is_written_down_for_it(simulated: College) -> None:
    with simulated.unit_of_work() as session:
        entities = set(session.scalars(select(Change.entity)))

    assert "attendance_records" not in entities


def test_the_week_that_comes_is_forecast(simulated: College) -> None:
    with simulated.unit_of_work() as session:
        forecasts = session.scalars(select(AbsenceForecast)).all()
        coming = session.scalars(
            select(AttendanceSession.id).where(
                AttendanceSession.starts_at > SUNDAY,
                AttendanceSession.starts_at <= SUNDAY + timedelta(days=7),
            )
        ).all()

    assert {one.session_id for one in forecasts} == set(coming)
    assert all(0 < one.probability < 1 for one in forecasts)
    assert max(one.probability for one in forecasts) > 2 * min(one.probability for one in forecasts)


def test_forecasts_are_listed_page_by_page_and_narrowed(simulated: College) -> None:
    api = simulated.admin
    page = api.get("/absence-forecasts", limit=200, least=0.2).get_json()
    session_id = page["items"][0]["session_id"]
    of_session = api.get("/absence-forecasts", session_id=session_id, limit=200).get_json()

    assert all(item["probability"] >= 0.2 for item in page["items"])
    assert {item["session_id"] for item in of_session["items"]} == {session_id}
    assert api.get("/absence-forecasts", least="nan").status_code == 422
    stranger = simulated.installation.found_college()
    assert stranger.admin.get("/absence-forecasts").get_json()["items"] == []


def test_a_trainee_sees_the_own_forecasts_alone(simulated: College) -> None:
    with simulated.unit_of_work() as session:
        trainee_id = session.scalars(select(AbsenceForecast.trainee_id)).first()
        trainee = session.get_one(User, trainee_id)

    items = simulated.api(user=trainee).get("/absence-forecasts", limit=200).get_json()["items"]

    assert {item["trainee_id"] for item in items} == {str(trainee_id)}


@pytest.mark.usefixtures("put_back")
def test_forecasts_are_made_anew_and_old_ones_go(simulated: College) -> None:
    database, clock = simulated.installation.database, simulated.installation.clock
    clock.ahead = datetime(2026, 9, 21, 9, tzinfo=UTC) - utc_now()
    again = forecast_absences(database, simulated.tenant_id)
    clock.ahead += timedelta(days=60)
    forecast_absences(database, simulated.tenant_id)
    clock.ahead = timedelta()

    with simulated.unit_of_work() as session:
        left = session.scalars(select(AbsenceForecast.made_on)).all()
    assert again > 0
    assert date(2026, 9, 21) not in left


def test_times_at_which_many_were_absent_are_offered_to_the_next_terms_timetable(simulated: College) -> None:
    with simulated.unit_of_work() as session:
        first, second = session.scalars(select(Term).order_by(Term.starts_on).limit(2)).all()
        grid = Week(policy_of(session)).grid
        avoided = avoided_slots(session, second, grid)
        before = absent_slots(session, first)
    answer = simulated.admin.get(f"/terms/{second.id}/absent-slots").get_json()["items"]

    assert all(slot.absence.share is None for slot in before)
    assert [item["is_avoided"] for item in answer].count(True) == len(avoided)
    assert sum(item["count"] for item in answer) > 3000


def test_the_engine_avoids_them_only_where_the_institution_wants_that(simulated: College) -> None:
    with simulated.unit_of_work() as session:
        term = session.scalars(select(Term).order_by(Term.starts_on)).first()
        assert term is not None
        # As if the term were planned once more with what is known of it now.
        term.starts_on, term.ends_on = date(2026, 9, 28), date(2026, 12, 11)
        session.flush()
        wanted = avoided_slots(session, term, Week(policy_of(session)).grid)
        plain = plan_of(session, term_id=term.id).problem
        change_policy(session, values={"avoid_absent_slots": True})
        avoiding = plan_of(session, term_id=term.id).problem
        session.rollback()

    assert {group.disliked for group in plain.groups} == {frozenset()}
    assert {group.disliked for group in avoiding.groups} == {wanted}


def test_nothing_is_made_up_for_real_people(college: College) -> None:
    with pytest.raises(OnlyTheDemo, match="not for 'college-"):
        simulate_term(college.installation.database, tenant=college.slug)


def test_a_term_without_a_published_timetable_is_refused(simulated: College) -> None:
    with pytest.raises(NotPublished, match=r"Term 2 .* has no published timetable"):
        simulate_term(simulated.installation.database, term="Term 2")
