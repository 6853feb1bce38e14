"""Enrolments of class groups over HTTP."""

from __future__ import annotations

import itertools
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import event

from services.access import Role
from tests.installation import College, Installation
from tests.teaching import Teaching


@pytest.fixture
def teaching(college: College) -> Teaching:
    return Teaching(college)


def test_an_enrolment_names_group_course_term_and_trainers(teaching: Teaching, college: College) -> None:
    course, ada, ben = teaching.taught(), teaching.trainer(), teaching.trainer()

    enrollment = teaching.enrolled(course, trainer_ids=[str(ben.id), str(ada.id)])

    assert enrollment["status"] == "scheduled"
    assert enrollment["class_group"]["name"] == "DICT-1A"
    assert enrollment["course"]["code"] == course["code"]
    assert (enrollment["term"]["name"], enrollment["academic_year"]["name"]) == ("Term 1", "2026/2027")
    assert [(item["name"], item["position"]) for item in enrollment["trainers"]] == [
        (ben.full_name, 1),
        (ada.full_name, 2),
    ]


def test_only_courses_of_the_curriculum_are_taken(teaching: Teaching, college: College) -> None:
    course = teaching.course()

    refused = college.admin.post("/enrollments", teaching.enrolment(course))

    assert (refused.status_code, refused.get_json()["code"]) == (422, "not_in_curriculum")
    assert refused.get_json()["detail"] == (
        f"{course['code']} is not in the curriculum of DICT-1A; map it to the programme first."
    )


def test_a_group_is_enrolled_once_in_a_course_and_term(teaching: Teaching, college: College) -> None:
    course = teaching.taught()
    teaching.enrolled(course)

    again = college.admin.post("/enrollments", teaching.enrolment(course))
    next_term = college.admin.post(
        "/enrollments", teaching.enrolment(course, term_id=str(teaching.next_term.id))
    )

    assert (again.status_code, next_term.status_code) == (409, 201)


def test_a_term_is_of_the_year_that_is_named(teaching: Teaching, college: College) -> None:
    course = teaching.taught()

    answers = [
        college.admin.post("/enrollments", teaching.enrolment(course, **fields))
        for fields in (
            {"academic_year_id": str(uuid4())},
            {"term_id": str(uuid4())},
            {"class_group_id": str(uuid4())},
            {"academic_year_id": str(teaching.year.id)},
        )
    ]

    assert [answer.status_code for answer in answers] == [422, 422, 422, 201]
    assert [list(answer.get_json()["errors"]) for answer in answers[:3]] == [
        ["academic_year_id"],
        ["term_id"],
        ["class_group_id"],
    ]


MOVES = {
    ("scheduled", "in_progress"),
    ("scheduled", "cancelled"),
    ("in_progress", "completed"),
    ("in_progress", "cancelled"),
    ("cancelled", "scheduled"),
}
STATES = ("scheduled", "in_progress", "completed", "cancelled")
WAYS = {
    "scheduled": (),
    "in_progress": ("in_progress",),
    "completed": ("in_progress", "completed"),
    "cancelled": ("cancelled",),
}


@pytest.mark.parametrize("before", STATES)
def test_states_follow_one_another_only_where_it_makes_sense(
    teaching: Teaching, college: College, before: str
) -> None:
    for after in STATES:
        path = f"/enrollments/{teaching.enrolled(teaching.taught())['id']}"
        for step in WAYS[before]:
            assert college.admin.patch(path, {"status": step}).status_code == 200

        answer = college.admin.patch(path, {"status": after})

        assert (answer.status_code == 200) == (before == after or (before, after) in MOVES)
        if answer.status_code != 200:
            assert answer.get_json()["code"] == "bad_move"


def test_what_was_begun_stays_and_the_rest_can_be_deleted(teaching: Teaching, college: College) -> None:
    planned = teaching.enrolled(teaching.taught(), trainer_ids=[str(teaching.trainer().id)])
    begun = teaching.enrolled(teaching.taught())
    college.admin.patch(f"/enrollments/{begun['id']}", {"status": "in_progress"})

    gone = college.admin.delete(f"/enrollments/{planned['id']}")
    kept = college.admin.delete(f"/enrollments/{begun['id']}")

    assert gone.status_code == 204
    assert (kept.status_code, kept.get_json()["code"]) == (409, "enrollment_kept")


