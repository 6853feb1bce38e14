"""The life of a session: started and ended by its trainer, in time, and in no other order."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from models import AttendanceRecord, AttendanceSession, Change, Excuse
from models.attendance import SESSION_STATUSES
from services.access import Role
from services.attendance.attempt import AttemptRefused
from services.attendance.lives import MOVES, BadSessionMove, move
from services.attendance.starting import start_session
from services.errors import NotFound, Stale
from tests.installation import College
from tests.services.attendance.college_in_session import InSession


def code_of(refused: pytest.ExceptionInfo[Any]) -> str:
    return str(refused.value.code)


def test_a_start_makes_the_session_active_and_everybody_of_the_group_pending(college: College) -> None:
    monday = InSession(college)
    moved = monday.start(-5)
    assert moved.held.status == "active"
    assert moved.held.started_at == moved.check_in.captured_at
    assert monday.statuses() == ["pending"] * 3
    assert monday.now().is_uncounted


def test_an_end_marks_who_was_not_seen_as_absent(college: College) -> None:
    monday = InSession(college)
    monday.start()
    monday.change_record(monday.trainees[0], status="present")
    ended = monday.end()
    assert (ended.held.status, ended.held.ended_at) == ("completed", ended.check_in.captured_at)
    assert monday.statuses() == ["present", "absent", "absent"]


def test_an_end_leaves_who_has_a_verified_excuse_excused_and_who_awaits_a_review_pending(
    college: College,
) -> None:
    monday = InSession(college)
    excused, reviewed, _ = monday.trainees
    college.add(
        Excuse(
            trainee_id=excused.id,
            starts_at=monday.starts_at - timedelta(hours=1),
            ends_at=monday.starts_at + timedelta(hours=9),
            reason="A funeral",
            status="verified",
        )
    )
    monday.start()
    monday.await_review(reviewed)
    monday.end()
    assert monday.statuses() == ["excused", "pending", "absent"]


@pytest.mark.parametrize(("minutes", "code"), [(-16, "too_early"), (31, "too_late")])
def test_outside_its_window_a_session_is_not_started(college: College, minutes: int, code: str) -> None:
    monday = InSession(college)
    with pytest.raises(AttemptRefused) as refused:
        monday.start(minutes)
    assert code_of(refused) == code
    assert monday.now().status == "scheduled"
    assert monday.statuses() == [None] * 3


@pytest.mark.parametrize("minutes", [-14.9, 29.9])
def test_within_its_window_a_session_is_started(college: College, minutes: float) -> None:
    assert InSession(college).start(minutes).held.status == "active"


@pytest.mark.parametrize(("minutes", "code"), [(44, "too_early"), (121, "too_late")])
def test_outside_its_window_a_session_is_not_ended(college: College, minutes: int, code: str) -> None:
    monday = InSession(college)
    monday.start()
    with pytest.raises(AttemptRefused) as refused:
        monday.end(minutes)
    assert code_of(refused) == code
    assert monday.now().status == "active"


def test_only_the_assigned_trainer_starts_and_ends_a_session(college: College) -> None:
    monday = InSession(college)
    colleague = college.open_account(Role.TRAINER)
    with pytest.raises(NotFound):
        monday.start(by=colleague)  # who teaches the group nothing does not even see it
    monday.plan.enrol(monday.plan.class_group, monday.plan.course("ICT102"), colleague.id)
    with pytest.raises(AttemptRefused) as refused:
        monday.start(by=colleague)
    assert code_of(refused) == "not_assigned"
    monday.start()
    with pytest.raises(AttemptRefused) as refused:
        monday.end(by=colleague)
    assert code_of(refused) == "not_assigned"


@pytest.mark.parametrize(
    ("status", "code"),
    [("active", "session_already_started"), ("completed", "session_ended"), ("canceled", "session_canceled")],
)
def test_what_has_begun_is_not_started_again(college: College, status: str, code: str) -> None:
    monday = InSession(college)
    monday.plan.change(AttendanceSession, monday.held.id, status=status, started_at=monday.starts_at)
    with pytest.raises(AttemptRefused) as refused:
        monday.start()
    assert code_of(refused) == code


def test_what_was_not_started_is_not_ended(college: College) -> None:
    with pytest.raises(AttemptRefused) as refused:
        InSession(college).end()
    assert code_of(refused) == "session_not_started"


def test_without_the_photo_that_the_policy_asks_for_nothing_starts(college: College) -> None:
    monday = InSession(college)
    monday.policy(face_required=True)
    with pytest.raises(AttemptRefused) as refused:
        monday.start()
    assert code_of(refused) == "face_missing"


def test_a_start_upon_an_old_version_is_refused(college: College) -> None:
    monday = InSession(college)
    monday.at(0)
    actor = monday.actor(monday.plan.teacher)
    with pytest.raises(Stale), college.unit_of_work() as session:
        start_session(session, actor=actor, session_id=monday.held.id, attempt=monday.attempt(), version=7)


def test_who_joined_the_group_since_and_who_left_keep_what_is_known_of_them(college: College) -> None:
    monday = InSession(college)
    college.add(
        AttendanceRecord(session_id=monday.held.id, trainee_id=monday.trainees[0].id, status="excused")
    )
    monday.start()
    assert monday.statuses() == ["excused", "pending", "pending"]


@pytest.mark.parametrize("before", SESSION_STATUSES)
@pytest.mark.parametrize("after", SESSION_STATUSES)
def test_a_session_goes_from_scheduled_to_active_to_its_end_and_nowhere_else(before: str, after: str) -> None:
    held = AttendanceSession(status=before)
    if after in MOVES[before]:
        move(held, to=after)
        assert held.status == after
    else:
        with pytest.raises(BadSessionMove):
            move(held, to=after)
        assert held.status == before


def test_the_history_tells_who_started_a_session(college: College) -> None:
    monday = InSession(college)
    monday.start()
    with college.unit_of_work() as session:
        change = session.scalars(
            select(Change).where(Change.entity_id == monday.held.id, Change.action == "change")
        ).one()
    assert change.user_id == monday.plan.teacher.id
    assert change.fields["status"] == ["scheduled", "active"]
