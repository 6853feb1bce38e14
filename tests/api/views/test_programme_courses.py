"""Curricula over HTTP: when a course is taught, in which rooms, and who sees it."""

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


def _body(teaching: Teaching, course: dict[str, Any], **fields: Any) -> dict[str, Any]:
    usual = {
        "programme_id": str(teaching.programme.id),
        "course_id": course["id"],
        "year_of_study": 1,
        "term_number": 1,
    }
    return usual | fields


def test_a_mapping_names_its_programme_and_course(teaching: Teaching, college: College) -> None:
    course = teaching.course()

    mapping = teaching.mapped(course, theory_facilities=["Projector", "projector"])

    assert mapping["course"] == {"id": course["id"], "code": course["code"], "title": course["title"]}
    assert mapping["programme"]["code"] == "DICT"
    assert (mapping["theory_room_type"], mapping["practical_room_type"]) == ("theory", None)
    assert mapping["theory_facilities"] == ["projector"]


@pytest.mark.parametrize(
    ("practicals", "room_type", "status"),
    [(0, None, 201), (0, "lab", 422), (1, None, 422), (1, "lab", 201), (1, "garage", 422)],
)
def test_a_room_for_practicals_is_said_exactly_where_there_are_some(
    teaching: Teaching, college: College, practicals: int, room_type: str | None, status: int
) -> None:
    course = teaching.course(practical_sessions=practicals, practical_slots=2 * practicals)

    answer = college.admin.post("/programme-courses", _body(teaching, course, practical_room_type=room_type))

    assert answer.status_code == status


def test_a_course_gains_practicals_only_where_no_curriculum_lacks_their_room(
    teaching: Teaching, college: College
) -> None:
    course = teaching.course(practical_sessions=1, practical_slots=2)
    mapping = teaching.mapped(course, practical_room_type="lab")
    path = f"/courses/{course['id']}"

    lost = college.admin.patch(path, {"practical_sessions": 0})
    without = college.admin.get(f"/programme-courses/{mapping['id']}").get_json()
    regained = college.admin.patch(path, {"practical_sessions": 1, "practical_slots": 1})

    assert (lost.status_code, lost.get_json()["practical_slots"]) == (200, 0)
    assert without["practical_room_type"] is None
    assert (regained.status_code, regained.get_json()["code"]) == (409, "room_type_missing")


@pytest.mark.parametrize(
    ("year", "term", "status"), [(1, 1, 201), (2, 3, 201), (3, 1, 422), (1, 4, 422), (0, 1, 422)]
)
def test_a_course_lies_within_the_terms_of_its_programme(
    teaching: Teaching, college: College, year: int, term: int, status: int
) -> None:
    body = _body(teaching, teaching.course(), year_of_study=year, term_number=term)

    assert college.admin.post("/programme-courses", body).status_code == status


def test_a_mapping_is_there_once_and_stays_with_its_pair(teaching: Teaching, college: College) -> None:
    course, other = teaching.course(), teaching.course()
    mapping = teaching.mapped(course)
    path = f"/programme-courses/{mapping['id']}"

    twice = college.admin.post("/programme-courses", _body(teaching, course, term_number=2))
    elsewhere = college.admin.patch(path, {"course_id": other["id"]})
    later = college.admin.patch(path, {"term_number": 2}, If_Match='"1"')
    late = college.admin.patch(path, {"term_number": 3}, If_Match='"1"')

    assert [twice.status_code, elsewhere.status_code] == [409, 422]
    assert (later.get_json()["term_number"], late.status_code) == (2, 412)


def test_parents_must_be_there(teaching: Teaching, college: College, installation: Installation) -> None:
    stranger = Teaching(installation.found_college()).course()

    answers = [
        college.admin.post("/programme-courses", _body(teaching, {"id": course_id}))
        for course_id in (str(uuid4()), stranger["id"])
    ]

    assert [answer.status_code for answer in answers] == [422, 422]
    assert all("course_id" in answer.get_json()["errors"] for answer in answers)


