"""Figures from what is kept are those of the rows themselves, however they were changed and are asked for."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update

from models import AttendanceSession, AttendanceTotal
from services.access import Role
from services.errors import Invalid
from services.statistics.asking import GROUPINGS, Question
from services.statistics.counting import recount_attendance
from services.statistics.feedback import feedback_statistics
from tests.installation import College
from tests.published import MONDAY
from tests.services.statistics.counted_slowly import STATUSES, Rows
from tests.services.statistics.taught import Taught, statistics_of

FIRST_DAYS = [MONDAY + timedelta(days=days) for days in range(-1, 11)]


@pytest.fixture
def taught(college: College) -> Taught:
    """A college that was taught for two weeks."""
    return Taught(college)


def _questions(taught: Taught) -> st.SearchStrategy[Question]:
    enrolments = taught.enrolments
    people = [trainee.id for trainees in taught.trainees.values() for trainee in trainees]
    ids: dict[str, list[UUID]] = {
        "enrollment_id": [one.id for one in enrolments],
        "course_id": [one.course_id for one in enrolments],
        "class_group_id": [group.id for group in taught.groups],
        "programme_id": [group.programme_id for group in taught.groups],
        "department_id": [taught.department.id, taught.other_department.id],
        "term_id": [taught.term.id],
        "trainer_id": taught.trainers,
        "trainee_id": people,
    }
    optional: dict[str, Any] = {name: st.sampled_from(values) for name, values in ids.items()}
    optional["session_type"] = st.sampled_from(["theory", "practical"])
    optional["first_date"] = optional["last_date"] = st.sampled_from(FIRST_DAYS)
    filters = st.fixed_dictionaries({}, optional=optional).filter(
        lambda found: (
            len(found) <= 2 and found.get("first_date", date.min) <= found.get("last_date", date.max)
        )
    )
    by = st.sampled_from([None, *GROUPINGS])
    return st.builds(
        lambda found, by, limit: Question(**found, by=by, limit=limit), filters, by, st.integers(1, 3)
    )


def test_figures_are_those_of_the_rows(taught: Taught) -> None:
    trainees = [trainee for trainees in taught.trainees.values() for trainee in trainees]

    # What is drawn stays in the database, so that an example cannot be tried once more in a smaller form.
    @settings(max_examples=5, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
    @given(data=st.data())
    def check(data: st.DataObject) -> None:
        for record, status in data.draw(
            st.lists(st.tuples(st.sampled_from(taught.records), st.sampled_from(STATUSES)), max_size=6)
        ):
            taught.mark(record, status=status)
        held = data.draw(st.sampled_from(taught.sessions))
        started_at = held.starts_at + timedelta(minutes=data.draw(st.integers(-15, 30)))
        status = data.draw(st.sampled_from(["scheduled", "active", "completed", "canceled"]))
        taught.turn(
            held,
            status,
            started_at=started_at if status in ("active", "completed") else None,
            ended_at=started_at + timedelta(minutes=50) if status == "completed" else None,
            canceled_because="missed" if status == "canceled" else None,
            is_makeup=data.draw(st.booleans()),
            auto_closed=status == "completed" and data.draw(st.booleans()),
        )
        taught.count()
        rows = Rows.of(taught.college)

        for question in data.draw(st.lists(_questions(taught), min_size=6, max_size=6)):
            assert statistics_of(taught, question) == rows.attendance(question), question

    check()
    assert len(trainees) == 6


def test_all_is_counted_from_the_beginning_on_demand(taught: Taught) -> None:
    taught.mark(taught.records[0], status="late")
    taught.count()
    database, tenant_id = taught.college.installation.database, taught.college.tenant_id
    with taught.college.unit_of_work() as session:
        session.execute(update(AttendanceSession).values(present_count=7, pending_count=0))
        session.execute(update(AttendanceTotal).values(absent_count=3))

    again = recount_attendance(database, tenant_id)
    nothing_more = taught.count()

    assert (again, nothing_more) == (12, 0)
    for by in (None, "trainee"):
        question = Question(by=by, limit=200)
        assert statistics_of(taught, question) == Rows.of(taught.college).attendance(question)


def test_counting_changes_neither_version_nor_history(taught: Taught) -> None:
    taught.mark(taught.records[0], status="present")
    with taught.college.unit_of_work() as session:
        before = session.scalars(select(AttendanceSession.version).order_by(AttendanceSession.id)).all()

    counted = taught.count()

    with taught.college.unit_of_work() as session:
        after = session.scalars(select(AttendanceSession.version).order_by(AttendanceSession.id)).all()
    assert counted == 12
    assert after == before


def test_totals_of_another_institution_stay(taught: Taught) -> None:
    other = taught.college.installation.found_college()
    taught.count()

    recount_attendance(taught.college.installation.database, other.tenant_id)

    with taught.college.unit_of_work() as session:
        assert len(session.scalars(select(AttendanceTotal)).all()) == 9


def test_a_trainee_is_told_of_the_own_records_alone(taught: Taught) -> None:
    taught.mark(taught.records[0], status="absent")
    taught.count()
    trainee = taught.trainees[taught.groups[0].id][0]
    answer = taught.college.api(user=trainee).get("/statistics/attendance", by="enrollment").get_json()

    records = [one for one in taught.records if one.trainee_id == trainee.id]
    assert sum(answer["total"]["records"].values()) == len(records) == 8
    assert answer["total"]["records"]["absent"] == 1
    assert answer["total"]["sessions"] is None
    assert len(answer["items"]) == 2
    assert (
        taught.college.api(user=trainee).get(f"/users/{taught.trainers[0]}/attendance-statistics").status_code
        == 404
    )


def test_a_head_is_told_of_the_own_department(taught: Taught) -> None:
    taught.count()
    head = taught.college.open_account(Role.HOD, role_fields={"department_id": taught.other_department.id})

    api = taught.college.api(user=head)
    answer = api.get("/statistics/attendance", by="class_group").get_json()

    assert [item["id"] for item in answer["items"]] == [str(taught.groups[1].id)]
    assert answer["items"][0]["name"] == "DENG-1A"
    assert api.get(f"/departments/{taught.department.id}/attendance-statistics").status_code == 404


def test_a_course_is_shown_by_enrolment(taught: Taught) -> None:
    taught.mark(taught.records[0], status="present")
    taught.mark(taught.records[1], status="absent")
    taught.count()
    course_id = taught.enrolments[0].course_id

    answer = taught.college.admin.get(f"/courses/{course_id}/attendance-statistics").get_json()

    assert answer["by"] == "enrollment"
    assert answer["total"]["attendance_percent"] == 50.0
    assert {item["id"] for item in answer["items"]} == {
        str(one.id) for one in taught.enrolments if one.course_id == course_id
    }
    assert sorted(item["name"] for item in answer["items"]) == [
        "ICT101 Course ICT101, DENG-1A",
        "ICT101 Course ICT101, DICT-1A",
    ]


@pytest.mark.parametrize(
    "level", ["departments", "programmes", "class-groups", "courses", "enrollments", "users"]
)
def test_every_level_has_both_kinds_of_figures(taught: Taught, level: str) -> None:
    group = taught.groups[0]
    record_id = {
        "departments": taught.department.id,
        "programmes": group.programme_id,
        "class-groups": group.id,
        "courses": taught.enrolments[0].course_id,
        "enrollments": taught.enrolments[0].id,
        "users": taught.trainers[0],
    }[level]

    for what in ("attendance", "feedback"):
        answer = taught.college.admin.get(f"/{level}/{record_id}/{what}-statistics", by="week")
        assert answer.status_code == 200, answer.get_data(as_text=True)
        assert taught.college.admin.get(f"/{level}/{taught.term.id}/{what}-statistics").status_code == 404


def test_feedback_is_averaged_over_the_sessions_asked_for(taught: Taught) -> None:
    first, second = taught.sessions[0], taught.sessions[4]
    trainees = taught.trainees[taught.groups[0].id]
    for trainee, rating in zip(trainees, (5, 4, 1), strict=True):
        taught.rate(first, trainee, rating)
    taught.rate(second, trainees[0], 2)
    taught.count()

    with taught.college.unit_of_work() as session:
        found = feedback_statistics(
            session, actor=taught.college.actor(Role.ADMIN), question=Question(by="course")
        )

    assert (found["total"]["answers"], found["total"]["sessions"]) == (4, 2)
    assert found["total"]["averages"]["overall"] == 3.0
    assert sorted(item["averages"]["content"] for item in found["items"]) == [2.0, 3.33]


def test_a_trainer_hears_of_a_session_only_from_five_answers_on(taught: Taught) -> None:
    held, group_id = taught.sessions[0], taught.groups[0].id
    more = [taught.trainee_of(taught.groups[0]) for _ in range(2)]
    answering = [*taught.trainees[group_id], *more]
    trainer = taught.college.open_account(Role.TRAINER, role_fields={"department_id": taught.department.id})
    taught.turn(held, "completed", trainer_id=trainer.id)
    api = taught.college.api(user=trainer)

    told = []
    for trainee in answering:
        taught.rate(held, trainee, 4)
        taught.count()
        told.append(api.get("/statistics/feedback").get_json()["total"]["answers"])

    assert told == [0, 0, 0, 0, 5]
    by_trainee = api.get("/statistics/feedback", by="trainee")
    assert (by_trainee.status_code, by_trainee.get_json()["code"]) == (422, "unknown_division")


def test_a_time_that_ends_before_it_begins_is_refused(taught: Taught) -> None:
    question = Question(first_date=date(2026, 9, 8), last_date=date(2026, 9, 7))

    with pytest.raises(Invalid, match="ends on 2026-09-07"):
        statistics_of(taught, question)


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_the_first_and_the_last_day_that_there_are_do_no_harm(taught: Taught, day: str) -> None:
    answer = taught.college.admin.get("/statistics/attendance", first_date=day, last_date=day)

    assert answer.status_code == 200


def test_a_made_up_cursor_is_refused(taught: Taught) -> None:
    answer = taught.college.admin.get("/statistics/attendance", by="course", cursor="abc")

    assert answer.status_code == 422
