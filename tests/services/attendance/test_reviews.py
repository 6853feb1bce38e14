"""What a person looks at, and what staff mark by hand."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from models import AttendanceSession, CheckIn, User
from services.access import Role
from services.attendance.by_hand import NotInGroup, SessionNotHeld, mark_many, mark_record
from services.attendance.ending import complete
from services.attendance.reviews import (
    AlreadyReviewed,
    NoPhoto,
    OwnReview,
    decide,
    list_check_ins,
    show_photo,
)
from services.errors import Forbidden, NotFound, Stale
from services.records import Query
from tests.installation import College
from tests.services.attendance.checking import Checking


@pytest.fixture
def checking(college: College) -> Checking:
    """A session to check in to."""
    return Checking(college)


def doubtful(checking: Checking, held: AttendanceSession, trainee: User) -> CheckIn:
    """An attempt that waits for a look."""
    attempt = checking.attempt(trainee, look=checking.look(trainee, away=0.54))
    return checking.check_in(held, trainee, attempt).check_in


def decided(checking: Checking, line: CheckIn, verdict: str, by: User | None = None) -> CheckIn:
    """The line after somebody has looked, the trainer unless it was somebody else."""
    actor = checking.actor(by or checking.teacher)
    with checking.college.unit_of_work(actor.user_id) as session:
        return decide(session, actor=actor, check_in_id=line.id, verdict=verdict)


def shown(checking: Checking, line: CheckIn, by: User | None = None) -> bytes:
    """The photo as somebody sees it who looks."""
    actor = checking.actor(by or checking.teacher)
    with checking.college.unit_of_work(actor.user_id) as session:
        return show_photo(session, actor=actor, check_in_id=line.id)


def end(checking: Checking, held: AttendanceSession) -> None:
    """End the session."""
    with checking.college.unit_of_work() as session:
        complete(session, session.get_one(AttendanceSession, held.id), at=checking.now)


def test_whom_the_trainer_accepts_is_what_the_time_of_capture_says(checking: Checking) -> None:
    (trainee,) = checking.people(1)
    held = checking.begun()
    line = doubtful(checking, held, trainee)
    checking.put_clock(checking.starts_at + timedelta(hours=2))

    after = decided(checking, line, "accepted")

    assert (after.review, after.reviewed_by_id) == ("accepted", checking.teacher.id)
    assert checking.statuses(held) == {trainee.id: "present"}
    assert checking.lines(held)[0].photo is None
    with pytest.raises(AlreadyReviewed):
        decided(checking, line, "refused")


def test_whom_the_trainer_refuses_may_try_again_and_is_absent_once_the_session_has_ended(
    checking: Checking,
) -> None:
    first, second = checking.people(2)
    held = checking.begun()
    early, late = doubtful(checking, held, first), doubtful(checking, held, second)

    decided(checking, early, "refused")
    assert checking.statuses(held)[first.id] == "pending"
    end(checking, held)
    assert checking.statuses(held) == {first.id: "absent", second.id: "pending"}
    decided(checking, late, "refused")

    assert checking.statuses(held)[second.id] == "absent"
    assert [line.encoding for line in checking.lines(held)] == [None, None]


def test_a_photo_is_shown_once_and_gone_then(checking: Checking) -> None:
    (trainee,) = checking.people(1)
    held = checking.begun()
    line = doubtful(checking, held, trainee)

    assert shown(checking, line) == b"\xff\xd8 a picture"
    with pytest.raises(NoPhoto):
        shown(checking, line)

    assert checking.lines(held)[0].photo is None


def test_only_who_answers_for_the_session_looks_and_nobody_at_their_own(checking: Checking) -> None:
    (trainee,) = checking.people(1)
    held = checking.begun()
    line = doubtful(checking, held, trainee)
    other = checking.college.open_account(Role.TRAINER)

    with pytest.raises(NotFound):
        decided(checking, line, "accepted", by=other)
    with pytest.raises(NotFound):
        shown(checking, line, by=other)
    checking.change(CheckIn, line.id, user_id=checking.teacher.id)
    with pytest.raises(OwnReview):
        decided(checking, line, "accepted")
    assert decided(checking, line, "accepted", by=checking.head()).review == "accepted"


def test_everybody_lists_the_attempts_that_concern_them(checking: Checking) -> None:
    one, two = checking.people(2)
    held = checking.begun()
    mine = doubtful(checking, held, one)
    checking.check_in(held, two)

    def listed(user: User, **filters: Any) -> set[UUID]:
        actor = checking.actor(user)
        with checking.college.unit_of_work() as session:
            page = list_check_ins(session, actor=actor, query=Query(filters=filters))
            return {line.id for line in page.items}

    assert listed(one) == {mine.id}
    assert listed(checking.teacher, review="open") == {mine.id}
    assert len(listed(checking.head(), session_id=held.id)) == 2
    assert listed(checking.college.open_account(Role.TRAINER)) == set()


def test_staff_mark_by_hand_and_nobody_has_to_look_any_more(checking: Checking) -> None:
    one, two = checking.people(2)
    held = checking.begun()
    doubtful(checking, held, one)
    actor = checking.actor(checking.teacher)

    with checking.college.unit_of_work(actor.user_id) as session:
        records = mark_many(
            session,
            actor=actor,
            session_id=held.id,
            marks={one.id: "present", two.id: "absent"},
            reason="Seen in class.",
        )
        assert {record.reason for record in records} == {"Seen in class."}

    assert checking.statuses(held) == {one.id: "present", two.id: "absent"}
    assert checking.lines(held)[0].review is None


def test_marks_by_hand_keep_to_the_session_its_group_and_the_version(checking: Checking) -> None:
    (trainee,) = checking.people(1)
    held = checking.begun()
    planned = checking.session(checking.starts_at, status="scheduled", started_at=None, ended_at=None)
    actor = checking.actor(checking.teacher)
    marks: dict[str, Any] = {"reason": "Because.", "actor": actor}

    with checking.college.unit_of_work() as session, pytest.raises(NotInGroup):
        mark_many(session, session_id=held.id, marks={uuid4(): "present"}, **marks)
    with checking.college.unit_of_work() as session, pytest.raises(SessionNotHeld):
        mark_many(session, session_id=planned.id, marks={trainee.id: "present"}, **marks)
    record = checking.record(planned, trainee, "pending")
    checking.change(AttendanceSession, planned.id, status="active")
    for version, error in ((5, Stale), (1, None)):
        with checking.college.unit_of_work() as session:
            if error is not None:
                with pytest.raises(error):
                    mark_record(session, record_id=record.id, status="late", version=version, **marks)
            else:
                done = mark_record(session, record_id=record.id, status="late", version=version, **marks)
                assert (done.status, done.marked_by, done.version) == ("late", "staff", 2)
    trainees = {**marks, "actor": checking.actor(trainee)}
    with checking.college.unit_of_work() as session, pytest.raises(Forbidden):
        mark_record(session, record_id=record.id, status="present", **trainees)