def test_mappings_are_filtered(teaching: Teaching, college: College) -> None:
    first, second = teaching.course(), teaching.course()
    teaching.mapped(first)
    teaching.mapped(second, year_of_study=2, term_number=3)
    teaching.mapped(first, programme_id=str(teaching.other_programme.id))

    counts = [
        len(college.admin.get("/programme-courses", **query).get_json()["items"])
        for query in (
            {},
            {"programme_id": str(teaching.programme.id)},
            {"course_id": first["id"]},
            {"year_of_study": 2},
            {"term_number": 1},
            {"programme_id": str(teaching.programme.id), "term_number": 1},
        )
    ]

    assert counts == [3, 2, 2, 1, 2, 1]
    assert college.admin.get("/programme-courses", year_of_study=10**20).status_code == 422


def test_a_curriculum_is_read_by_year_and_term(teaching: Teaching, college: College) -> None:
    a, b, c = (teaching.course() for _ in range(3))
    lab = teaching.course(practical_sessions=1, practical_slots=3)
    teaching.mapped(c, year_of_study=2, term_number=1)
    teaching.mapped(b, term_number=2)
    teaching.mapped(a)
    teaching.mapped(lab, practical_room_type="lab")

    curriculum = college.admin.get(f"/programmes/{teaching.programme.id}/curriculum").get_json()

    shape = [
        (
            year["year_of_study"],
            [
                (
                    term["term_number"],
                    [item["course"]["code"] for item in term["courses"]],
                    term["weekly_slots"],
                )
                for term in year["terms"]
            ],
        )
        for year in curriculum["years"]
    ]
    assert curriculum["programme"]["code"] == "DICT"
    assert shape == [
        (1, [(1, [a["code"], lab["code"]], 7), (2, [b["code"]], 2)]),
        (2, [(1, [c["code"]], 2)]),
    ]


def test_a_mapping_stays_while_a_class_group_takes_the_course(teaching: Teaching, college: College) -> None:
    course = teaching.course()
    mapping = teaching.mapped(course)
    enrollment = teaching.enrolled(course)
    path = f"/programme-courses/{mapping['id']}"

    refused = college.admin.delete(path)
    college.admin.patch(f"/enrollments/{enrollment['id']}", {"status": "cancelled"})
    gone = college.admin.delete(path)

    assert (refused.status_code, refused.get_json()["code"]) == (409, "mapping_in_use")
    assert gone.status_code == 204


def test_everybody_sees_the_curricula_within_reach(
    teaching: Teaching, college: College, installation: Installation
) -> None:
    course = teaching.course()
    mapping = teaching.mapped(course)
    lead, address = f"/programmes/{teaching.programme.id}/curriculum", f"/programme-courses/{mapping['id']}"
    people = {
        "own head": college.api(user=teaching.head(teaching.ict)),
        "other head": college.api(user=teaching.head(teaching.eng)),
        "own trainer": college.api(user=teaching.trainer()),
        "own trainee": college.api(user=teaching.trainee(teaching.group)),
        "other trainee": college.api(user=teaching.trainee(teaching.other_group)),
        "staff": college.api(Role.STAFF),
        "other college": installation.found_college().admin,
    }

    seen = {
        name: [api.get(lead).status_code, api.get(address).status_code, len(_items(api))]
        for name, api in people.items()
    }
    written = {name: api.patch(address, {"term_number": 2}).status_code for name, api in people.items()}

    assert seen == {
        "own head": [200, 200, 1],
        "other head": [404, 404, 0],
        "own trainer": [200, 200, 1],
        "own trainee": [200, 200, 1],
        "other trainee": [404, 404, 0],
        "staff": [200, 200, 1],
        "other college": [404, 404, 0],
    }
    assert written == {
        "own head": 200,
        "other head": 404,
        "own trainer": 403,
        "own trainee": 403,
        "other trainee": 403,
        "staff": 403,
        "other college": 404,
    }


def test_a_head_maps_courses_to_programmes_of_the_own_department_only(
    teaching: Teaching, college: College
) -> None:
    head, course = college.api(user=teaching.head(teaching.eng)), teaching.course()

    own = head.post(
        "/programme-courses", _body(teaching, course, programme_id=str(teaching.other_programme.id))
    )
    foreign = head.post("/programme-courses", _body(teaching, course))

    assert (own.status_code, foreign.status_code) == (201, 403)


def _items(api: Any) -> list[Any]:
    items: list[Any] = api.get("/programme-courses").get_json()["items"]
    return items
