"""Checking in over HTTP, with real photos: accepted, refused, in doubt, and what follows."""

from __future__ import annotations

from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from PIL import Image
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.test import TestResponse, encode_multipart

from models import User
from services.access import Role
from services.exports.code_picture import draw_code
from services.presence.encoding import look
from tests.engine.face.photos import beside, file_of, portrait
from tests.installation import Api, College
from tests.services.attendance.checking import HERE, Checking


class AtDoor(Checking):
    """One trainee whose face is the portrait's, and one whose is another."""

    def __init__(self, college: College) -> None:
        super().__init__(college)
        encoding = look(photo(400)).encoding
        assert encoding is not None
        self.known, self.other = self.enrolled(self.trainee(), encoding), self.people(1)[0]
        self.held = self.begun()

    def send(
        self, user: User, data: bytes | None, *, to: str = "check-ins", key: str | None = None, **fields: Any
    ) -> TestResponse:
        """Send a form with a photo, good in all else unless fields say otherwise; None leaves one out."""
        api = self.api(user)
        usual = {"captured_at": self.now.isoformat(), "challenge": self.challenge(user), **HERE,
                 "accuracy_m": 12, "platform": "android"}  # fmt: skip
        texts = [(name, str(value)) for name, value in (usual | fields).items() if value is not None]
        files = [] if data is None else [("photo", FileStorage(BytesIO(data), "a.jpg"))]
        return post(api, f"/sessions/{self.held.id}/{to}", MultiDict([*texts, *files]), key)

    def code(self, user: User, data: bytes | None, **fields: Any) -> str:
        """The code with which something is refused."""
        answer = self.send(user, data, **fields)
        assert answer.status_code in (409, 422), answer.get_data(as_text=True)
        return str(answer.get_json()["code"])


def post(api: Api, path: str, parts: MultiDict[str, Any], key: str | None = None) -> TestResponse:
    """Send a form."""
    boundary, body = encode_multipart(parts)
    headers = api.headers if key is None else {**api.headers, "Idempotency-Key": key}
    kind = f"multipart/form-data; boundary={boundary}"
    return api.client.post(f"/api{path}", data=body, content_type=kind, headers=headers)


def photo(width: int = 390) -> bytes:
    """A photo of the portrait; another with each width."""
    return file_of(portrait(width))


@pytest.fixture
def door(college: College) -> AtDoor:
    """A session to check in to."""
    return AtDoor(college)


def test_the_right_face_at_the_right_place_is_present_and_a_repeat_changes_nothing(door: AtDoor) -> None:
    challenge = door.challenge(door.known)
    sent = {"challenge": challenge, "captured_at": door.now.isoformat(), "key": "first"}

    answer = door.send(door.known, photo(), **sent)
    again = door.send(door.known, photo(), **sent)

    body = answer.get_json()
    assert (answer.status_code, body["status"], body["name"]) == (201, "present", door.known.full_name)
    assert (again.status_code, again.get_json()) == (201, body)
    api = door.api(door.known)
    assert api.get(answer.headers["Location"].removeprefix("/api")).get_json()["decision"] == "accepted"
    (record,) = api.get("/attendance-records").get_json()["items"]
    assert (record["status"], record["marked_by"]) == ("present", "check_in")
    assert door.code(door.known, photo(370)) == "already_checked_in"


def test_a_refusal_says_why_and_a_repeat_is_refused_the_same_way(door: AtDoor) -> None:
    challenge = door.challenge(door.other)
    sent = {"challenge": challenge, "captured_at": door.now.isoformat(), "key": "second"}

    answer = door.send(door.other, photo(), **sent)
    again = door.send(door.other, photo(), **sent)

    assert (answer.status_code, answer.get_json()["code"]) == (422, "face_differs")
    assert again.get_json()["code"] == "face_differs"
    findings = answer.get_json()["errors"]["findings"]
    assert {finding["code"] for finding in findings} >= {"face_differs", "place_inside", "on_time"}
    lines = door.api(door.teacher).get("/check-ins", decision="refused").get_json()["items"]
    assert [line["user_id"] for line in lines] == [str(door.other.id)]


def test_every_bad_input_has_a_code_of_its_own(door: AtDoor) -> None:
    zipped = BytesIO()
    with ZipFile(zipped, "w") as archive:
        archive.writestr("a.jpg", photo())
    bomb = file_of(Image.new("1", (10_000, 10_000)), "PNG")
    grey = file_of(Image.new("RGB", (300, 300), "grey"))
    photos: list[tuple[bytes | None, str]] = [
        (None, "face_missing"),
        (b"", "photo_format"),
        (grey, "no_face"),
        (file_of(beside(portrait(300), portrait(300))), "several_faces"),
        (file_of(Image.new("RGB", (1, 1))), "photo_too_small"),
        (file_of(portrait(), "GIF"), "photo_format"),
        (zipped.getvalue(), "photo_format"),
        (bomb, "photo_too_many_pixels"),
    ]
    for data, code in photos:
        assert door.code(door.known, data) == code
    assert door.code(door.known, photo(381), lat="nan") == "place_impossible"
    assert door.code(door.known, photo(382), lon=200) == "place_impossible"
    assert door.code(door.known, photo(383), accuracy_m=0) == "accuracy_impossible"
    assert door.code(door.known, photo(384), accuracy_m=-5) == "accuracy_impossible"
    assert door.code(door.known, photo(385), lat=None, lon=None) == "place_missing"
    assert door.code(door.known, photo(386), challenge=None) == "challenge_missing"
    assert door.code(door.known, photo(387), signature="bm9uZQ==") == "signature_wrong"
    assert door.code(door.known, photo(387)) == "photo_seen_before"
    assert door.code(door.known, photo(388), captured_at="9999-12-31T00:00:00Z") == "captured_at_impossible"
    assert door.statuses(door.held)[door.known.id] == "pending"


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"captured_at": "yesterday"}, "captured_at"),
        ({"lon": None}, "lon"),
        ({"lat": "north"}, "lat"),
        ({"platform": "abacus"}, "platform"),
        ({"mood": "good"}, "mood"),
        ({"photo": "a text"}, None),
    ],
)
def test_a_form_that_makes_no_sense_is_refused_field_by_field(
    door: AtDoor, fields: dict[str, Any], name: str | None
) -> None:
    answer = door.send(door.known, None, **fields)

    assert answer.status_code == 422
    if name is None:
        assert answer.get_json()["code"] == "face_missing"
    else:
        assert name in answer.get_json()["errors"]["files"]


