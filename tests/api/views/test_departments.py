"""Departments over HTTP, which stand for all kinds of records."""

from __future__ import annotations

from uuid import uuid4

from api.idempotency import MAX_KEY
from services.access import Role
from tests.installation import College, Installation


def test_a_department_can_be_created_read_changed_and_deleted(college: College) -> None:
    created = college.admin.created("/departments", code="ICT", name="Computing")

    path = f"/departments/{created['id']}"
    changed = college.admin.patch(path, {"name": "Computing and Informatics"})
    read = college.admin.get(path)
    gone = college.admin.delete(path)

    assert changed.get_json()["name"] == read.get_json()["name"] == "Computing and Informatics"
    assert (changed.get_json()["version"], read.headers["ETag"]) == (2, '"2"')
    assert gone.status_code == 204
    assert college.admin.get(path).status_code == 404


def test_a_code_is_taken_once_until_its_department_is_deleted(college: College) -> None:
    first = college.admin.created("/departments", code="ICT", name="Computing")

    again = college.admin.post("/departments", {"code": "ICT", "name": "Other"})

    assert again.status_code == 409
    assert again.get_json()["errors"] == {"code": "Taken already."}
    college.admin.delete(f"/departments/{first['id']}")
    assert college.admin.created("/departments", code="ICT", name="Computing")["id"] != first["id"]


def test_a_change_on_an_old_version_is_refused_and_loses_nothing(college: College) -> None:
    created = college.admin.created("/departments", code="ICT", name="Computing")
    path = f"/departments/{created['id']}"
    college.admin.patch(path, {"name": "First"}, If_Match='"1"')

    late = college.admin.patch(path, {"name": "Second"}, If_Match='"1"')

    assert late.status_code == 412
    assert college.admin.get(path).get_json()["name"] == "First"


def test_a_list_is_read_page_by_page_in_the_order_asked_for(college: College) -> None:
    for code in "DBACE":
        college.admin.created("/departments", code=code, name=f"Department {code}")

    codes, cursor = [], None
    while True:
        query = {"limit": 2, "sort": "-code"} | ({"cursor": cursor} if cursor else {})
        page = college.admin.get("/departments", **query).get_json()
        codes += [item["code"] for item in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break

    assert codes == list("EDCBA")


def test_text_is_looked_for_in_code_and_name_and_signs_of_patterns_are_plain(college: College) -> None:
    college.admin.created("/departments", code="ICT", name="100% Computing")
    college.admin.created("/departments", code="ENG", name="Engines")

    found = [
        college.admin.get("/departments", search=text).get_json()["items"] for text in ("00%", "eng", "_")
    ]

    assert [[item["code"] for item in items] for items in found] == [["ICT"], ["ENG"], []]


def test_nobody_sees_the_departments_of_another_college(college: College, installation: Installation) -> None:
    created = college.admin.created("/departments", code="ICT", name="Computing")
    other = installation.found_college()

    assert other.admin.get("/departments").get_json()["items"] == []
    assert other.admin.get(f"/departments/{created['id']}").status_code == 404
    assert other.admin.patch(f"/departments/{created['id']}", {"name": "Mine"}).status_code == 404
    assert other.admin.delete(f"/departments/{created['id']}").status_code == 404


def test_roles_without_the_permission_are_refused(college: College) -> None:
    assert college.api(Role.TRAINER).post("/departments", {"code": "X", "name": "X"}).status_code == 403
    assert college.api(Role.DEVICE).get("/departments").status_code == 403
    assert college.api().get("/departments").status_code == 401


def test_a_post_repeated_under_its_key_has_one_effect_and_one_answer(college: College) -> None:
    body = {"code": "ICT", "name": "Computing"}

    first = college.admin.post("/departments", body, Idempotency_Key="k1")
    again = college.admin.post("/departments", body, Idempotency_Key="k1")
    other = college.admin.post("/departments", body | {"code": "X"}, Idempotency_Key="k1")

    assert (first.status_code, again.status_code, other.status_code) == (201, 201, 422)
    assert again.get_json() == first.get_json()
    assert again.headers["ETag"] == '"1"'
    assert len(college.admin.get("/departments").get_json()["items"]) == 1


def test_a_key_of_a_repeated_post_may_be_long_but_not_longer(college: College) -> None:
    body = {"code": "ICT", "name": "Computing"}

    first, again = (
        college.admin.post("/departments", body, Idempotency_Key="k" * MAX_KEY).get_json() for _ in range(2)
    )
    refused = college.admin.post("/departments", body, Idempotency_Key="k" * (MAX_KEY + 1))

    assert first == again
    assert first["code"] == "ICT"
    assert refused.status_code == 422


def test_bad_fields_are_named_and_unknown_ones_refused(college: College) -> None:
    answer = college.admin.post("/departments", {"code": "", "nome": "x", "hod_id": "7"})

    assert answer.status_code == 422
    assert answer.content_type == "application/problem+json"
    assert set(answer.get_json()["errors"]["json"]) == {"code", "name", "nome", "hod_id"}


def test_a_head_must_be_somebody_of_this_college(college: College, installation: Installation) -> None:
    stranger = installation.found_college().user(Role.HOD)

    answers = [
        college.admin.post("/departments", {"code": "ICT", "name": "Computing", "hod_id": str(head)})
        for head in (uuid4(), stranger.id)
    ]

    assert [answer.status_code for answer in answers] == [422, 422]
    assert "hod_id" in answers[1].get_json()["errors"]


def test_addresses_are_answered_with_and_without_a_trailing_slash(college: College) -> None:
    assert college.admin.get("/departments/").status_code == 200
    assert college.admin.get("/departments").status_code == 200
