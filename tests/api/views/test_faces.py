"""Consent and enrolment of faces over HTTP, with real photos."""

from __future__ import annotations

import os
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from uuid import uuid4

import pytest
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.test import TestResponse, encode_multipart

from services.access import Role
from services.presence.consents import TEXT_VERSION
from tests.engine.face.photos import beside, file_of, portrait
from tests.installation import Api, College

AGREED = {"text_version": TEXT_VERSION}
DATA = Path(os.environ.get("ROSTER_DATA", "../shared/data")) / "faces" / "lfw10x10"


def send(api: Api, method: str, path: str, photos: Sequence[bytes], part: str = "photos") -> TestResponse:
    """Send photos as parts of a form."""
    # Encoded here, because the client would leave a large form in a temporary file that it never closes.
    parts = MultiDict([(part, FileStorage(BytesIO(data), f"{i}.jpg")) for i, data in enumerate(photos)])
    boundary, body = encode_multipart(parts)
    return api.client.open(
        f"/api{path}",
        method=method,
        data=body,
        content_type=f"multipart/form-data; boundary={boundary}",
        headers=api.headers,
    )


def enrol(api: Api, photos: Sequence[bytes], path: str = "/me/face") -> TestResponse:
    """Enrol by photos."""
    return send(api, "PUT", path, photos)


def codes(answer: TestResponse) -> list[tuple[int | None, str]]:
    """What is wrong with which photo."""
    return [(reason["photo"], reason["code"]) for reason in answer.get_json()["errors"]["photos"]]


@pytest.fixture(scope="module")
def portraits() -> list[bytes]:
    """Three photos of one person: a portrait, each time a little different."""
    return [file_of(portrait(width)) for width in (400, 380, 360)]


def people(count: int) -> list[list[bytes]]:
    """Four photos each of several people."""
    if not DATA.is_dir():
        pytest.skip(f"{DATA} is not there; set ROSTER_DATA")
    folders = sorted(folder for folder in DATA.iterdir() if folder.is_dir())
    return [[path.read_bytes() for path in sorted(folder.iterdir())[:4]] for folder in folders[:count]]


def test_a_trainee_agrees_enrols_and_is_told_from_others(college: College) -> None:
    api, (mine, others) = college.api(Role.TRAINEE), people(2)

    agreed = api.post("/me/face/consent", AGREED)
    enrolled = enrol(api, mine[:3])
    same = send(api, "POST", "/me/face/verification", mine[3:], part="photo")
    different = send(api, "POST", "/me/face/verification", others[3:], part="photo")

    assert (agreed.status_code, agreed.headers["Location"]) == (201, "/api/me/face")
    assert enrolled.status_code == 200, enrolled.get_data(as_text=True)
    assert enrolled.get_json()["template"]["photos"] == 3
    assert (same.get_json(), different.get_json()) == ({"result": "same"}, {"result": "different"})


def test_photos_are_not_looked_at_before_the_person_has_agreed(
    college: College, portraits: list[bytes]
) -> None:
    answer = enrol(college.api(Role.TRAINEE), portraits)

    assert (answer.status_code, answer.get_json()["code"]) == (409, "consent_missing")


def test_each_photo_that_will_not_do_is_named_with_its_reason(college: College) -> None:
    api = college.api(Role.TRAINEE)
    api.post("/me/face/consent", AGREED)
    alone = portrait(300)
    photos = [
        file_of(alone, "GIF"),
        b"PK\x03\x04" + bytes(200),
        file_of(alone.resize((1, 1)), "PNG"),
        file_of(alone)[:4000],
        file_of(beside(alone, alone)),
    ]

    answer = enrol(api, photos)

    assert (answer.status_code, answer.get_json()["code"]) == (422, "photos_refused")
    assert codes(answer) == [
        (1, "photo_format"),
        (2, "photo_format"),
        (3, "photo_too_small"),
        (4, "photo_damaged"),
        (5, "several_faces"),
    ]
    assert api.get("/me/face").get_json()["template"] is None


def test_photos_must_be_enough_and_different(college: College, portraits: list[bytes]) -> None:
    api = college.api(Role.TRAINEE)
    api.post("/me/face/consent", AGREED)

    assert codes(enrol(api, portraits[:2])) == [(None, "too_few_photos")]
    assert codes(enrol(api, [*portraits[:2], portraits[0]])) == [(None, "same_photo_twice")]
    assert enrol(api, portraits * 2).status_code == 422
    assert enrol(api, []).status_code == 422


def test_staff_enrol_a_person_who_agreed_on_paper_and_are_told_of_the_same_face(
    college: College, portraits: list[bytes]
) -> None:
    staff, first, second = college.api(Role.STAFF), *(college.open_account(Role.TRAINEE) for _ in "ab")
    for user in (first, second):
        assert staff.post(f"/users/{user.id}/face/consent", AGREED).status_code == 201
    alone = enrol(staff, portraits, f"/users/{first.id}/face").get_json()
    twice = enrol(staff, portraits, f"/users/{second.id}/face").get_json()
    pairs = staff.get("/faces/lookalikes").get_json()["items"]

    assert alone["lookalikes"] == []
    assert [alike["second_id"] for alike in twice["lookalikes"]] == [str(first.id)]
    assert {pairs[0]["first_id"], pairs[0]["second_id"]} == {str(first.id), str(second.id)}
    assert alone["consent"]["recorded_by_id"] == str(college.user(Role.STAFF).id)
    assert college.api(Role.TRAINER).get("/faces/lookalikes").status_code == 403
    assert enrol(college.api(Role.TRAINEE), portraits, f"/users/{first.id}/face").status_code == 404
    assert enrol(staff, portraits, f"/users/{uuid4()}/face").status_code == 404


def test_withdrawing_takes_effect_at_once(college: College) -> None:
    api = college.api(Role.TRAINEE)
    api.post("/me/face/consent", AGREED)

    assert api.delete("/me/face/consent").status_code == 204
    assert api.get("/me/face").get_json()["consent"] is None
    assert api.delete("/me/face/consent").status_code == 404
    assert api.post("/me/face/consent", {"text_version": "1999-1"}).get_json()["code"] == "other_consent_text"


def test_a_photo_is_compared_with_an_enrolled_face_alone(college: College, portraits: list[bytes]) -> None:
    answer = send(college.api(Role.TRAINEE), "POST", "/me/face/verification", portraits[:1], part="photo")

    assert (answer.status_code, answer.get_json()["code"]) == (404, "not_enrolled")