def test_trainers_are_replaced_and_only_of_what_is_still_taught(teaching: Teaching, college: College) -> None:
    ada, ben = teaching.trainer(), teaching.trainer()
    enrollment = teaching.enrolled(teaching.taught(), trainer_ids=[str(ada.id)])
    path = f"/enrollments/{enrollment['id']}"

    replaced = college.admin.patch(path, {"trainer_ids": [str(ben.id), str(ada.id)]})
    college.admin.patch(path, {"status": "cancelled"})
    refused = college.admin.patch(path, {"trainer_ids": []})

    assert [item["name"] for item in replaced.get_json()["trainers"]] == [ben.full_name, ada.full_name]
    assert (refused.status_code, refused.get_json()["code"]) == (409, "enrollment_kept")


def test_trainers_are_people_who_teach(
    teaching: Teaching, college: College, installation: Installation
) -> None:
    course, head = teaching.taught(), teaching.head(teaching.ict)
    stranger = Teaching(installation.found_college()).trainer()
    closed = college.open_account(Role.TRAINER, is_active=False)
    ada = teaching.trainer()

    answers = [
        college.admin.post("/enrollments", teaching.enrolment(course, trainer_ids=list(map(str, ids))))
        for ids in (
            [college.user(Role.STAFF).id],
            [uuid4()],
            [stranger.id],
            [closed.id],
            [ada.id, ada.id],
            [head.id],
        )
    ]

    assert [answer.status_code for answer in answers] == [422, 422, 422, 409, 422, 201]
    assert "is a staff; trainers and heads" in answers[0].get_json()["detail"]


def test_enrolments_are_filtered(teaching: Teaching, college: College) -> None:
    first, second, ada = teaching.taught(), teaching.taught(), teaching.trainer()
    teaching.enrolled(first, trainer_ids=[str(ada.id)])
    later = teaching.enrolled(second, term_id=str(teaching.next_term.id))
    college.admin.patch(f"/enrollments/{later['id']}", {"status": "cancelled"})

    found = [
        [item["course"]["code"] for item in college.admin.get("/enrollments", **query).get_json()["items"]]
        for query in (
            {},
            {"class_group_id": str(teaching.other_group.id)},
            {"course_id": first["id"]},
            {"term_id": str(teaching.next_term.id)},
            {"academic_year_id": str(teaching.year.id), "status": "cancelled"},
            {"trainer_id": str(ada.id)},
        )
    ]

    one, two = first["code"], second["code"]
    assert found == [[one, two], [], [one], [two], [two], [one]]


def test_a_longer_list_takes_no_more_queries(teaching: Teaching, college: College) -> None:
    ada, api = teaching.trainer(), college.admin
    counts = []
    for _ in range(2):
        for _ in range(3):
            teaching.enrolled(teaching.taught(theory_sessions=1), trainer_ids=[str(ada.id)])
        counts.append(_statements(college, lambda: api.get("/enrollments").get_json()["items"]))

    (few, first), (many, second) = counts
    assert (len(few), len(many)) == (3, 6)
    assert first == second


def _statements(college: College, ask: Any) -> tuple[Any, int]:
    engine, counter = college.installation.database.engine, itertools.count()

    def note(*_details: object) -> None:
        next(counter)

    event.listen(engine, "before_cursor_execute", note)
    try:
        return ask(), next(counter)
    finally:
        event.remove(engine, "before_cursor_execute", note)


def test_other_trainers_are_another_version(teaching: Teaching, college: College) -> None:
    path = f"/enrollments/{teaching.enrolled(teaching.taught())['id']}"
    ada, ben = ([str(teaching.trainer().id)] for _ in range(2))

    first = college.admin.patch(path, {"trainer_ids": ada}, If_Match='"1"')
    late = college.admin.patch(path, {"trainer_ids": ben}, If_Match='"1"')

    assert (first.status_code, first.headers["ETag"]) == (200, '"2"')
    assert late.status_code == 412
    assert [item["id"] for item in college.admin.get(path).get_json()["trainers"]] == ada


def test_a_change_on_an_old_version_is_refused(teaching: Teaching, college: College) -> None:
    path = f"/enrollments/{teaching.enrolled(teaching.taught())['id']}"
    college.admin.patch(path, {"status": "in_progress"}, If_Match='"1"')

    assert college.admin.patch(path, {"status": "cancelled"}, If_Match='"1"').status_code == 412


