"""What becomes of sessions and check-ins that nobody deals with."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from models import CheckIn, Excuse
from models.session import Database
from services.access import Role
from services.attendance.closing import cancel_missed, close_forgotten, settle_reviews
from tests.installation import College
from tests.services.attendance.college_in_session import InSession


def run(monday: InSession, job: Callable[[Database, UUID], int]) -> int:
    return job(monday.college.installation.database, monday.college.tenant_id)


def test_a_forgotten_session_is_closed_an_hour_after_its_planned_end(college: College) -> None:
    monday = InSession(college)
    monday.start()
    monday.at(119)
    assert run(monday, close_forgotten) == 0
    monday.at(121)
    assert run(monday, close_forgotten) == 1
    held = monday.now()
    assert (held.status, held.auto_closed, held.ended_at) == ("completed", True, held.ends_at)
    assert monday.statuses() == ["absent"] * 3
    assert run(monday, close_forgotten) == 0


def test_a_session_that_nobody_started_is_missed_and_a_makeup_is_offered(college: College) -> None:
    monday = InSession(college)
    deputy = college.user(Role.DP_ACADEMICS)
    head = college.open_account(Role.HOD, role_fields={"department_id": monday.plan.department.id})
    other_head = college.open_account(Role.HOD)
    monday.at(31)
    assert run(monday, cancel_missed) == 0  # a start that was captured in time may be on its way
    monday.at(33)
    assert run(monday, cancel_missed) == 1
    held = monday.now()
    assert (held.status, held.canceled_because) == ("canceled", "missed")
    assert monday.statuses() == [None] * 3
    college.installation.deliver()
    box = college.installation.letterbox
    for person in (deputy, head, monday.plan.teacher):
        (mail,) = box.to(person.email)
        assert mail.subject.startswith("Not held: ")
        assert "made up for" in mail.text
    assert box.to(other_head.email) == []
    assert run(monday, cancel_missed) == 0


def test_where_no_attendance_is_taken_nothing_is_missed(college: College) -> None:
    monday = InSession(college, cancel_missed=False)
    monday.at(33)
    assert run(monday, cancel_missed) == 0
    assert monday.now().status == "scheduled"


def test_what_was_published_after_it_was_over_is_missed_without_a_notice(college: College) -> None:
    monday = InSession(college)
    monday.at(60 * 24)
    late = monday.plan.dated(
        monday.plan.monday,
        trainer_id=monday.plan.teacher.id,
        week=0,
        starts_at=monday.starts_at - timedelta(minutes=1),
    )
    assert run(monday, cancel_missed) == 2
    college.installation.deliver()
    mails = college.installation.letterbox.to(monday.plan.teacher.email)
    assert len(mails) == 1
    assert late.id != monday.held.id


def test_more_sessions_than_fit_into_one_unit_of_work_are_all_missed(college: College) -> None:
    monday = InSession(college)
    for minutes in range(1, 23):
        monday.plan.dated(monday.plan.monday, starts_at=monday.starts_at + timedelta(minutes=minutes))
    monday.at(60)
    assert run(monday, cancel_missed) == 23


@pytest.mark.parametrize(("is_excused", "status"), [(False, "absent"), (True, "excused")])
def test_who_awaits_a_review_for_a_week_was_not_there(
    college: College, is_excused: bool, status: str
) -> None:
    monday = InSession(college)
    monday.start()
    awaited, present, _ = monday.trainees
    monday.await_review(awaited)
    monday.await_review(present)
    monday.change_record(present, status="present")
    monday.end()
    if is_excused:
        college.add(
            Excuse(
                trainee_id=awaited.id,
                starts_at=monday.starts_at,
                ends_at=monday.held.ends_at,
                reason="Ill",
                status="verified",
            )
        )
    monday.at(60 * 24 * 7 - 10)
    assert run(monday, settle_reviews) == 0
    monday.at(60 * 24 * 7 + 10)
    assert run(monday, settle_reviews) == 2
    assert monday.statuses() == [status, "present", "absent"]
    with college.unit_of_work() as session:
        reviews = session.scalars(select(CheckIn.review).where(CheckIn.action == "check_in")).all()
    assert reviews == ["refused", "refused"]
    assert run(monday, settle_reviews) == 0


def test_a_newer_check_in_keeps_somebody_pending(college: College) -> None:
    monday = InSession(college)
    monday.start()
    monday.await_review(monday.trainees[0])
    monday.end()
    monday.at(60 * 24 * 7 - 10)
    monday.await_review(monday.trainees[0])
    monday.at(60 * 24 * 7 + 10)
    assert run(monday, settle_reviews) == 1
    assert monday.statuses()[0] == "pending"
