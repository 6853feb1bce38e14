"""Modules and lessons over HTTP: order, time, and who may write them."""

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


@pytest.fixture
def course(teaching: Teaching) -> dict[str, Any]:
    return teaching.course()


def _add(college: College, course: dict[str, Any], title: str, **fields: Any) -> dict[str, Any]:
    path = f"/courses/{course['id']}/modules"
    return college.admin.created(path, **({"title": title, "duration_hours": 2} | fields))


def _order(college: College, course: dict[str, Any]) -> list[tuple[int, str]]:
    items = college.admin.get(f"/courses/{course['id']}/modules").get_json()["items"]
    return [(item["position"], item["title"]) for item in items]


def test_modules_are_put_in_moved_and_taken_out_without_gaps(
    college: College, course: dict[str, Any]
) -> None:
    first, last = _add(college, course, "A"), _add(college, course, "D")
    _add(college, course, "B", position=2)
    _add(college, course, "C", position=3)

    moved = college.admin.patch(f"/modules/{last['id']}", {"position": 1})
    gone = college.admin.delete(f"/modules/{first['id']}")

    assert (moved.status_code, gone.status_code) == (200, 204)
    assert _order(college, course) == [(1, "D"), (2, "B"), (3, "C")]


def test_an_order_names_each_module_once(college: College, course: dict[str, Any]) -> None:
    ids = [_add(college, course, title)["id"] for title in "ABC"]
    path = f"/courses/{course['id']}/modules/order"

    answer = college.admin.put(path, {"ids": ids[::-1]})
    refused = [
        college.admin.put(path, {"ids": wrong}).status_code
        for wrong in (ids[:2], [*ids, ids[0]], [ids[0], ids[1], str(uuid4())], [])
    ]

    assert [item["title"] for item in answer.get_json()["items"]] == list("CBA")
    assert refused == [422] * 4
    assert _order(college, course) == [(1, "C"), (2, "B"), (3, "A")]


def test_an_order_made_upon_an_old_version_of_the_course_is_refused(
    college: College, course: dict[str, Any]
) -> None:
    ids = [_add(college, course, title)["id"] for title in "AB"]
    path = f"/courses/{course['id']}/modules/order"
    college.admin.put(path, {"ids": ids[::-1]}, If_Match='"1"')

    late = college.admin.put(path, {"ids": ids}, If_Match='"1"')

    assert late.status_code == 412
    assert _order(college, course) == [(1, "B"), (2, "A")]


def test_a_place_that_leaves_a_gap_is_refused(college: College, course: dict[str, Any]) -> None:
    path = f"/courses/{course['id']}/modules"

    answers = [
        college.admin.post(path, {"title": "X", "duration_hours": 1, "position": place})
        for place in (0, 2, 201, 10**12, None)
    ]

    assert [answer.status_code for answer in answers] == [422] * 5
    assert answers[1].get_json()["errors"] == {"position": "From 1 to 1."}


def test_lessons_fit_into_their_module_whichever_is_changed(college: College, course: dict[str, Any]) -> None:
    module = _add(college, course, "A", duration_hours=2)
    lessons = f"/modules/{module['id']}/lessons"
    first = college.admin.created(lessons, title="One", duration_minutes=90)

    refused = [
        college.admin.post(lessons, {"title": "Two", "duration_minutes": 31}),
        college.admin.patch(f"/lessons/{first['id']}", {"duration_minutes": 121}),
        college.admin.patch(f"/modules/{module['id']}", {"duration_hours": 1}),
    ]
    fits = college.admin.post(lessons, {"title": "Two", "duration_minutes": 30})

    assert {answer.get_json()["code"] for answer in refused} == {"lessons_too_long"}
    assert refused[0].get_json()["detail"] == (
        "The lessons of 'A' would take 121 minutes together, and the module has 2 hours (120 minutes)."
    )
    assert fits.status_code == 201
    assert college.admin.get(f"/modules/{module['id']}").get_json()["lesson_minutes"] == 120


def test_lessons_have_their_own_order(college: College, course: dict[str, Any]) -> None:
    module = _add(college, course, "A")
    path = f"/modules/{module['id']}/lessons"
    ids = [college.admin.created(path, title=title, duration_minutes=5)["id"] for title in "ABC"]

    college.admin.patch(f"/lessons/{ids[2]}", {"position": 1})
    reordered = college.admin.put(f"{path}/order", {"ids": [ids[1], ids[0], ids[2]]}).get_json()["items"]
    college.admin.delete(f"/lessons/{ids[0]}")

    assert [(item["position"], item["title"]) for item in reordered] == [(1, "B"), (2, "A"), (3, "C")]
    left = college.admin.get(path).get_json()["items"]
    assert [(item["position"], item["title"]) for item in left] == [(1, "B"), (2, "C")]


def test_a_module_goes_with_its_lessons(college: College, course: dict[str, Any]) -> None:
    module = _add(college, course, "A")
    lesson = college.admin.created(f"/modules/{module['id']}/lessons", title="L", duration_minutes=5)

    gone = college.admin.delete(f"/modules/{module['id']}")

    assert gone.status_code == 204
    assert college.admin.get(f"/lessons/{lesson['id']}").status_code == 404


def test_a_change_on_an_old_version_is_refused(college: College, course: dict[str, Any]) -> None:
    module = _add(college, course, "A")
    path = f"/modules/{module['id']}"
    college.admin.patch(path, {"title": "B"}, If_Match='"1"')

    assert college.admin.patch(path, {"title": "C"}, If_Match='"1"').status_code == 412
    assert college.admin.delete(path, If_Match='"1"').status_code == 412


def test_parts_are_written_where_their_course_may_be(
    teaching: Teaching, college: College, course: dict[str, Any], installation: Installation
) -> None:
    module = _add(college, course, "A")
    lesson = college.admin.created(f"/modules/{module['id']}/lessons", title="L", duration_minutes=5)
    new_module, new_lesson = {"title": "X", "duration_hours": 1}, {"title": "X", "duration_minutes": 5}
    outcomes = {}
    for name, api in {
        "own head": college.api(user=teaching.head(teaching.ict)),
        "other head": college.api(user=teaching.head(teaching.eng)),
        "trainer": college.api(Role.TRAINER),
        "other college": installation.found_college().admin,
    }.items():
        answers = [
            api.get(f"/lessons/{lesson['id']}"),
            api.post(f"/courses/{course['id']}/modules", new_module),
            api.put(f"/modules/{module['id']}/lessons/order", {"ids": [lesson["id"]]}),
            api.patch(f"/lessons/{lesson['id']}", {"title": "Y"}),
            api.post(f"/modules/{module['id']}/lessons", new_lesson),
        ]
        outcomes[name] = [answer.status_code for answer in answers]

    assert outcomes == {
        "own head": [200, 201, 200, 200, 201],
        "other head": [200, 403, 403, 403, 403],
        "trainer": [200, 403, 403, 403, 403],
        "other college": [404, 404, 404, 404, 404],
    }
