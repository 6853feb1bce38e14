"""Sessions that are cancelled, or get another trainer or room, and who is told."""

from __future__ import annotations

from datetime import time, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from models import (
    AttendanceRecord,
    AttendanceSession,
    Change,
    CheckIn,
    Room,
    RoomMaintenance,
    TrainerAvailability,
    User,
)
from services.access import Role
from services.attendance.adherence import adherence_of
from services.attendance.cancelling import cancel_session
from services.attendance.lives import BadSessionMove
from services.attendance.moving import RoomUnusable, move_session
from services.curriculum.trainers import TrainerUnavailable
from services.errors import DomainError, Forbidden, Invalid, NotFound, Stale
from services.facilities.maintenances import RoomUnderMaintenance
from services.policy import Policy
from services.timetabling.overlaps import SlotTaken
from tests.installation import College
from tests.services.attendance.college_in_session import InSession


def cancel(monday: InSession, *, by: User | None = None, version: int | None = None) -> AttendanceSession:
    actor = monday.actor(by or monday.college.user(Role.DP_ACADEMICS))
    with monday.college.unit_of_work(actor.user_id) as session:
        return cancel_session(
            session, actor=actor, session_id=monday.held.id, reason="No electricity", version=version
        )


def move(monday: InSession, *, by: User | None = None, **values: Any) -> AttendanceSession:
    actor = monday.actor(by or monday.college.user(Role.DP_ACADEMICS))
    with monday.college.unit_of_work(actor.user_id) as session:
        return move_session(session, actor=actor, session_id=monday.held.id, values=values)


def subjects_to(monday: InSession, *people: User) -> list[list[str]]:
    monday.college.installation.deliver()
    box = monday.college.installation.letterbox
    return [[mail.subject.split(":")[0] for mail in box.to(person.email)] for person in people]


def test_a_cancelled_session_says_why_and_its_people_are_told(college: College) -> None:
    monday = InSession(college)
    held = cancel(monday)
    assert (held.status, held.canceled_because, held.cancel_reason) == (
        "canceled",
        "decided",
        "No electricity",
    )
    told = subjects_to(monday, *monday.trainees, monday.plan.teacher)
    assert told == [["Cancelled"]] * 4


def test_the_notice_tells_time_by_the_clock_on_the_wall_and_the_reason(college: College) -> None:
    monday = InSession(college)
    monday.policy(time_zone="Africa/Nairobi")
    cancel(monday)
    college.installation.deliver()
    mail = college.installation.letterbox.to(monday.plan.teacher.email)[0]
    assert "Monday, 7 September 2026, 11:00 to 12:00" in mail.text
    assert "Reason: No electricity" in mail.text


def test_what_is_over_is_cancelled_without_a_notice(college: College) -> None:
    monday = InSession(college)
    monday.at(24 * 60)
    cancel(monday)
    assert subjects_to(monday, monday.plan.teacher) == [[]]


def test_a_session_that_had_begun_leaves_no_records_when_it_is_cancelled(college: College) -> None:
    monday = InSession(college)
    monday.start()
    monday.change_record(monday.trainees[0], status="present")
    monday.await_review(monday.trainees[1])
    assert cancel(monday).status == "canceled"
    assert monday.statuses() == [None] * 3
    with college.unit_of_work() as session:
        assert session.scalars(select(CheckIn).where(CheckIn.review == "open")).all() == []


def test_what_was_completed_or_cancelled_is_not_cancelled(college: College) -> None:
    monday = InSession(college)
    monday.start()
    monday.end()
    with pytest.raises(BadSessionMove):
        cancel(monday)


def test_a_change_upon_an_old_version_is_refused(college: College) -> None:
    with pytest.raises(Stale):
        cancel(InSession(college), version=7)


def test_a_trainer_does_not_cancel_and_a_head_only_in_the_own_department(college: College) -> None:
    monday = InSession(college)
    with pytest.raises(Forbidden):
        cancel(monday, by=monday.plan.teacher)
    with pytest.raises(NotFound):
        cancel(monday, by=college.open_account(Role.HOD))
    fields = {"department_id": monday.plan.department.id}
    assert cancel(monday, by=college.open_account(Role.HOD, role_fields=fields)).status == "canceled"


def test_another_trainer_may_start_it_the_former_not_and_all_are_told(college: College) -> None:
    monday = InSession(college)
    substitute = college.open_account(Role.TRAINER, first_name="Brian", last_name="Kamau")
    held = move(monday, trainer_id=substitute.id)
    assert (held.trainer_id, held.planned_trainer_id) == (substitute.id, monday.plan.teacher.id)
    assert held.trainer.full_name == "Brian Kamau"
    told = subjects_to(monday, substitute, monday.plan.teacher, *monday.trainees)
    assert told == [["Changed"]] * 5
    with pytest.raises(DomainError) as refused:
        monday.start(by=monday.plan.teacher)
    assert refused.value.code == "not_assigned"
    assert monday.start(by=substitute).held.status == "active"


