"""Feedback: asked once of those who were there, added up, and shown without names."""

from __future__ import annotations

from datetime import timedelta
from threading import Barrier, Thread
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models import AttendanceSession, User
from services.access import Actor, Role
from services.attendance.feedback import (
    RATINGS,
    DidNotAttend,
    FeedbackGiven,
    FeedbackNotOpen,
    FeedbackSummary,
    averages_of,
    awaiting_feedback,
    feedback_of,
    give_feedback,
    is_hidden,
)
from services.errors import DomainError, NotFound
from services.records import Query
from tests.installation import College
from tests.services.attendance.held_college import NOW, Held

FOURS = dict.fromkeys(RATINGS, 4)


@pytest.fixture
def held(college: College) -> Held:
    return Held(college)


def give(held: Held, session: AttendanceSession, trainee: User, **values: Any) -> None:
    """Say something of a session."""
    with held.college.unit_of_work() as unit:
        give_feedback(unit, actor=held.actor(trainee), session_id=session.id, values={**FOURS, **values})


def summary(held: Held, session: AttendanceSession, user: User) -> FeedbackSummary:
    """What somebody sees of what was said."""
    with held.college.unit_of_work() as unit:
        return feedback_of(unit, actor=held.actor(user), session_id=session.id)


def waiting(held: Held, trainee: User) -> list[AttendanceSession]:
    """Sessions that a trainee may still say something of."""
    with held.college.unit_of_work() as unit:
        return list(awaiting_feedback(unit, actor=held.actor(trainee), query=Query()).items)


def test_what_is_said_is_added_up_on_the_session_without_a_new_version(held: Held) -> None:
    session = held.session()
    trainees = [held.trainee() for _ in range(3)]
    for trainee in trainees:
        held.record(session, trainee, "late")

    assert [one.id for one in waiting(held, trainees[0])] == [session.id]
    for number, trainee in enumerate(trainees, start=2):
        give(held, session, trainee, content=number)

    after = held.reread(session)
    assert (after.feedback_count, after.content_sum, after.overall_sum) == (3, 2 + 3 + 4, 12)
    assert after.version == session.version
    assert averages_of(after) == {"content": 3, "delivery": 4, "engagement": 4, "overall": 4}
    assert waiting(held, trainees[0]) == []


def test_everybody_says_once_however_often_they_press_the_button(held: Held) -> None:
    session, trainee = held.session(), held.trainee()
    held.record(session, trainee)
    barrier, refused = Barrier(3), list[DomainError]()

    def press() -> None:
        barrier.wait()
        try:
            give(held, session, trainee)
        except DomainError as error:
            refused.append(error)

    threads = [Thread(target=press) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [type(error) for error in refused] == [FeedbackGiven, FeedbackGiven]
    assert held.reread(session).feedback_count == 1


def test_feedback_is_open_to_those_who_were_there_and_for_a_week(held: Held) -> None:
    trainee, stranger = held.trainee(), held.college.open_account(Role.TRAINEE)
    held_now = held.session()
    for fields, status, refusal in (
        ({"status": "active", "ended_at": None}, "present", FeedbackNotOpen),
        ({"ended_at": NOW - timedelta(days=7, minutes=1)}, "present", FeedbackNotOpen),
        ({}, "absent", DidNotAttend),
        ({}, "excused", DidNotAttend),
        ({}, "pending", DidNotAttend),
    ):
        session = held.session(**fields)
        held.record(session, trainee, status)
        with pytest.raises(refusal):
            give(held, session, trainee)
    with pytest.raises(NotFound):
        give(held, held_now, stranger)
    assert waiting(held, trainee) == []


def test_trainers_see_what_was_said_once_five_have_said_it(held: Held) -> None:
    session = held.session()
    trainees = [held.trainee() for _ in range(5)]
    for trainee in trainees:
        held.record(session, trainee)
    for trainee, comment in zip(trainees[:4], ("Zoom in more", "Good", None, "A bit fast"), strict=True):
        give(held, session, trainee, comment=comment)

    few = summary(held, session, held.teacher)
    seen_by_head = summary(held, session, held.head())
    give(held, session, trainees[4])
    enough = summary(held, session, held.teacher)

    assert (few.count, few.is_hidden, few.averages, few.comments) == (4, True, {}, ())
    assert seen_by_head.comments == ("A bit fast", "Good", "Zoom in more")
    assert (enough.is_hidden, enough.averages["overall"]) == (False, 4)
    assert enough.closes_at == session.ends_at + timedelta(days=7)
    with pytest.raises(NotFound):
        summary(held, session, held.college.open_account(Role.TRAINER))


@given(count=st.integers(0, 12), least=st.integers(2, 8), is_own=st.booleans(), role=st.sampled_from(Role))
def test_only_those_who_do_not_hold_a_session_see_what_few_said(
    count: int, least: int, is_own: bool, role: Role
) -> None:

    me, other = UUID(int=1), UUID(int=2)
    session = AttendanceSession(trainer_id=me if is_own else other, feedback_count=count)
    actor = Actor(user_id=me, tenant_id=UUID(int=3), role=role)

    shown = not is_hidden(session, actor=actor, least=least)

    above = role in (Role.ADMIN, Role.OPERATOR, Role.DP_ACADEMICS, Role.HOD)
    assert shown == (count >= least or (above and not is_own))