def test_everybody_sees_the_enrolments_within_reach(
    teaching: Teaching, college: College, installation: Installation
) -> None:
    ada = teaching.trainer()
    enrollment = teaching.enrolled(teaching.taught(), trainer_ids=[str(ada.id)])
    people = {
        "own head": college.api(user=teaching.head(teaching.ict)),
        "other head": college.api(user=teaching.head(teaching.eng)),
        "own trainer": college.api(user=ada),
        "other trainer": college.api(user=teaching.trainer()),
        "own trainee": college.api(user=teaching.trainee(teaching.group)),
        "other trainee": college.api(user=teaching.trainee(teaching.other_group)),
        "staff": college.api(Role.STAFF),
        "device": college.api(Role.DEVICE),
        "other college": installation.found_college().admin,
    }
    path = f"/enrollments/{enrollment['id']}"

    seen = {name: api.get(path).status_code for name, api in people.items()}
    written = {name: api.patch(path, {"trainer_ids": []}).status_code for name, api in people.items()}

    assert seen == {
        "own head": 200,
        "other head": 404,
        "own trainer": 200,
        "other trainer": 404,
        "own trainee": 200,
        "other trainee": 404,
        "staff": 200,
        "device": 403,
        "other college": 404,
    }
    assert [name for name, status in written.items() if status == 200] == ["own head"]


def test_a_head_enrols_class_groups_of_the_own_department_only(teaching: Teaching, college: College) -> None:
    course = teaching.taught()
    head = college.api(user=teaching.head(teaching.eng))

    assert head.post("/enrollments", teaching.enrolment(course)).status_code == 403
    body = {"class_group_id": str(teaching.group.id), "term_id": str(teaching.term.id)}
    assert head.post("/enrollments/bulk", body).status_code == 404


def test_a_group_is_enrolled_in_everything_of_its_term(teaching: Teaching, college: College) -> None:
    first, second = teaching.taught(), teaching.taught()
    later = teaching.course()
    teaching.mapped(later, term_number=2)
    ada = teaching.trainer()
    teaching.enrolled(first)
    body = {"class_group_id": str(teaching.group.id), "term_id": str(teaching.term.id)}
    who = {"trainers": [{"course_id": second["id"], "trainer_ids": [str(ada.id)]}]}

    answer = college.admin.post("/enrollments/bulk", body | who)
    again = college.admin.post("/enrollments/bulk", body)
    next_term = college.admin.post(
        "/enrollments/bulk", body | {"term_id": str(teaching.next_term.id)}
    ).get_json()

    created = answer.get_json()["created"]
    assert (answer.status_code, [item["course"]["code"] for item in created]) == (201, [second["code"]])
    assert [item["name"] for item in created[0]["trainers"]] == [ada.full_name]
    assert answer.get_json()["there_before"] == [first["id"]]
    assert again.get_json() == {"created": [], "there_before": [first["id"], second["id"]]}
    assert [item["course"]["code"] for item in next_term["created"]] == [later["code"]]


def test_a_group_is_enrolled_in_all_courses_or_in_none(teaching: Teaching, college: College) -> None:
    teaching.taught()
    heavy = teaching.taught(theory_sessions=10, theory_slots=4)
    ada = teaching.trainer()
    body = {"class_group_id": str(teaching.group.id), "term_id": str(teaching.term.id)}

    refused = college.admin.post(
        "/enrollments/bulk",
        body | {"trainers": [{"course_id": heavy["id"], "trainer_ids": [str(ada.id)]}]},
    )
    elsewhere = college.admin.post(
        "/enrollments/bulk", body | {"trainers": [{"course_id": teaching.course()["id"]}]}
    )
    empty = college.admin.post("/enrollments/bulk", body | {"term_number": 3})

    assert (refused.status_code, refused.get_json()["code"]) == (409, "trainer_overloaded")
    assert (elsewhere.status_code, elsewhere.get_json()["code"]) == (422, "not_in_curriculum")
    assert empty.status_code == 422
    assert college.admin.get("/enrollments").get_json()["items"] == []


def test_those_who_teach_a_class_group_are_counted_once(teaching: Teaching, college: College) -> None:
    ada, bea = teaching.trainer(), teaching.trainer()
    teaching.enrolled(teaching.taught(), trainer_ids=[str(ada.id), str(bea.id)])
    teaching.enrolled(teaching.taught(), trainer_ids=[str(ada.id)])

    totals = [
        college.admin.get(f"{address}/statistics").get_json()["trainers"]
        for address in (f"/class-groups/{teaching.group.id}", f"/programmes/{teaching.programme.id}")
    ]
    nobodys = college.admin.get(f"/class-groups/{teaching.other_group.id}/statistics").get_json()

    assert totals == [2, 2]
    assert nobodys["trainers"] == 0