def test_what_was_planned_stays_known_until_it_is_so_again(college: College) -> None:
    monday = InSession(college)
    other = monday.plan.room("R2")
    held = move(monday, room_id=other.id)
    assert (held.room_id, held.planned_room_id) == (other.id, monday.plan.hall.id)
    assert adherence_of(held, Policy()).in_other_room
    held = move(monday, room_id=monday.plan.hall.id)
    assert (held.room_id, held.planned_room_id) == (monday.plan.hall.id, None)


def test_what_changes_nothing_tells_nobody(college: College) -> None:
    monday = InSession(college)
    move(monday, room_id=monday.plan.hall.id, trainer_id=monday.plan.teacher.id)
    assert subjects_to(monday, monday.plan.teacher) == [[]]


def test_the_room_and_the_trainer_of_another_session_are_taken(college: College) -> None:
    monday = InSession(college)
    room, (_, _, enrolment, trainer) = monday.plan.room("R2"), monday.plan.other_group()
    entry = monday.plan.entry(0, "08:00", enrollment_id=enrolment.id, room_id=room.id)
    monday.plan.dated(entry, trainer_id=trainer.id)
    changes: list[dict[str, Any]] = [{"room_id": room.id}, {"trainer_id": trainer.id}]
    for values in changes:
        with pytest.raises(SlotTaken) as refused:
            move(monday, **values)
        assert refused.value.fields.keys() == values.keys()
    assert monday.now().planned_room_id is None


def _close(monday: InSession, room: Room) -> None:
    monday.college.add(
        RoomMaintenance(
            room_id=room.id,
            starts_at=monday.starts_at + timedelta(minutes=59),
            ends_at=monday.starts_at + timedelta(days=1),
            reason="Paint",
        )
    )


def test_a_room_that_is_closed_too_small_or_none_is_refused(college: College) -> None:
    monday = InSession(college)
    closed = monday.plan.room("R2")
    _close(monday, closed)
    with pytest.raises(RoomUnderMaintenance):
        move(monday, room_id=closed.id)
    for fields in ({"capacity": 2}, {"is_available": False}):
        with pytest.raises(RoomUnusable):
            move(monday, room_id=monday.plan.room(f"R{len(fields)}{next(iter(fields))[:3]}", **fields).id)
    wrong: list[dict[str, Any]] = [{"room_id": monday.held.id}, {"trainer_id": monday.trainees[0].id}]
    for values in wrong:
        with pytest.raises(Invalid) as refused:
            move(monday, **values)
        assert refused.value.fields.keys() == values.keys()


@pytest.mark.parametrize(
    ("told", "is_free"),
    [
        ([("unavailable", time(8, 30), time(9))], False),
        ([("unavailable", time(9), time(10))], True),
        ([("disliked", time(8), time(9))], True),
        ([("available", time(8), time(8, 30)), ("available", time(8, 30), time(12))], True),
        ([("available", time(8), time(8, 30)), ("available", time(8, 40), time(12))], False),
    ],
)
def test_a_trainer_holds_nothing_at_times_of_being_away(
    college: College, told: list[tuple[Any, ...]], is_free: bool
) -> None:
    monday = InSession(college)
    trainer = college.open_account(Role.TRAINER)
    for kind, starts_at, ends_at in told:
        college.add(
            TrainerAvailability(
                trainer_id=trainer.id,
                term_id=monday.plan.term.id,
                weekday=0,
                starts_at=starts_at,
                ends_at=ends_at,
                kind=kind,
            )
        )
    if is_free:
        assert move(monday, trainer_id=trainer.id).trainer_id == trainer.id
    else:
        with pytest.raises(TrainerUnavailable):
            move(monday, trainer_id=trainer.id)


def test_what_has_ended_is_not_moved(college: College) -> None:
    monday = InSession(college)
    monday.start()
    monday.end()
    with pytest.raises(BadSessionMove):
        move(monday, room_id=monday.plan.room("R2").id)


def test_a_session_that_kept_to_its_plan_says_so(college: College) -> None:
    monday = InSession(college)
    assert adherence_of(monday.held, Policy()).is_kept is None
    monday.start(2)
    held = monday.end(58).held
    kept = adherence_of(held, Policy())
    assert kept.is_kept
    assert (kept.planned_minutes, round(kept.held_minutes or 0)) == (60, 56)
    assert (round(kept.started_late_minutes or 0), round(kept.ended_late_minutes or 0)) == (2, -2)
    held.auto_closed = True
    assert adherence_of(held, Policy()).is_kept is False


def test_a_late_start_does_not_keep_to_the_plan(college: College) -> None:
    monday = InSession(college)
    monday.start(11)
    assert adherence_of(monday.end().held, Policy()).is_kept is False


def test_the_history_keeps_what_the_records_of_a_cancelled_session_said(college: College) -> None:
    monday = InSession(college)
    monday.start()
    monday.change_record(monday.trainees[0], status="present")
    cancel(monday)
    with college.unit_of_work() as session:
        gone = session.scalars(
            select(Change).where(Change.entity == AttendanceRecord.__tablename__, Change.action == "delete")
        ).all()
    assert sorted(change.fields["status"][0] for change in gone) == ["pending", "pending", "present"]
