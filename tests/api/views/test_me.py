"""What people see and keep of themselves, over HTTP."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from typing import Any
from uuid import UUID, uuid4

import pytest
from PIL import Image
from sqlalchemy import func, select
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from models import Change, File, User
from services.access import Role
from tests.installation import Api, College, Installation

ALL_ROLES = [role for role in Role if role is not Role.OPERATOR]


def png(size: tuple[int, int] = (30, 20)) -> bytes:
    """A small picture."""
    content = BytesIO()
    Image.new("RGB", size, (1, 2, 3)).save(content, "PNG")
    return content.getvalue()


def upload(api: Api, data: bytes, name: str = "me.png") -> TestResponse:
    """Send a picture of oneself."""
    # Encoded here, because the client would leave a large form in a temporary file that it never closes.
    boundary, body = encode_multipart({"file": FileStorage(BytesIO(data), name)})
    return api.client.put(
        "/api/users/me/avatar",
        data=body,
        content_type=f"multipart/form-data; boundary={boundary}",
        headers=api.headers,
    )


@pytest.mark.parametrize("role", ALL_ROLES)
def test_everybody_reads_their_own_account_and_profile(college: College, role: Role) -> None:
    api = college.api(role)

    me = api.get("/users/me").get_json()

    assert (me["id"], me["role"]) == (str(college.user(role).id), role)
    assert "phone" in me
    assert api.get("/users/profile").get_json()["user_id"] == me["id"]


def test_people_change_their_names_and_how_they_are_reached(college: College) -> None:
    api = college.api(Role.TRAINEE)

    changed = api.patch("/users/me", {"first_name": "Ada", "phone": "0712345678", "birth_date": "2004-02-29"})
    replaced = api.put("/users/me", {"first_name": "Ada", "last_name": "Otieno", "phone": None})

    assert (changed.status_code, changed.get_json()["phone"]) == (200, "+254712345678")
    assert (replaced.get_json()["full_name"], replaced.get_json()["phone"]) == ("Ada Otieno", None)
    assert api.get("/users/me").headers["ETag"] == replaced.headers["ETag"]


@pytest.mark.parametrize(
    "fields",
    [
        {"role": "admin"},
        {"email": "other@college.example"},
        {"id_number": "12345"},
        {"is_active": True},
        {"trainee": {"status": "graduated"}},
        {"phone": "x" * 41},
        {"gender": None},
    ],
)
def test_people_do_not_change_what_they_are(college: College, fields: dict[str, Any]) -> None:
    answer = college.api(Role.TRAINEE).patch("/users/me", fields)

    assert answer.status_code == 422
    assert set(answer.get_json()["errors"]["json"]) == set(fields)


def test_a_change_of_oneself_upon_an_old_version_is_refused(college: College) -> None:
    api = college.api(Role.TRAINEE)
    version = api.get("/users/me").headers["ETag"]
    api.patch("/users/me", {"first_name": "Ada"})

    assert api.patch("/users/me", {"first_name": "Bea"}, If_Match=version).status_code == 412


def test_a_profile_keeps_position_words_and_preferences(college: College) -> None:
    api = college.api(Role.TRAINER)
    body = {
        "position": "Senior lecturer",
        "bio": "Teaches databases.\nSince 2011.",
        "preferences": {"theme": "dark", "pages": [1, 2.5, None, True], "name": "Ω"},
        "training_preferences": {"time_of_day": "morning"},
    }

    stored = api.put("/users/profile", body)
    changed = api.patch("/users/profile", {"bio": None}, If_Match=stored.headers["ETag"])
    late = api.patch("/users/profile", {"bio": "x"}, If_Match=stored.headers["ETag"])

    assert stored.status_code == 200
    assert {name: stored.get_json()[name] for name in body} == body
    assert changed.get_json()["preferences"] == body["preferences"]
    assert changed.get_json()["bio"] is None
    assert late.status_code == 412


@pytest.mark.parametrize(
    "fields",
    [
        {"preferences": {"a": {"b": {"c": {"d": {"e": {}}}}}}},
        {"preferences": {"a": [[[[[1]]]]]}},
        {"preferences": {"a": "x" * 9000}},
        {"preferences": {"a": "\ud800"}},
        {"preferences": []},
        {"training_preferences": {"a": float("nan")}},
        {"training_preferences": None},
        {"position": "x" * 101},
        {"skills": []},
    ],
)
def test_a_profile_takes_no_more_than_it_needs(college: College, fields: dict[str, Any]) -> None:
    answer = college.api(Role.TRAINER).patch("/users/profile", fields)

    assert answer.status_code == 422
    assert set(answer.get_json()["errors"]["json"]) == set(fields)


def test_a_picture_is_uploaded_seen_replaced_and_removed(college: College) -> None:
    api = college.api(Role.TRAINER)
    assert api.get("/users/me/avatar").get_json()["code"] == "no_picture"

    first = upload(api, png())
    second = upload(api, png((10, 10)))

    assert (first.status_code, second.status_code) == (200, 200)
    address = second.get_json()["avatar_url"]
    assert address != first.get_json()["avatar_url"]
    shown = api.get(address.removeprefix("/api"))
    assert (shown.status_code, shown.content_type) == (200, "image/jpeg")
    assert Image.open(BytesIO(shown.data)).size == (10, 10)
    assert shown.data == api.get("/users/me/avatar").data
    assert shown.data == college.admin.get(f"/users/{college.user(Role.TRAINER).id}/avatar").data
    assert api.get(first.get_json()["avatar_url"].removeprefix("/api")).status_code == 404
    assert api.delete("/users/me/avatar").status_code == 204
    assert api.get("/users/me").get_json()["avatar_url"] is None
    with college.unit_of_work() as session:
        assert session.scalar(select(func.count()).select_from(File)) == 0


def test_pictures_are_served_so_that_they_are_kept_and_never_run(college: College) -> None:
    api = college.api(Role.TRAINER)
    address = upload(api, png()).get_json()["avatar_url"]

    fixed = api.client.get(address, headers=api.headers)
    current = api.get("/users/me/avatar")
    known = api.client.get(address, headers={**api.headers, "If-None-Match": fixed.headers["ETag"]})

    assert "immutable" in fixed.headers["Cache-Control"]
    assert "private" in fixed.headers["Cache-Control"]
    assert "no-cache" in current.headers["Cache-Control"]
    assert current.headers["ETag"] == fixed.headers["ETag"]
    assert (known.status_code, known.data) == (304, b"")
    assert fixed.headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in fixed.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("data", "status", "code"),
    [
        (b"<svg/>", 422, "bad_picture"),
        (b"", 422, "bad_picture"),
        (b"\0" * (5 * 1024 * 1024 + 1), 413, "picture_too_large"),
    ],
)
def test_what_is_no_picture_is_refused_and_the_old_one_stays(
    college: College, data: bytes, status: int, code: str
) -> None:
    api = college.api(Role.TRAINER)
    address = upload(api, png()).get_json()["avatar_url"]

    answer = upload(api, data, "photo.jpg")

    assert (answer.status_code, answer.get_json()["code"]) == (status, code)
    assert api.get("/users/me").get_json()["avatar_url"] == address


def test_an_upload_without_a_file_is_refused(college: College) -> None:
    api = college.api(Role.TRAINER)

    as_json = api.put("/users/me/avatar", {"file": "x"})
    as_text = api.client.put("/api/users/me/avatar", data={"file": "x"}, headers=api.headers)

    assert (as_json.status_code, as_text.status_code) == (422, 422)


def test_pictures_are_seen_by_those_who_may_see_the_person(
    college: College, installation: Installation
) -> None:
    trainer = college.user(Role.TRAINER)
    address = upload(college.api(Role.TRAINER), png()).get_json()["avatar_url"].removeprefix("/api")
    stranger = installation.found_college()

    assert college.api(Role.STAFF).get(address).status_code == 200
    assert college.api(Role.TRAINEE).get(address).status_code == 404
    assert college.api(Role.TRAINEE).get(f"/users/{trainer.id}/avatar").status_code == 404
    assert stranger.admin.get(address).status_code == 404
    assert college.admin.get(f"/files/{uuid4()}").status_code == 404


def test_what_people_did_is_listed_for_them_and_for_the_admin(college: College) -> None:
    api, user = college.api(Role.TRAINEE), college.user(Role.TRAINEE)
    api.patch("/users/me", {"first_name": "Ada"})
    api.patch("/users/profile", {"bio": "x"})
    upload(api, png())

    own = api.get("/users/me/activity", limit=2).get_json()
    rest = api.get("/users/me/activity", limit=2, cursor=own["next_cursor"]).get_json()
    theirs = college.admin.get(f"/users/{user.id}/activity").get_json()

    kinds = [item["kind"] for item in own["items"] + rest["items"]]
    assert kinds == ["picture_uploaded", "profile_changed", "account_changed"]
    assert [item["kind"] for item in theirs["items"]] == kinds
    assert theirs["items"][2]["detail"] == {"fields": ["first_name"]}
    assert api.get(f"/users/{user.id}/activity").get_json() == theirs


def test_nobody_but_the_admin_sees_what_others_did(college: College, installation: Installation) -> None:
    path = f"/users/{college.user(Role.TRAINEE).id}/activity"

    assert college.api(Role.STAFF).get(path).status_code == 404
    assert installation.found_college().admin.get(path).status_code == 404
    assert college.admin.get(f"/users/{uuid4()}/activity").status_code == 404
    assert college.admin.get(path, cursor="x").status_code == 422


def test_writing_marks_somebody_as_active_every_five_minutes_and_reading_never(
    college: College, installation: Installation
) -> None:
    api, user_id = college.api(Role.TRAINEE), college.user(Role.TRAINEE).id

    seen = [_last_active(college, user_id)]
    for step in ("read", "write", "write soon after", "write later"):
        if step == "write later":
            installation.clock.ahead = timedelta(minutes=6)
        if step == "read":
            api.get("/users/me")
        else:
            api.patch("/users/profile", {"bio": step})
        seen.append(_last_active(college, user_id))

    assert seen[0] is seen[1] is None
    assert seen[2] is not None
    assert seen[2] == seen[3]
    assert seen[4] - seen[3] > timedelta(minutes=5)
    with college.unit_of_work() as session:
        user = session.get_one(User, user_id)
        changes = session.scalars(select(Change).where(Change.entity_id == user_id)).all()
    assert user.version == 1
    assert [change.action for change in changes] == ["create"]


def _last_active(college: College, user_id: UUID) -> Any:
    with college.unit_of_work() as session:
        return session.get_one(User, user_id).last_active_at


def test_a_file_of_somebody_is_seen_by_those_who_may_see_them_whatever_it_is(college: College) -> None:
    owner = college.user(Role.TRAINER)
    file = File(
        owner_id=owner.id, purpose="paper", name="paper.png", content_type="image/png", size=1,
        sha256="0" * 64, content=b"x",
    )  # fmt: skip
    college.add(file)

    statuses = [
        college.api(role).get(f"/files/{file.id}").status_code
        for role in (Role.TRAINER, Role.STAFF, Role.TRAINEE)
    ]

    assert statuses == [200, 200, 404]
