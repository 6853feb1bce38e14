"""Dated sessions over HTTP: found, read, started and ended, cancelled, moved, and who is in."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from werkzeug.test import TestResponse

from models import User
from services.access import Role
from tests.installation import Api, College
from tests.services.attendance.college_in_session import InSession


@pytest.fixture
def monday(college: College) -> InSession:
    return InSession(college)


def api_of(monday: InSession, user: User) -> Api:
    return monday.college.api(user=user)


def deputy(monday: InSession) -> Api:
    return monday.college.api(Role.DP_ACADEMICS)


def send(
    monday: InSession, action: str, minutes: float, *, by: User | None = None, **fields: Any
) -> TestResponse:
    """Start or end the session as its trainer, by a form without a photo."""
    monday.at(minutes)
    api = api_of(monday, by or monday.plan.teacher)
    form = {"captured_at": monday.college.installation.clock().isoformat(), **fields}
    return api.client.post(
        f"/api/sessions/{monday.held.id}/{action}",
        data=form,
        content_type="multipart/form-data",
        headers=api.headers,
    )


def ids(answer: TestResponse) -> list[str]:
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return [item["id"] for item in answer.get_json()["items"]]


def heard(api: Api, path: str, **headers: str) -> list[tuple[str, str, dict[str, Any]]]:
    """The events of a stream that has ended: number, kind and data."""
    text = api.client.get(f"/api{path}", headers={**api.headers, **headers}).get_data(as_text=True)
    parts = [dict(line.split(": ", 1) for line in part.splitlines()) for part in text.split("\n\n") if part]
    return [(part["id"], part["event"], json.loads(part["data"])) for part in parts if "data" in part]


def test_a_session_is_started_and_ended_by_its_trainer(monday: InSession) -> None:
    started = send(monday, "start", -3)
    assert started.status_code == 200, started.get_data(as_text=True)
    body = started.get_json()
    assert (body["status"], body["counts"]["pending"]) == ("active", 3)
    assert started.headers["ETag"] == f'"{body["version"]}"'
    assert [(proof["action"], proof["decision"]) for proof in body["proofs"]] == [("start", "accepted")]

    ended = send(monday, "end", 58).get_json()
    assert (ended["status"], ended["counts"]["absent"], ended["adherence"]["is_kept"]) == (
        "completed",
        3,
        True,
    )
    assert ended["adherence"]["started_late_minutes"] == -3


def test_a_refused_start_says_every_reason_and_leaves_a_line_and_nothing_else(monday: InSession) -> None:
    monday.policy(face_required=True, place_required=True, challenge_required=True)
    refused = send(monday, "start", 45)
    body = refused.get_json()
    assert refused.status_code == 422
    assert body["code"] == "too_late"
    codes = {finding["code"] for finding in body["errors"]["findings"] if finding["decision"] == "refused"}
    assert codes == {"too_late", "challenge_missing", "face_missing", "place_missing"}
    assert monday.lines() == ["refused"]
    assert monday.now().status == "scheduled"


@pytest.mark.parametrize(
    "fields",
    [
        {"captured_at": "yesterday"},
        {"captured_at": "2026-09-07T08:00:00"},
        {"lat": "1"},
        {"lat": "north", "lon": "2"},
        {"platform": "abacus"},
        {"mood": "good"},
    ],
)
def test_a_form_that_makes_no_sense_is_refused_field_by_field(
    monday: InSession, fields: dict[str, Any]
) -> None:
    answer = send(monday, "start", 0, **fields)
    assert answer.status_code == 422
    assert answer.get_json()["errors"]["files"].keys() <= {*fields, "lon", "lat"}
    assert monday.lines() == []


@pytest.mark.parametrize("role", [Role.ADMIN, Role.DP_ACADEMICS, Role.TRAINEE, Role.STAFF, Role.DEVICE])
def test_only_those_who_teach_start_anything(monday: InSession, role: Role) -> None:
    assert send(monday, "start", 0, by=monday.college.user(role)).status_code == 403


def test_the_same_start_sent_twice_is_answered_alike(monday: InSession) -> None:
    monday.at(0)
    api = api_of(monday, monday.plan.teacher)
    form = {"captured_at": monday.college.installation.clock().isoformat()}
    answers = [
        api.client.post(
            f"/api/sessions/{monday.held.id}/start",
            data=form,
            content_type="multipart/form-data",
            headers=api.headers | {"Idempotency-Key": "start-of-monday"},
        )
        for _ in range(2)
    ]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].get_json() == answers[1].get_json()
    assert monday.lines() == ["accepted"]


def test_sessions_are_found_by_what_is_known_of_them(monday: InSession) -> None:
    plan, api = monday.plan, deputy(monday)
    tuesday = plan.dated(plan.tuesday)
    group, course, enrolment, trainer = plan.other_group()
    other = plan.dated(
        plan.entry(2, "08:00", enrollment_id=enrolment.id, room_id=plan.lab.id), trainer_id=trainer.id
    )
    mine, theirs = [str(monday.held.id), str(tuesday.id)], [str(other.id)]

    assert ids(api.get("/sessions", sort="starts_at")) == mine + theirs
    assert ids(api.get("/sessions", sort="-starts_at", limit=1)) == theirs
    for query, found in (
        ({"class_group_id": plan.class_group.id}, mine),
        ({"class_group_id": group.id}, theirs),
        ({"course_id": course.id}, theirs),
        ({"trainer_id": trainer.id}, theirs),
        ({"room_id": plan.lab.id}, theirs),
        ({"term_id": plan.term.id}, mine + theirs),
        ({"department_id": plan.department.id}, mine + theirs),
        ({"department_id": group.id}, []),
        ({"enrollment_id": plan.enrolment.id}, mine),
        ({"starts_from": tuesday.starts_at.isoformat()}, [mine[1], *theirs]),
        ({"starts_before": tuesday.starts_at.isoformat()}, mine[:1]),
        ({"session_type": "theory", "status": "scheduled"}, mine + theirs),
        ({"is_makeup": "true"}, []),
    ):
        assert ids(api.get("/sessions", sort="starts_at", **query)) == found, query


def test_sessions_are_found_by_how_far_they_kept_to_their_plan(monday: InSession) -> None:
    plan, api = monday.plan, deputy(monday)
    late = plan.dated(
        plan.tuesday,
        status="completed",
        started_at=monday.starts_at + timedelta(days=1, hours=1, minutes=12),
        ended_at=monday.starts_at + timedelta(days=1, hours=2, minutes=-7),
        planned_room_id=plan.lab.id,
        planned_trainer_id=plan.other_group()[3].id,
        auto_closed=True,
    )
    on_plan, off_plan = [str(monday.held.id)], [str(late.id)]
    for query, found in (
        ({"started_late_minutes": 12}, off_plan),
        ({"started_late_minutes": 13}, []),
        ({"ended_early_minutes": 7}, off_plan),
        ({"ended_early_minutes": 8}, []),
        ({"in_other_room": "true"}, off_plan),
        ({"in_other_room": "false"}, on_plan),
        ({"by_other_trainer": "true"}, off_plan),
        ({"auto_closed": "true"}, off_plan),
        ({"auto_closed": "false"}, on_plan),
    ):
        assert ids(api.get("/sessions", **query)) == found, query


def test_each_sees_the_sessions_of_those_they_teach_or_learn_with(monday: InSession) -> None:
    plan = monday.plan
    group, _, enrolment, trainer = plan.other_group()
    plan.dated(plan.entry(2, "08:00", enrollment_id=enrolment.id, room_id=plan.lab.id), trainer_id=trainer.id)
    own = [str(monday.held.id)]
    stranger = plan.trainee_of(group)
    for user in (plan.teacher, monday.trainees[0]):
        assert ids(api_of(monday, user).get("/sessions")) == own
    for path in ("", "/register"):
        assert api_of(monday, stranger).get(f"/sessions/{own[0]}{path}").status_code == 404
        assert api_of(monday, trainer).get(f"/sessions/{own[0]}{path}").status_code == 404
    head = monday.college.open_account(Role.HOD)
    assert ids(api_of(monday, head).get("/sessions")) == []


def test_another_college_sees_nothing(monday: InSession) -> None:
    other = monday.college.installation.found_college()
    for path in ("", "/register", "/register/events"):
        assert other.admin.get(f"/sessions/{monday.held.id}{path}").status_code == 404
    assert other.admin.post(f"/sessions/{monday.held.id}/cancel", {"reason": "x"}).status_code == 404
    assert ids(other.admin.get("/sessions")) == []


def test_a_session_tells_its_windows_and_names(monday: InSession) -> None:
    body = deputy(monday).get(f"/sessions/{monday.held.id}").get_json()
    assert (body["course"]["code"], body["class_group"]["name"]) == ("ICT101", "DICT-1A")
    assert (body["trainer"]["full_name"], body["room"]["code"]) == ("Amina Otieno", "R1")
    assert (body["planned_trainer"], body["planned_room"]) == (None, None)
    assert body["windows"]["start_from"] == "2026-09-07T07:45:00+00:00"
    assert body["windows"]["end_until"] == "2026-09-07T10:00:00+00:00"
    assert body["adherence"]["is_kept"] is None
    assert body["makeups"] == []


def test_a_makeup_is_named_where_it_makes_up_for_something(monday: InSession) -> None:
    makeup = monday.plan.dated(monday.plan.tuesday, is_makeup=True, makeup_of_id=monday.held.id)
    body = deputy(monday).get(f"/sessions/{monday.held.id}").get_json()
    assert [one["id"] for one in body["makeups"]] == [str(makeup.id)]
    assert ids(deputy(monday).get("/sessions", makeup_of_id=monday.held.id)) == [str(makeup.id)]


def test_a_session_is_cancelled_upon_the_version_that_was_read(monday: InSession) -> None:
    api, path = deputy(monday), f"/sessions/{monday.held.id}"
    read = api.get(path).headers["ETag"]
    assert api.post(f"{path}/cancel", {"reason": "Flood"}, If_Match='"7"').status_code == 412
    done = api.post(f"{path}/cancel", {"reason": "Flood"}, If_Match=read)
    assert (done.status_code, done.get_json()["status"]) == (200, "canceled")
    again = api.post(f"{path}/cancel", {"reason": "Flood"})
    assert (again.status_code, again.get_json()["code"]) == (409, "bad_session_move")


@pytest.mark.parametrize("body", [{}, {"reason": " "}, {"reason": "x" * 501}, {"reason": "a", "by": "me"}])
def test_a_cancellation_says_why(monday: InSession, body: dict[str, str]) -> None:
    assert deputy(monday).post(f"/sessions/{monday.held.id}/cancel", body).status_code == 422


def test_a_session_gets_another_room_and_trainer(monday: InSession) -> None:
    api, path, room = deputy(monday), f"/sessions/{monday.held.id}", monday.plan.room("R2")
    trainer = monday.plan.other_group()[3]
    moved = api.patch(path, {"room_id": str(room.id), "trainer_id": str(trainer.id)})
    body = moved.get_json()
    assert moved.status_code == 200, body
    assert (body["room"]["code"], body["planned_room"]["code"]) == ("R2", "R1")
    assert (body["trainer"]["id"], body["planned_trainer"]["full_name"]) == (str(trainer.id), "Amina Otieno")
    assert moved.headers["ETag"] == f'"{body["version"]}"'
    assert api.patch(path, {}).status_code == 422
    assert api.patch(path, {"room_id": str(monday.held.id)}).status_code == 422
    assert api_of(monday, monday.plan.teacher).patch(path, {"room_id": str(room.id)}).status_code == 403
    stale = api.patch(path, {"room_id": str(room.id)}, If_Match='"1"')
    assert (stale.status_code, stale.get_json()["code"]) == (412, "stale")


def test_the_register_names_everybody_to_the_trainer_and_a_trainee_to_themselves(monday: InSession) -> None:
    monday.start()
    known = monday.trainees[1]
    monday.change_record(known, status="present", arrived_at=monday.starts_at)
    path = f"/sessions/{monday.held.id}/register"

    body = api_of(monday, monday.plan.teacher).get(path).get_json()
    assert body["counts"] == {"pending": 2, "present": 1, "late": 0, "absent": 0, "excused": 0}
    by_id = {line["trainee"]["id"]: line for line in body["trainees"]}
    assert len(by_id) == 3
    assert by_id[str(known.id)]["status"] == "present"
    assert by_id[str(known.id)]["trainee"]["full_name"] == known.full_name

    own = api_of(monday, known).get(path).get_json()["trainees"]
    assert [line["trainee"]["id"] for line in own] == [str(known.id)]


def test_the_register_of_an_ended_session_is_told_once(monday: InSession) -> None:
    monday.start()
    monday.end()
    api, path = api_of(monday, monday.plan.teacher), f"/sessions/{monday.held.id}/register/events"
    ((number, kind, data),) = heard(api, path)
    assert (kind, data["status"], data["counts"]["absent"]) == ("ended", "completed", 3)
    again = api.client.get(f"/api{path}", headers={**api.headers, "Last-Event-ID": number})
    assert again.status_code == 204


def test_the_register_is_told_as_it_changes(monday: InSession) -> None:
    monday.start()
    api, path = api_of(monday, monday.plan.teacher), f"/api/sessions/{monday.held.id}/register/events"
    parts = api.client.get(path, headers=api.headers).iter_encoded()
    told = [next(parts), next(parts)]
    monday.change_record(monday.trainees[0], status="late")
    told.append(next(part for part in parts if b"data" in part))
    monday.end()
    told.append(next(part for part in parts if b"event: ended" in part))
    counts = [json.loads(part.split(b"data: ")[1])["counts"] for part in told[1:]]
    assert [(count["pending"], count["late"], count["absent"]) for count in counts] == [
        (3, 0, 0),
        (2, 1, 0),
        (0, 1, 2),
    ]
    assert list(parts) == []


def test_an_ended_session_counts_its_records_again(monday: InSession) -> None:
    monday.start()
    assert deputy(monday).get(f"/sessions/{monday.held.id}").get_json()["is_uncounted"]
