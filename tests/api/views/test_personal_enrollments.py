"""People take courses alone."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from services.access import Role
from tests.installation import College, Installation
from tests.teaching import Teaching


@pytest.fixture
def teaching(college: College) -> Teaching:
    return Teaching(college)


def _enroll(course: dict[str, Any]) -> str:
    return f"/courses/{course['id']}/enroll"


def _complete(college: College, enrollment: dict[str, Any]) -> None:
    path = f"/personal-enrollments/{enrollment['id']}"
    assert college.admin.patch(path, {"status": "completed"}).status_code == 200


def test_a_person_takes_a_course_leaves_it_and_takes_it_up_again(
    teaching: Teaching, college: College
) -> None:
    course, api = teaching.course(), college.api(Role.TRAINEE)

    taken = api.post(_enroll(course))
    twice = api.post(_enroll(course))
    left = api.delete(_enroll(course))
    left_twice = api.delete(_enroll(course))
    again = api.post(_enroll(course), {})

    assert taken.get_json()["status"] == "in_progress"
    assert (twice.status_code, twice.get_json()["code"]) == (409, "already_enrolled")
    assert (left.status_code, left_twice.status_code) == (204, 404)
    assert (again.status_code, again.get_json()["id"]) == (201, taken.get_json()["id"])


def test_everybody_lists_their_own(teaching: Teaching, college: College) -> None:
    first, second = teaching.course(), teaching.course()
    trainee, staff = college.api(Role.TRAINEE), college.api(Role.STAFF)
    trainee.post(_enroll(first))
    trainee.post(_enroll(second))
    trainee.delete(_enroll(second))
    staff.post(_enroll(second))

    def codes(api: Any, path: str, **query: Any) -> list[str]:
        return [item["course"]["code"] for item in api.get(path, **query).get_json()["items"]]

    assert codes(trainee, "/users/me/enrollments") == [first["code"], second["code"]]
    assert codes(trainee, "/users/me/enrollments", status="in_progress") == [first["code"]]
    assert codes(trainee, "/personal-enrollments") == [first["code"], second["code"]]
    assert codes(college.admin, "/users/me/enrollments") == []
    assert codes(college.admin, "/personal-enrollments", course_id=second["id"]) == [second["code"]] * 2


def test_prerequisites_are_completed_before_alone_or_with_the_group(
    teaching: Teaching, college: College
) -> None:
    alone, together, course = teaching.course(), teaching.taught(), teaching.course()
    needs = {"course_ids": [alone["id"], together["id"]]}
    college.admin.put(f"/courses/{course['id']}/prerequisites", needs)
    trainee = college.api(user=teaching.trainee(teaching.group))

    nothing = trainee.post(_enroll(course))
    _complete(college, trainee.post(_enroll(alone)).get_json())
    half = trainee.post(_enroll(course))
    group = f"/enrollments/{teaching.enrolled(together)['id']}"
    college.admin.patch(group, {"status": "in_progress"})
    begun = trainee.post(_enroll(course))
    college.admin.patch(group, {"status": "completed"})
    everything = trainee.post(_enroll(course))

    assert [answer.status_code for answer in (nothing, half, begun, everything)] == [409, 409, 409, 201]
    assert half.get_json()["code"] == "prerequisites_missing"
    assert half.get_json()["detail"] == (f"{course['code']} needs {together['code']} to be completed before.")


def test_those_who_answer_for_all_enrol_others_and_skip_prerequisites(
    teaching: Teaching, college: College
) -> None:
    needed, course = teaching.course(), teaching.course()
    college.admin.put(f"/courses/{course['id']}/prerequisites", {"course_ids": [needed["id"]]})
    trainee = college.user(Role.TRAINEE)
    other = {"user_id": str(trainee.id)}

    answers = [
        college.api(Role.TRAINEE).post(_enroll(course), {"skip_prerequisites": True}),
        college.api(Role.TRAINER).post(_enroll(needed), other),
        college.admin.post(_enroll(course), other),
        college.admin.post(_enroll(course), other | {"skip_prerequisites": True}),
        college.admin.post(_enroll(course), {"user_id": str(uuid4())}),
    ]

    assert [answer.status_code for answer in answers] == [403, 403, 409, 201, 422]
    assert answers[3].get_json()["user_id"] == str(trainee.id)


def test_completing_is_said_by_others_and_cancelling_by_oneself(teaching: Teaching, college: College) -> None:
    course, trainee = teaching.course(), college.api(Role.TRAINEE)
    enrollment = trainee.post(_enroll(course)).get_json()
    path = f"/personal-enrollments/{enrollment['id']}"

    own = trainee.patch(path, {"status": "completed"})
    stranger = college.api(Role.STAFF).patch(path, {"status": "cancelled"})
    done = college.admin.patch(path, {"status": "completed"}, If_Match='"1"')
    late = college.admin.patch(path, {"status": "cancelled"}, If_Match='"1"')
    back = college.admin.patch(path, {"status": "in_progress"})
    again = trainee.post(_enroll(course))

    assert [own.status_code, stranger.status_code, late.status_code] == [403, 404, 412]
    assert done.get_json()["completed_at"] is not None
    assert (back.status_code, back.get_json()["code"]) == (409, "bad_move")
    assert again.get_json()["detail"] == f"This person has completed {course['code']} already."


def test_devices_and_other_colleges_take_no_part(
    teaching: Teaching, college: College, installation: Installation
) -> None:
    course = teaching.course()
    enrollment = college.api(Role.TRAINEE).post(_enroll(course)).get_json()
    stranger = installation.found_college()

    assert college.api(Role.DEVICE).post(_enroll(course)).status_code == 403
    assert stranger.admin.post(_enroll(course)).status_code == 404
    assert stranger.admin.get(f"/personal-enrollments/{enrollment['id']}").status_code == 404
    refused = college.admin.post(_enroll(course), {"user_id": str(stranger.user(Role.TRAINEE).id)})
    assert refused.status_code == 422
