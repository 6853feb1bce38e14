"""Feedback, excuses with their documents, and warnings over HTTP."""

from __future__ import annotations

from io import BytesIO
from typing import Any
from uuid import UUID

import pytest
from PIL import Image
from werkzeug.test import TestResponse

from models import AttendanceTotal, User
from services.access import Role
from services.attendance.warnings import warn_low_attendance
from tests.installation import Api, College
from tests.services.attendance.held_college import Held

FOURS = {"content": 4, "delivery": 4, "engagement": 4, "overall": 5}
ASKED = {
    "starts_at": "2026-10-14T05:00:00+00:00",
    "ends_at": "2026-10-14T15:00:00+00:00",
    "reason": "I was ill.",
}


@pytest.fixture
def held(college: College) -> Held:
    return Held(college)


def code(answer: TestResponse) -> tuple[int, str | None]:
    """Status and code of an answer."""
    return answer.status_code, (answer.get_json() or {}).get("code")


def upload(api: Api, path: str, data: bytes | None, name: str = "note.png") -> TestResponse:
    """Send a document."""
    form = {} if data is None else {"file": (BytesIO(data), name)}
    return api.client.put(
        f"/api{path}", data=form, headers=api.headers, content_type="multipart/form-data", buffered=True
    )


def picture(size: tuple[int, int] = (40, 60)) -> bytes:
    """A document as a picture."""
    data = BytesIO()
    Image.new("RGB", size, "white").save(data, "PNG")
    return data.getvalue()


def attended(held: Held) -> tuple[str, User]:
    """The address of a session, and a trainee who was there."""
    session, trainee = held.session(), held.trainee()
    held.record(session, trainee)
    return f"/sessions/{session.id}/feedback", trainee


def test_a_trainee_gives_feedback_on_what_waits_for_it(held: Held) -> None:
    path, trainee = attended(held)
    api = held.api(trainee)

    waiting = api.get("/users/me/feedback/open").get_json()["items"]
    answer = api.post(path, {**FOURS, "comment": "More examples, please."})

    assert [f"/sessions/{one['id']}/feedback" for one in waiting] == [path]
    assert answer.status_code == 201, answer.get_json()
    assert answer.headers["Location"] == f"/api{path}/mine"
    assert api.get(f"{path}/mine").get_json() == answer.get_json()
    assert api.get("/users/me/feedback/open").get_json()["items"] == []
    seen_by_head = held.api(held.head()).get(path).get_json()
    assert (seen_by_head["averages"]["overall"], seen_by_head["comments"]) == (5, ["More examples, please."])
    seen_by_trainer = held.api(held.teacher).get(path).get_json()
    assert (seen_by_trainer["is_hidden"], seen_by_trainer["averages"]) == (True, {})
    assert code(api.post(path, FOURS)) == (409, "feedback_given")


@pytest.mark.parametrize(
    "change", [{"content": 0}, {"overall": 6}, {"delivery": 3.5}, {"engagement": True}, {"content": None}]
)
def test_a_rating_is_a_whole_number_from_one_to_five(held: Held, change: dict[str, Any]) -> None:
    path, trainee = attended(held)

    answer = held.api(trainee).post(path, FOURS | change)

    assert code(answer) == (422, "unprocessable_entity")
    assert set(answer.get_json()["errors"]["json"]) == set(change)


def test_feedback_is_given_by_trainees_and_read_within_reach(held: Held) -> None:
    path, _ = attended(held)
    college = held.college

    assert code(held.api(held.teacher).post(path, FOURS)) == (403, "forbidden")
    assert code(college.api(Role.STAFF).get(path)) == (403, "forbidden")
    assert code(college.api(Role.TRAINER).get(path)) == (404, "not_found")
    assert code(college.api(Role.TRAINEE).post(path, FOURS)) == (404, "not_found")
    assert code(held.api(held.trainee()).post(path, FOURS)) == (409, "did_not_attend")
    assert code(college.installation.found_college().admin.get(path)) == (404, "not_found")


