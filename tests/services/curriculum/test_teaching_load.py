"""Trainers teach no more than agreed, and only when they are there."""

from __future__ import annotations

import threading
from datetime import time
from typing import Any
from uuid import UUID

import pytest

from models import TrainerAvailability, User
from services.access import Actor, Role
from services.curriculum.enrolling import change_enrollment, enrol
from services.curriculum.teaching_load import WeeklySlots, count_free
from services.curriculum.trainers import TrainerOverloaded, TrainerUnavailable
from services.policy import Policy
from tests.installation import College
from tests.teaching import Teaching


@pytest.fixture
def teaching(college: College) -> Teaching:
    return Teaching(college)


@pytest.fixture
def actor(college: College) -> Actor:
    return college.actor(Role.ADMIN)


def _enrol(teaching: Teaching, actor: Actor, course: dict[str, Any], *trainers: User, **fields: Any) -> UUID:
    values = {
        "class_group_id": teaching.group.id,
        "course_id": UUID(course["id"]),
        "term_id": teaching.term.id,
        "trainer_ids": [trainer.id for trainer in trainers],
    }
    with teaching.college.unit_of_work() as session:
        return enrol(session, actor=actor, values=values | fields).id


def _hours(teaching: Teaching, hours: int) -> dict[str, Any]:
    return teaching.taught(theory_sessions=hours // 2, theory_slots=2)


def test_the_load_of_all_courses_of_a_term_stays_within_the_profile(teaching: Teaching, actor: Actor) -> None:
    ada = teaching.trainer(weekly_load_hours=12)
    _enrol(teaching, actor, _hours(teaching, 8), ada)
    _enrol(teaching, actor, _hours(teaching, 8), ada, term_id=teaching.next_term.id)
    _enrol(teaching, actor, _hours(teaching, 4), ada)

    with pytest.raises(TrainerOverloaded) as refused:
        _enrol(teaching, actor, _hours(teaching, 2), ada)

    assert refused.value.message.endswith(
        f"{ada.full_name} would teach 14 hours a week, at most 12 are agreed."
    )


def test_without_a_word_in_the_profile_the_policy_says_how_much(
    teaching: Teaching, actor: Actor, college: College
) -> None:
    ada, head = teaching.trainer(), teaching.head(teaching.ict)

    for person in (ada, head):
        _enrol(teaching, actor, _hours(teaching, 20), person)
        with pytest.raises(TrainerOverloaded, match="26 hours a week, at most 24"):
            _enrol(teaching, actor, _hours(teaching, 6), person)


def test_cancelled_courses_are_no_load_until_they_are_taken_up_again(
    teaching: Teaching, actor: Actor
) -> None:
    ada = teaching.trainer(weekly_load_hours=10)
    first = _enrol(teaching, actor, _hours(teaching, 8), ada)
    with teaching.college.unit_of_work() as session:
        change_enrollment(session, actor=actor, enrollment_id=first, values={"status": "cancelled"})
    _enrol(teaching, actor, _hours(teaching, 6), ada)

    with pytest.raises(TrainerOverloaded), teaching.college.unit_of_work() as session:
        change_enrollment(session, actor=actor, enrollment_id=first, values={"status": "scheduled"})


def test_practicals_of_odd_and_even_weeks_share_their_hours(teaching: Teaching, actor: Actor) -> None:
    ada = teaching.trainer(weekly_load_hours=5)
    odd, even, more = (
        teaching.course(practical_sessions=1, practical_slots=3, theory_sessions=1, practical_weeks=weeks)
        for weeks in ("odd", "even", "odd")
    )
    for course in (odd, even, more):
        teaching.mapped(course, practical_room_type="lab")

    _enrol(teaching, actor, odd, ada)
    _enrol(teaching, actor, even, ada)
    with pytest.raises(TrainerOverloaded, match="9 hours a week"):
        _enrol(teaching, actor, more, ada)


def test_two_requests_at_once_cannot_overload_a_trainer_together(teaching: Teaching, actor: Actor) -> None:
    ada = teaching.trainer(weekly_load_hours=10)
    courses = [_hours(teaching, 6), _hours(teaching, 6)]
    start, outcomes = threading.Barrier(2), []

    def demand(course: dict[str, Any]) -> None:
        start.wait()
        try:
            _enrol(teaching, actor, course, ada)
            outcomes.append("stored")
        except TrainerOverloaded:
            outcomes.append("refused")

    threads = [threading.Thread(target=demand, args=(course,)) for course in courses]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["refused", "stored"]


def _said(kind: str, weekday: int, starts_at: int, ends_at: int, **keys: UUID) -> TrainerAvailability:
    return TrainerAvailability(
        kind=kind, weekday=weekday, starts_at=time(starts_at), ends_at=time(ends_at), **keys
    )


def test_a_trainer_is_not_asked_to_teach_more_than_the_free_week_holds(
    teaching: Teaching, actor: Actor, college: College
) -> None:
    ada = teaching.trainer()
    college.add(_said("available", 0, 8, 12, trainer_id=ada.id, term_id=teaching.term.id))

    _enrol(teaching, actor, _hours(teaching, 2), ada)
    with pytest.raises(TrainerUnavailable) as refused:
        _enrol(teaching, actor, _hours(teaching, 2), ada)
    _enrol(teaching, actor, _hours(teaching, 20), ada, term_id=teaching.next_term.id)

    assert refused.value.message == (
        f"{ada.full_name} is available for 3 slots a week in Term 1 and would have to teach 4."
    )


def test_free_periods_are_counted_by_what_was_said() -> None:
    policy = Policy()  # nine periods on five days, with breaks at 10:00 and 13:20

    assert count_free(policy, []) == 45
    assert count_free(policy, [_said("unavailable", 0, 8, 9)]) == 44
    assert count_free(policy, [_said("unavailable", 0, 10, 11)]) == 44
    assert count_free(policy, [_said("unavailable", 6, 8, 9)]) == 45
    assert count_free(policy, [_said("disliked", 0, 8, 18)]) == 45
    assert count_free(policy, [_said("available", 0, 8, 10)]) == 2
    assert count_free(policy, [_said("available", 0, 8, 9), _said("available", 0, 9, 10)]) == 2
    assert count_free(policy, [_said("available", 0, 8, 9), _said("disliked", 0, 9, 10)]) == 2
    assert count_free(policy, [_said("available", 0, 8, 12), _said("unavailable", 0, 8, 9)]) == 2
    assert count_free(policy, [_said("available", 6, 8, 12)]) == 0


def test_the_fuller_of_two_weeks_counts() -> None:
    assert (WeeklySlots(3, 1) + WeeklySlots(0, 4)).most == 5