def test_who_is_in_doubt_is_looked_at_by_the_trainer(door: AtDoor) -> None:
    answer = door.send(door.known, photo(), lat=HERE["lat"] + 0.0016, accuracy_m=60)
    assert (answer.status_code, answer.get_json()["status"]) == (201, "pending")
    api, line = door.api(door.teacher), answer.get_json()["check_in"]["id"]

    (waits,) = api.get("/check-ins", review="open").get_json()["items"]
    shown = api.post(f"/check-ins/{line}/photo", Idempotency_Key="look")
    again = api.post(f"/check-ins/{line}/photo", Idempotency_Key="look")
    decided = api.post(f"/check-ins/{line}/review", {"verdict": "accepted"})

    assert (waits["id"], waits["has_photo"], waits["name"]) == (line, True, door.known.full_name)
    assert shown.mimetype == "image/jpeg"
    assert Image.open(BytesIO(shown.data)).format == "JPEG"
    assert (again.status_code, again.get_json()["code"]) == (404, "no_photo")
    assert (decided.status_code, decided.get_json()["review"]) == (200, "accepted")
    assert door.statuses(door.held)[door.known.id] == "present"
    assert api.post(f"/check-ins/{line}/review", {"verdict": "refused"}).status_code == 409
    assert door.api(door.known).post(f"/check-ins/{line}/review", {"verdict": "accepted"}).status_code == 403


def test_the_trainer_checks_the_class_in_by_one_photo(door: AtDoor) -> None:
    answer = door.send(door.teacher, photo(600), to="class-photo")

    body = answer.get_json()
    assert answer.status_code == 200, body
    assert [one["name"] for one in body["checked_in"]] == [door.known.full_name]
    assert (body["strangers"], body["refused"], body["known_before"]) == (0, [], [])
    assert door.send(door.known, photo(601), to="class-photo").status_code == 403
    assert door.send(door.teacher, None, to="class-photo").status_code == 422


def test_the_trainer_shows_the_code(door: AtDoor) -> None:
    path = f"/sessions/{door.held.id}/code"

    assert door.api(door.teacher).get(path).get_json()["code"] == "code_not_used"
    door.set_policy(code_role="extra")
    before = door.api(door.teacher).get(path).get_json()["code"]
    picture = door.api(door.teacher).get(f"{path}.svg")
    after = door.api(door.teacher).get(path).get_json()["code"]
    assert (len(before), picture.content_type) == (8, "image/svg+xml")
    assert picture.data in {draw_code(before), draw_code(after)}
    assert picture.data.startswith(b"<svg")
    assert door.api(door.known).get(path).status_code == 403


def test_records_are_marked_by_hand_upon_their_version(door: AtDoor) -> None:
    api = door.api(door.teacher)
    records = api.get("/attendance-records", session_id=door.held.id).get_json()["items"]
    path = f"/attendance-records/{records[0]['id']}"
    mark = {"status": "late", "reason": "Seen at a quarter past."}

    done = api.patch(path, mark, If_Match='"1"')
    assert (done.status_code, done.get_json()["status"], done.headers["ETag"]) == (200, "late", '"2"')
    assert api.patch(path, mark, If_Match='"1"').status_code == 412
    assert api.patch(path, {"status": "excused", "reason": "Ill."}).status_code == 422
    assert api.patch(path, {"status": "late"}).status_code == 422
    assert door.api(door.known).patch(path, mark).status_code == 403
    marks = [{"trainee_id": str(door.other.id), "status": "absent"}]
    both = api.post(f"/sessions/{door.held.id}/marks", {"reason": "Roll call.", "marks": marks})
    assert [record["status"] for record in both.get_json()["items"]] == ["absent"]


def test_another_college_sees_nothing_of_it(door: AtDoor, installation: Any) -> None:
    line = door.send(door.known, photo()).get_json()["check_in"]["id"]
    foreign = installation.found_college()
    admin = foreign.api(Role.ADMIN)

    assert admin.get(f"/check-ins/{line}").status_code == 404
    assert admin.get("/check-ins").get_json()["items"] == []
    assert admin.post(f"/check-ins/{line}/review", {"verdict": "accepted"}).status_code == 404
    assert admin.post(f"/sessions/{door.held.id}/marks", {"reason": "x", "marks": [
        {"trainee_id": str(door.known.id), "status": "absent"}]}).status_code == 404  # fmt: skip
    stranger = foreign.user(Role.TRAINEE)
    assert (
        post(
            foreign.api(user=stranger),
            f"/sessions/{door.held.id}/check-ins",
            MultiDict({"captured_at": door.now.isoformat()}),
        ).status_code
        == 404
    )
