"""Trainers' availability over HTTP."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from models import AcademicYear, Department, School, Term
from services.access import Role
from tests.installation import College, Installation


@pytest.fixture
def term(college: College) -> str:
    """A term of the college, by its id."""
    return add_term(college)


def add_term(college: College) -> str:
    """One more term, in a year of its own."""
    year = AcademicYear(name="2026/2027", starts_on=date(2026, 9, 1), ends_on=date(2027, 8, 31))
    term = Term(
        academic_year_id=year.id, name="Term 1", starts_on=date(2026, 9, 7), ends_on=date(2026, 12, 11)
    )
    college.add(year, term)
    return str(term.id)


def monday(college: College, term: str, role: Role = Role.TRAINER, **fields: Any) -> dict[str, Any]:
    """The body of an availability on Monday morning."""
    return {
        "trainer_id": str(college.user(role).id),
        "term_id": term,
        "weekday": 0,
        "starts_at": "08:00",
        "ends_at": "12:40",
        "kind": "unavailable",
        **fields,
    }


def test_a_trainer_writes_reads_changes_and_deletes_the_own(college: College, term: str) -> None:
    trainer = college.api(Role.TRAINER)
    created = trainer.created("/trainer-availabilities", **monday(college, term))
    path = f"/trainer-availabilities/{created['id']}"

    changed = trainer.patch(path, {"ends_at": "10:00"}, If_Match='"1"').get_json()
    found = trainer.get("/trainer-availabilities", term_id=term, weekday=0).get_json()["items"]

    assert (created["starts_at"], created["ends_at"]) == ("08:00", "12:40")
    assert (changed["ends_at"], changed["version"]) == ("10:00", 2)
    assert found == [changed]
    assert trainer.get("/trainer-availabilities", weekday=1).get_json()["items"] == []
    assert trainer.delete(path).status_code == 204


def test_times_of_one_day_never_overlap(college: College, term: str) -> None:
    trainer = college.api(Role.TRAINER)
    trainer.created("/trainer-availabilities", **monday(college, term))

    clash = trainer.post(
        "/trainer-availabilities",
        monday(college, term, starts_at="12:39", ends_at="14:00", kind="disliked"),
    )

    assert clash.status_code == 409
    assert clash.get_json()["code"] == "availability_overlaps"
    assert "Monday from 08:00 to 12:40 is said to be unavailable already" in clash.get_json()["detail"]
    for other in ({"starts_at": "12:40", "ends_at": "14:00"}, {"weekday": 1}):
        trainer.created("/trainer-availabilities", **monday(college, term, **other))


def test_a_time_moved_into_another_is_refused(college: College, term: str) -> None:
    trainer = college.api(Role.TRAINER)
    trainer.created("/trainer-availabilities", **monday(college, term))
    tuesday = trainer.created("/trainer-availabilities", **monday(college, term, weekday=1))

    moved = trainer.patch(f"/trainer-availabilities/{tuesday['id']}", {"weekday": 0})

    assert moved.status_code == 409
    assert trainer.get(f"/trainer-availabilities/{tuesday['id']}").get_json()["weekday"] == 1


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"ends_at": "08:00"}, "ends_at"),
        ({"ends_at": "24:00"}, "ends_at"),
        ({"starts_at": "08:00+03:00"}, "starts_at"),
        ({"weekday": 7}, "weekday"),
        ({"weekday": None}, "weekday"),
        ({"kind": "perhaps"}, "kind"),
        ({"term_id": "0190a6a4-3b6c-7c4a-9d2e-5f1e8b7a6c3d"}, "term_id"),
    ],
)
def test_a_field_that_makes_no_sense_is_named(
    college: College, term: str, fields: dict[str, Any], named: str
) -> None:
    answer = college.admin.post("/trainer-availabilities", monday(college, term, **fields))

    assert answer.status_code == 422
    errors = answer.get_json()["errors"]
    assert set(errors.get("json", errors)) == {named}


def test_only_those_who_teach_have_availability(college: College, term: str) -> None:
    refused = college.admin.post("/trainer-availabilities", monday(college, term, Role.STAFF))

    assert refused.status_code == 422
    assert "trainer_id" in refused.get_json()["errors"]
    college.admin.created("/trainer-availabilities", **monday(college, term, Role.HOD))


def test_a_trainer_can_neither_see_nor_write_a_colleagues(college: College, term: str) -> None:
    colleague = college.open_account(Role.TRAINER)
    theirs = college.admin.created(
        "/trainer-availabilities", **monday(college, term, trainer_id=str(colleague.id))
    )
    trainer = college.api(Role.TRAINER)

    assert trainer.get("/trainer-availabilities").get_json()["items"] == []
    assert trainer.get(f"/trainer-availabilities/{theirs['id']}").status_code == 404
    assert trainer.delete(f"/trainer-availabilities/{theirs['id']}").status_code == 404
    body = monday(college, term, trainer_id=str(colleague.id), weekday=3)
    assert trainer.post("/trainer-availabilities", body).status_code == 403


def test_a_head_writes_the_departments_and_the_own_only(college: College, term: str) -> None:
    with college.unit_of_work() as session:
        school = session.scalars(select(School)).one()
    department = Department(school_id=school.id, code="ICT", name="Computing")
    college.add(department)
    head = college.open_account(Role.HOD, role_fields={"department_id": department.id})
    near = college.open_account(Role.TRAINER, role_fields={"department_id": department.id})
    far = college.open_account(Role.TRAINER)
    api = college.api(user=head)

    statuses = [
        api.post("/trainer-availabilities", monday(college, term, trainer_id=str(trainer.id))).status_code
        for trainer in (near, head, far)
    ]

    assert statuses == [201, 201, 403]
    assert len(api.get("/trainer-availabilities").get_json()["items"]) == 2
    found = api.get("/trainer-availabilities", trainer_id=str(near.id)).get_json()["items"]
    assert [item["trainer_id"] for item in found] == [str(near.id)]


def test_who_heads_no_department_writes_only_the_own(college: College, term: str) -> None:
    api = college.api(Role.HOD)
    trainer, head = (college.user(role).id for role in (Role.TRAINER, Role.HOD))

    statuses = [
        api.post("/trainer-availabilities", monday(college, term, trainer_id=str(user_id))).status_code
        for user_id in (trainer, head)
    ]

    assert statuses == [403, 201]


def test_roles_without_the_permission_are_refused(college: College, term: str) -> None:
    for role in (Role.TRAINEE, Role.DEVICE):
        assert college.api(role).get("/trainer-availabilities").status_code == 403
    body = monday(college, term)
    assert college.api(Role.STAFF).post("/trainer-availabilities", body).status_code == 403


def test_nothing_refers_to_another_college(college: College, term: str, installation: Installation) -> None:
    other = installation.found_college()
    foreign_term = add_term(other)

    answers = [
        college.admin.post("/trainer-availabilities", body)
        for body in (
            monday(college, foreign_term),
            monday(college, term, trainer_id=str(other.user(Role.TRAINER).id)),
        )
    ]

    assert [answer.status_code for answer in answers] == [422, 422]