def test_an_excuse_goes_its_way_with_its_document(held: Held) -> None:
    session, trainee = held.session(), held.trainee()
    record = held.record(session, trainee, "absent")
    own, staff = held.api(trainee), held.college.api(Role.STAFF)
    excuse = own.created("/excuses", **ASKED)
    path = f"/excuses/{excuse['id']}"

    early = staff.post(f"{path}/verification", {})
    attached = upload(own, f"{path}/document", picture())
    stale = staff.post(f"{path}/verification", {}, If_Match='"1"')
    verified = staff.post(f"{path}/verification", {"note": "Fine."}, If_Match=attached.headers["ETag"])

    assert code(early) == (409, "document_missing")
    assert attached.get_json()["has_document"] is True
    assert code(stale) == (412, "stale")
    assert (verified.status_code, verified.get_json()["status"]) == (200, "verified")
    assert held.reread(record).status == "excused"
    shown = staff.get(f"{path}/document")
    assert (shown.status_code, shown.content_type) == (200, "image/jpeg")
    assert Image.open(BytesIO(shown.get_data())).size == (40, 60)
    assert "sandbox" in shown.headers["Content-Security-Policy"]
    waiting, decided = (
        [one["id"] for one in staff.get("/excuses", status=status).get_json()["items"]]
        for status in ("requested", "verified")
    )
    assert (waiting, decided) == ([], [excuse["id"]])
    assert code(own.post(f"{path}/withdrawal")) == (409, "excuse_decided")
    assert code(staff.post(f"{path}/refusal", {})) == (422, "unprocessable_entity")
    refused = staff.post(f"{path}/refusal", {"note": "It is forged."})
    assert refused.get_json()["decision_note"] == "It is forged."
    assert held.reread(record).status == "absent"


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (None, (422, "unprocessable_entity")),
        (b"", (422, "bad_picture")),
        (b"PK\x03\x04 a renamed archive", (422, "bad_picture")),
        (b"%PDF-1.7 with a script", (422, "bad_picture")),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", (422, "bad_picture")),
    ],
)
def test_what_is_no_picture_is_no_document(held: Held, data: bytes | None, expected: tuple[int, str]) -> None:
    trainee = held.trainee()
    own = held.api(trainee)
    path = f"/excuses/{own.created('/excuses', **ASKED)['id']}"

    assert code(upload(own, f"{path}/document", data)) == expected

    assert own.get(path).get_json()["has_document"] is False


def test_excuses_are_seen_and_decided_by_those_who_may(held: Held) -> None:
    trainee, college = held.trainee(), held.college
    own = held.api(trainee)
    excuse = own.created("/excuses", **ASKED)
    path = f"/excuses/{excuse['id']}"
    upload(own, f"{path}/document", picture())

    assert code(held.api(held.teacher).get("/excuses")) == (403, "forbidden")
    assert code(own.post(f"{path}/verification", {})) == (403, "forbidden")
    assert code(held.api(held.trainee()).get(path)) == (404, "not_found")
    assert code(college.api(Role.HOD).get(f"{path}/document")) == (404, "not_found")
    assert code(college.installation.found_college().admin.get(path)) == (404, "not_found")
    assert code(college.admin.post("/excuses", ASKED)) == (403, "forbidden")
    assert held.api(held.head()).get(path).get_json()["trainee"]["id"] == str(trainee.id)
    assert code(own.post("/excuses", ASKED | {"ends_at": ASKED["starts_at"]})) == (422, "bad_stretch")
    assert code(own.post("/excuses", ASKED | {"starts_at": "2026-10-14T05:00:00"}))[0] == 422
    assert own.post(f"{path}/withdrawal").get_json()["has_document"] is False


def test_warnings_are_listed_newest_first_page_by_page(held: Held) -> None:
    trainees = [held.trainee() for _ in range(3)]
    held.college.add(
        *(
            AttendanceTotal(enrollment_id=held.enrolment.id, trainee_id=one.id, absent_count=2)
            for one in trainees
        )
    )
    warn_low_attendance(held.college.installation.database, held.college.tenant_id)
    head = held.api(held.head())

    first = head.get("/attendance-warnings", limit=2).get_json()
    second = head.get("/attendance-warnings", limit=2, cursor=first["next_cursor"]).get_json()

    assert "items" in second, second
    seen = [UUID(one["trainee"]["id"]) for one in (*first["items"], *second["items"])]
    assert sorted(seen) == sorted(one.id for one in trainees)
    assert (first["items"][0]["percent"], first["items"][0]["limit_percent"]) == (0, 75)
    own = held.api(trainees[0]).get("/attendance-warnings").get_json()["items"]
    assert [one["trainee"]["id"] for one in own] == [str(trainees[0].id)]
    assert head.get("/attendance-warnings", cursor="nonsense").status_code == 422
