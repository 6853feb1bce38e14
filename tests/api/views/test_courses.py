"""Courses over HTTP: what they must be, who may write them, and how they are found."""

from __future__ import annotations

from typing import Any

import pytest

from services.access import Role
from tests.installation import College, Installation
from tests.teaching import Teaching


@pytest.fixture
def teaching(college: College) -> Teaching:
    return Teaching(college)


def _codes(college: College, **query: Any) -> list[str]:
    answer = college.admin.get("/courses", sort="code", **query)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return [item["code"] for item in answer.get_json()["items"]]


def test_a_course_knows_its_maker_and_keeps_its_tags_tidy(teaching: Teaching) -> None:
    admin = teaching.college.user(Role.ADMIN)

    course = teaching.course(tags=["Python", "python", "Basics"])

    assert course["created_by"] == str(admin.id)
    assert course["tags"] == ["basics", "python"]
    assert (course["difficulty_level"], course["practical_sessions"]) == ("beginner", 0)


def test_a_later_change_leaves_the_maker_as_it_was(teaching: Teaching) -> None:
    course = teaching.course()
    head = teaching.college.api(user=teaching.head(teaching.ict))

    changed = head.patch(f"/courses/{course['id']}", {"title": "Renamed"}).get_json()

    assert (changed["title"], changed["created_by"]) == ("Renamed", course["created_by"])


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"theory_sessions": 0}, "theory_sessions"),
        ({"theory_sessions": 2, "theory_slots": 0}, "theory_slots"),
        ({"practical_sessions": 1, "practical_slots": 0}, "practical_slots"),
    ],
)
def test_a_course_needs_a_session_a_week_and_sessions_a_length(
    teaching: Teaching, fields: dict[str, int], wrong: str
) -> None:
    body = {"department_id": str(teaching.ict.id), "code": "X", "title": "X", "duration_weeks": 1}

    answer = teaching.college.admin.post("/courses", body | fields)

    assert answer.status_code == 422
    assert set(answer.get_json()["errors"]) == {wrong}


def test_a_week_holds_forty_slots_of_a_course_and_no_more(teaching: Teaching) -> None:
    body = {"department_id": str(teaching.ict.id), "code": "X", "title": "X", "duration_weeks": 1}

    answer = teaching.college.admin.post("/courses", body | {"theory_sessions": 10, "theory_slots": 5})

    assert answer.status_code == 422
    assert answer.get_json()["detail"] == "X would take 50 slots a week, at most 40 can be."


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("code", "C" * 21),
        ("title", "T" * 201),
        ("category", "c" * 21),
        ("tags", ["t"] * 21),
        ("tags", ['a"b']),
        ("tags", "python"),
        ("difficulty_level", "hard"),
        ("duration_weeks", 0),
        ("duration_weeks", 10**12),
        ("theory_sessions", -1),
        ("theory_sessions", True),
        ("theory_sessions", None),
        ("practical_weeks", "never"),
        ("created_by", "0190a6a4-3b6c-7c4a-9d2e-5f1e8b7a6c3d"),
    ],
)
def test_fields_out_of_bounds_are_named(teaching: Teaching, field: str, value: object) -> None:
    body = {"department_id": str(teaching.ict.id), "code": "X", "title": "X", "duration_weeks": 1}

    answer = teaching.college.admin.post("/courses", body | {field: value})

    assert answer.status_code == 422
    assert set(answer.get_json()["errors"]["json"]) == {field}


def test_a_code_is_taken_once(teaching: Teaching) -> None:
    teaching.course(code="ICT1")

    again = teaching.college.admin.post(
        "/courses",
        {"department_id": str(teaching.ict.id), "code": "ICT1", "title": "X", "duration_weeks": 1},
    )

    assert (again.status_code, again.get_json()["errors"]) == (409, {"code": "Taken already."})


def test_courses_are_found_by_every_filter(teaching: Teaching, college: College) -> None:
    first = teaching.course(code="A", category="software", tags=["web"], title="Pages")
    teaching.course(code="B", department_id=str(teaching.eng.id), tags=["webbing"], title="Belts")
    teaching.course(code="C", difficulty_level="expert", description="About 100% of pages")
    teaching.mapped(first)

    found = [
        _codes(college, **query)
        for query in (
            {},
            {"department_id": str(teaching.eng.id)},
            {"category": "software"},
            {"tag": "WEB"},
            {"difficulty_level": "expert"},
            {"programme_id": str(teaching.programme.id)},
            {"search": "pages"},
            {"search": "100%"},
            {"search": "_"},
        )
    ]

    assert found == [list("ABC"), ["B"], ["A"], ["A"], ["C"], ["A"], ["A", "C"], ["C"], []]


def test_the_catalogue_counts_categories_and_tags(teaching: Teaching, college: College) -> None:
    teaching.course(category="software", tags=["web", "basics"])
    teaching.course(category="software", tags=["web"])
    gone = teaching.course(category="network", tags=["cables"])
    college.admin.delete(f"/courses/{gone['id']}")

    categories = college.admin.get("/courses/categories").get_json()["items"]
    tags = college.admin.get("/courses/tags").get_json()["items"]

    assert categories == [{"name": "software", "courses": 2}]
    assert tags == [{"name": "basics", "courses": 1}, {"name": "web", "courses": 2}]


