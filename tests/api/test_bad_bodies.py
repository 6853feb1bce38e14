"""Bodies that no client should send: each is refused in words, and changes nothing."""

from __future__ import annotations

import json
from typing import Any

import pytest
from werkzeug.test import TestResponse

from services.access import Role
from tests.installation import Api, College

JSON = "application/json"
GOOD = '{"code": "ICT", "name": "Éducation"}'


def send(api: Api, body: str | bytes, content_type: str | None = JSON) -> TestResponse:
    """Ask for a new department with a body as it is."""
    return api.client.post("/api/departments", data=body, content_type=content_type, headers=api.headers)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("{", "is not JSON: Expecting property name enclosed in double quotes at line 1, column 2"),
        (GOOD + "x", "is not JSON: Extra data"),
        ("<department/>", "is not JSON"),
        ("{'code': 'ICT'}", "is not JSON"),
        ('{"code": "A", "name": "B", "code": "C"}', "the name 'code' twice"),
        ('{"code": "A", "name": {"x": 1, "x": 1}}', "the name 'x' twice"),
        ('{"code": ' + "9" * 5000 + "}", "a number of 5,000 digits"),
        (GOOD.encode("latin-1"), "not in UTF-8: byte 26 is 0xc9"),
        (GOOD.encode("utf-16"), "not in UTF-8: byte 1 is 0xff"),
        (GOOD.encode("utf-16-le"), "not in UTF-8"),
        ("{}".encode("utf-32-be"), "is not JSON"),
        (GOOD.encode("utf-8-sig"), "a byte order mark"),
        (b"\x1f\x8b\x08\x00", "not in UTF-8"),
        ("[" * 100_000, "parts within parts"),
        ('{"code": ' + "[" * 100_000 + "]" * 100_000 + "}", "parts within parts"),
    ],
    ids=[
        "cut", "tail", "xml", "quotes", "name twice", "name twice within", "digits",
        "latin-1", "utf-16", "utf-16 without mark", "utf-32", "mark", "gzip", "open", "deep",
    ],
)  # fmt: skip
def test_what_is_no_json_of_one_meaning_is_refused_in_words(
    college: College, body: str | bytes, words: str
) -> None:
    answer = send(college.admin, body)

    assert (answer.status_code, answer.content_type) == (400, "application/problem+json")
    assert words in answer.get_json()["detail"]
    assert college.admin.get("/departments").get_json()["items"] == []


@pytest.mark.parametrize("body", ["null", "[]", '"text"', "1", "true", "NaN", "[null]", "{}", ""])
def test_what_is_no_object_with_the_fields_is_refused(college: College, body: str) -> None:
    answer = send(college.admin, body)

    assert answer.status_code == 422
    assert "json" in answer.get_json()["errors"]


@pytest.mark.parametrize(
    "value",
    [
        None, True, 7, 1.5, [], {}, "", "   ", "x" * 201, "a\0b", "a\ud800", "\x1b[31m",
        float("nan"), float("inf"), float("-inf"), 10**400, -(10**400),
    ],
    ids=repr,
)  # fmt: skip
def test_a_text_that_is_none_is_refused_by_name(college: College, value: Any) -> None:
    answer = send(college.admin, json.dumps({"code": "ICT", "name": value}))

    assert answer.status_code == 422
    assert set(answer.get_json()["errors"]["json"]) == {"name"}


@pytest.mark.parametrize(
    "value",
    [
        None, True, "2", 1.5, [], {}, 0, -1, 11, 2**31, 2**63, 10**400, float("nan"), float("inf"),
    ],
    ids=repr,
)  # fmt: skip
def test_a_number_that_is_none_or_out_of_bounds_is_refused_by_name(college: College, value: Any) -> None:
    department = college.admin.created("/departments", code="ICT", name="Computing")
    programme = college.admin.created(
        "/programmes",
        department_id=department["id"],
        code="DICT",
        name="Diploma in ICT",
        level="diploma",
        duration_terms=6,
    )
    body = {"programme_id": programme["id"], "name": "DICT-1A", "year_of_study": value}

    answer = college.admin.client.post(
        "/api/class-groups", data=json.dumps(body), content_type=JSON, headers=college.admin.headers
    )

    assert answer.status_code == 422
    assert set(answer.get_json()["errors"]["json"]) == {"year_of_study"}


@pytest.mark.parametrize(
    "content_type",
    ["text/plain", "application/xml", "application/x-www-form-urlencoded", "multipart/form-data", None],
)
def test_a_body_of_another_type_is_not_taken_for_none(college: College, content_type: str | None) -> None:
    api = college.api(Role.TRAINEE)

    answer = api.client.patch(
        "/api/users/me", data='{"first_name": "Ada"}', content_type=content_type, headers=api.headers
    )

    assert answer.status_code == 415
    assert "application/json" in answer.get_json()["detail"]


@pytest.mark.parametrize("content_type", [JSON, "application/json; charset=utf-8", "application/merge+json"])
def test_json_is_known_by_its_type(college: College, content_type: str) -> None:
    assert send(college.admin, GOOD.encode(), content_type).status_code == 201


def test_a_misspelt_filter_is_refused_instead_of_left_out(college: College) -> None:
    answer = college.admin.get("/departments", cod="ICT")

    assert answer.status_code == 422
    assert answer.get_json()["errors"]["query"] == {"cod": ["Unknown field."]}


@pytest.mark.parametrize("query", ["limit=0", "limit=x", "limit=1e3", "search=%00", "cursor=%ff", "sort=id"])
def test_a_query_that_makes_no_sense_is_refused(college: College, query: str) -> None:
    api = college.admin

    answer = api.client.get(f"/api/departments?{query}", headers=api.headers)

    assert answer.status_code == 422


@pytest.mark.parametrize("path", ["/api/nothing", "/api/departments/7", "/api/%ff%00", "/nothing", "/"])
def test_where_nothing_is_the_answer_says_where_something_is(college: College, path: str) -> None:
    answer = college.admin.client.get(path)

    assert (answer.status_code, answer.content_type) == (404, "application/problem+json")
    assert "/api/docs" in answer.get_json()["detail"]
