"""What was held stays readable when its room and its people are no longer there."""

from __future__ import annotations

import pytest

from models import Course, Room, User
from models.session import now_of
from services.access import Role
from tests.installation import College
from tests.services.attendance.held_college import Held


@pytest.fixture
def held(college: College) -> Held:
    """A college with sessions that were held."""
    return Held(college)


def test_a_session_names_its_room_course_and_trainer_after_they_were_deleted(held: Held) -> None:
    session = held.session()
    course_id = held.enrolment.course_id
    _delete(held, Room, held.room.id)
    _delete(held, User, held.teacher.id)
    _delete(held, Course, course_id)

    shown = held.college.api(Role.DP_ACADEMICS).get(f"/sessions/{session.id}").get_json()
    listed = held.college.api(Role.DP_ACADEMICS).get("/sessions").get_json()["items"][0]

    for found in (shown, listed):
        assert found["room"]["id"] == str(held.room.id)
        assert found["trainer"]["id"] == str(held.teacher.id)
        assert found["course"]["id"] == str(course_id)


def test_a_record_names_a_trainee_whose_account_was_deleted(held: Held) -> None:
    trainee = held.trainee()
    held.record(held.session(), trainee)
    _delete(held, User, trainee.id)

    records = held.college.api(Role.DP_ACADEMICS).get("/attendance-records").get_json()["items"]

    assert [record["name"] for record in records] == [trainee.full_name]


def _delete(held: Held, model: type, row_id: object) -> None:
    with held.college.unit_of_work() as session:
        row = session.get(model, row_id)
        row.deleted_at = now_of(session)