def test_a_course_is_read_with_its_parts_and_what_it_needs(teaching: Teaching, college: College) -> None:
    needed, course = teaching.course(code="A"), teaching.course(code="B")
    path = f"/courses/{course['id']}"
    module = college.admin.created(f"{path}/modules", title="First", duration_hours=4)
    college.admin.created(f"{path}/modules", title="Second", duration_hours=3)
    college.admin.created(f"/modules/{module['id']}/lessons", title="One", duration_minutes=90)
    college.admin.post(f"{path}/prerequisites", {"course_id": needed["id"]})

    answer = college.admin.get(path)

    detail = answer.get_json()
    assert answer.headers["ETag"] == '"2"'
    assert detail["department"]["code"] == "ICT"
    assert [item["code"] for item in detail["prerequisites"]] == ["A"]
    assert [(item["title"], item["lesson_minutes"]) for item in detail["modules"]] == [
        ("First", 90),
        ("Second", 0),
    ]
    assert [item["title"] for item in detail["modules"][0]["lessons"]] == ["One"]
    assert detail["total_hours"] == 7


def test_a_head_writes_courses_of_the_own_department_only(teaching: Teaching, college: College) -> None:
    head = college.api(user=teaching.head(teaching.ict))
    own, foreign = teaching.course(), teaching.course(department_id=str(teaching.eng.id))
    new = {"code": "N", "title": "New", "duration_weeks": 2}

    answers = {
        "own": head.patch(f"/courses/{own['id']}", {"title": "T"}).status_code,
        "foreign": head.patch(f"/courses/{foreign['id']}", {"title": "T"}).status_code,
        "read foreign": head.get(f"/courses/{foreign['id']}").status_code,
        "give away": head.patch(f"/courses/{own['id']}", {"department_id": str(teaching.eng.id)}).status_code,
        "create own": head.post("/courses", new | {"department_id": str(teaching.ict.id)}).status_code,
        "create foreign": head.post(
            "/courses", new | {"code": "M", "department_id": str(teaching.eng.id)}
        ).status_code,
        "delete foreign": head.delete(f"/courses/{foreign['id']}").status_code,
    }

    assert answers == {
        "own": 200,
        "foreign": 403,
        "read foreign": 200,
        "give away": 403,
        "create own": 201,
        "create foreign": 403,
        "delete foreign": 403,
    }


def test_trainers_and_trainees_read_but_do_not_write(teaching: Teaching, college: College) -> None:
    course = teaching.course()

    for role in (Role.TRAINER, Role.TRAINEE, Role.STAFF):
        api = college.api(role)
        assert api.get(f"/courses/{course['id']}").status_code == 200
        assert api.patch(f"/courses/{course['id']}", {"title": "T"}).status_code == 403
        assert api.put(f"/courses/{course['id']}/prerequisites", {"course_ids": []}).status_code == 403


def test_another_college_neither_sees_nor_uses_a_course(
    teaching: Teaching, installation: Installation
) -> None:
    course = teaching.course(category="software")
    other = Teaching(installation.found_college())
    api, path = other.college.admin, f"/courses/{course['id']}"

    assert api.get("/courses").get_json()["items"] == []
    assert api.get("/courses/categories").get_json()["items"] == []
    for answer in (
        api.get(path),
        api.patch(path, {"title": "Mine"}),
        api.delete(path),
        api.get(f"{path}/prerequisites/tree"),
        api.get(f"{path}/modules"),
        api.post(f"{path}/modules", {"title": "X", "duration_hours": 1}),
        api.post(f"{path}/enroll"),
    ):
        assert answer.status_code == 404
    mine = other.course()
    refused = api.put(f"/courses/{mine['id']}/prerequisites", {"course_ids": [course["id"]]})
    assert refused.status_code == 422


def test_a_course_in_use_stays(teaching: Teaching, college: College) -> None:
    needed, mapped, taken = teaching.course(), teaching.course(), teaching.course()
    other = teaching.course()
    college.admin.put(f"/courses/{other['id']}/prerequisites", {"course_ids": [needed["id"]]})
    mapping = teaching.mapped(mapped)
    college.api(Role.STAFF).post(f"/courses/{taken['id']}/enroll")

    refused = [college.admin.delete(f"/courses/{course['id']}") for course in (needed, mapped, taken)]

    assert [answer.status_code for answer in refused] == [409, 409, 409]
    assert {answer.get_json()["code"] for answer in refused} == {"course_in_use"}
    assert f"is a prerequisite of {other['code']}" in refused[0].get_json()["detail"]
    college.admin.delete(f"/programme-courses/{mapping['id']}")
    assert college.admin.delete(f"/courses/{mapped['id']}").status_code == 204


def test_a_deleted_course_needs_nothing_any_more_and_hides_its_parts(
    teaching: Teaching, college: College
) -> None:
    needed, course = teaching.course(), teaching.course()
    college.admin.put(f"/courses/{course['id']}/prerequisites", {"course_ids": [needed["id"]]})
    module = college.admin.created(f"/courses/{course['id']}/modules", title="M", duration_hours=1)
    lesson = college.admin.created(f"/modules/{module['id']}/lessons", title="L", duration_minutes=5)

    college.admin.delete(f"/courses/{course['id']}")

    assert college.admin.delete(f"/courses/{needed['id']}").status_code == 204
    assert college.admin.get(f"/modules/{module['id']}").status_code == 404
    assert college.admin.get(f"/lessons/{lesson['id']}").status_code == 404


def test_a_change_on_an_old_version_is_refused(teaching: Teaching, college: College) -> None:
    course = teaching.course()
    path = f"/courses/{course['id']}"
    college.admin.patch(path, {"title": "First"})

    late = college.admin.put(f"{path}/prerequisites", {"course_ids": []}, If_Match='"1"')

    assert late.status_code == 412
