"""Programmes over HTTP."""

from __future__ import annotations

from uuid import uuid4

from services.access import Role
from tests.installation import College, Installation
from tests.structure import (
    class_group,
    department,
    enrolled,
    head_of,
    programme,
    term,
    trainee_in,
    trainer_of,
)


def test_a_code_is_taken_once_in_a_department_and_free_in_another(college: College) -> None:
    first = programme(college, code="DICT")
    body = {"code": "DICT", "name": "Other", "level": "diploma", "duration_terms": 6}

    again = college.admin.post("/programmes", body | {"department_id": first["department_id"]})
    elsewhere = college.admin.post("/programmes", body | {"department_id": department(college)["id"]})

    assert (again.status_code, elsewhere.status_code) == (409, 201)
    assert again.get_json()["errors"] == {"department_id": "Taken already.", "code": "Taken already."}


def test_they_are_filtered_by_department_and_level(college: College) -> None:
    diploma = programme(college)
    programme(college, level="certificate", department_id=diploma["department_id"])
    programme(college)

    found = college.admin.get("/programmes", department_id=diploma["department_id"], level="diploma")

    assert [item["id"] for item in found.get_json()["items"]] == [diploma["id"]]


def test_bad_values_are_refused_by_name(college: College) -> None:
    part = department(college)["id"]
    good = {"department_id": part, "code": "X", "name": "X", "level": "x", "duration_terms": 6}

    for name, value in (("duration_terms", 0), ("duration_terms", 10**30), ("level", ""), ("code", "x" * 21)):
        answer = college.admin.post("/programmes", good | {name: value})

        assert answer.status_code == 422
        assert set(answer.get_json()["errors"]["json"]) == {name}
    nowhere = college.admin.post("/programmes", good | {"department_id": str(uuid4())})
    assert set(nowhere.get_json()["errors"]) == {"department_id"}


def test_a_head_writes_programmes_of_the_own_department_only(college: College) -> None:
    own, other = department(college)["id"], department(college)["id"]
    head = college.api(user=head_of(college, own))
    body = {"code": "X", "name": "X", "level": "diploma", "duration_terms": 6}
    foreign = programme(college, department_id=other)

    mine = head.post("/programmes", body | {"department_id": own})

    assert mine.status_code == 201
    assert head.post("/programmes", body | {"department_id": other}).status_code == 403
    assert head.patch(f"/programmes/{mine.get_json()['id']}", {"department_id": other}).status_code == 403
    assert head.patch(f"/programmes/{foreign['id']}", {"name": "Mine"}).status_code == 404
    assert [item["id"] for item in head.get("/programmes").get_json()["items"]] == [mine.get_json()["id"]]


def test_trainees_and_trainers_read_what_they_have_to_do_with(college: College) -> None:
    group, other = class_group(college), class_group(college)
    trainee = college.api(user=trainee_in(college, group))
    teacher = trainer_of(college, enrolled(college, group=group, term=term(college)))

    seen = trainee.get("/programmes").get_json()["items"]

    assert [item["id"] for item in seen] == [group["programme_id"]]
    assert trainee.get(f"/programmes/{other['programme_id']}").status_code == 404
    assert trainee.patch(f"/programmes/{group['programme_id']}", {"name": "Mine"}).status_code == 403
    assert college.api(user=teacher).get("/programmes").get_json()["items"] == []
    assert college.api(Role.DEVICE).get("/programmes").status_code == 403


def test_one_with_class_groups_stays_and_says_why(college: College) -> None:
    group = class_group(college, name="DICT-2A")
    path = f"/programmes/{group['programme_id']}"

    refused = college.admin.delete(path)
    college.admin.delete(f"/class-groups/{group['id']}")

    assert refused.status_code == 409
    assert "DICT-2A" in refused.get_json()["detail"]
    assert college.admin.delete(path).status_code == 204


def test_it_lists_its_class_groups(college: College) -> None:
    group = class_group(college, year_of_study=2)
    class_group(college, programme_id=group["programme_id"], year_of_study=1)
    class_group(college)
    path = f"/programmes/{group['programme_id']}/class-groups"

    assert len(college.admin.get(path).get_json()["items"]) == 2
    second = college.admin.get(path, year_of_study=2).get_json()["items"]
    assert [item["id"] for item in second] == [group["id"]]


def test_another_college_sees_none_of_it(college: College, installation: Installation) -> None:
    study = programme(college)
    other = installation.found_college().admin

    assert other.get("/programmes").get_json()["items"] == []
    assert other.get(f"/programmes/{study['id']}").status_code == 404
    assert other.get(f"/programmes/{study['id']}/class-groups").status_code == 404
    body = {
        "department_id": study["department_id"],
        "code": "X",
        "name": "X",
        "level": "x",
        "duration_terms": 1,
    }
    assert other.post("/programmes", body).status_code == 422
