"""Who heads a department, and what belongs to one."""

from __future__ import annotations

from uuid import UUID

import pytest
from sqlalchemy import select

from models import HodProfile, User
from services.access import Role
from tests.installation import College, Installation
from tests.structure import course, department, head_of, programme


def headed_by(college: College, user: User) -> UUID | None:
    """The department in somebody's profile as a head."""
    with college.unit_of_work() as session:
        profile = session.scalars(select(HodProfile).where(HodProfile.user_id == user.id)).one()
        department_id: UUID | None = profile.department_id
        return department_id


def test_a_head_reads_the_own_department_and_no_other(college: College) -> None:
    own, other = department(college), department(college)

    head = college.api(user=head_of(college, own["id"]))

    assert [item["id"] for item in head.get("/departments").get_json()["items"]] == [own["id"]]
    assert head.get(f"/departments/{other['id']}").status_code == 404
    assert head.get(f"/departments/{other['id']}/programmes").status_code == 404
    assert head.patch(f"/departments/{own['id']}", {"name": "Mine"}).status_code == 403


def test_whoever_is_replaced_loses_the_department(college: College) -> None:
    part = department(college)
    first = head_of(college, part["id"])

    second = head_of(college, part["id"])

    assert headed_by(college, first) is None
    assert headed_by(college, second) == UUID(part["id"])
    assert college.api(user=first).get("/departments").get_json()["items"] == []


def test_a_trainer_may_head_a_department_from_its_first_day(college: College) -> None:
    trainer = college.open_account(Role.TRAINER)

    part = department(college, hod_id=str(trainer.id))

    assert headed_by(college, trainer) == UUID(part["id"])


@pytest.mark.parametrize("role", [Role.TRAINEE, Role.ADMIN, Role.STAFF, Role.DEVICE])
def test_others_may_not(college: College, role: Role) -> None:
    somebody = college.open_account(role)

    answer = college.admin.post("/departments", {"code": "X", "name": "X", "hod_id": str(somebody.id)})

    assert answer.status_code == 422
    assert str(role) in answer.get_json()["detail"]
    assert set(answer.get_json()["errors"]) == {"hod_id"}


def test_a_closed_account_heads_nothing(college: College) -> None:
    closed = college.open_account(Role.HOD, is_active=False)

    answer = college.admin.post("/departments", {"code": "X", "name": "X", "hod_id": str(closed.id)})

    assert answer.status_code == 422


def test_nobody_heads_two_departments(college: College) -> None:
    part = department(college, name="Computing")
    head = head_of(college, part["id"])

    answer = college.admin.post("/departments", {"code": "X", "name": "X", "hod_id": str(head.id)})

    assert (answer.status_code, answer.get_json()["code"]) == (409, "heads_another")
    assert "Computing" in answer.get_json()["detail"]


def test_other_changes_leave_the_head_alone(college: College) -> None:
    part = department(college)
    head = head_of(college, part["id"])

    college.admin.patch(f"/departments/{part['id']}", {"name": "New name"})

    assert headed_by(college, head) == UUID(part["id"])


def test_a_department_without_anything_goes_and_frees_its_head(college: College) -> None:
    part = department(college)
    head = head_of(college, part["id"])

    assert college.admin.delete(f"/departments/{part['id']}").status_code == 204
    assert headed_by(college, head) is None


def test_a_department_with_programmes_courses_or_trainers_stays(college: College) -> None:
    parts = [department(college) for _ in range(3)]
    programme(college, department_id=parts[0]["id"], name="Diploma in Baking")
    course(college, parts[1]["id"])
    college.open_account(Role.TRAINER, role_fields={"department_id": UUID(parts[2]["id"])})

    answers = [college.admin.delete(f"/departments/{part['id']}") for part in parts]

    assert [answer.status_code for answer in answers] == [409] * 3
    assert {answer.get_json()["code"] for answer in answers} == {"still_in_use"}
    assert "Diploma in Baking" in answers[0].get_json()["detail"]
    assert "courses" in answers[1].get_json()["detail"]
    assert "trainers" in answers[2].get_json()["detail"]


def test_a_department_lists_its_programmes_and_trainers(college: College) -> None:
    part, other = department(college), department(college)
    study = programme(college, department_id=part["id"])
    programme(college, department_id=other["id"])
    trainer = college.open_account(
        Role.TRAINER, role_fields={"department_id": UUID(part["id"]), "qualifications": ["BSc"]}
    )
    college.open_account(Role.TRAINER, role_fields={"department_id": UUID(other["id"])})

    programmes = college.admin.get(f"/departments/{part['id']}/programmes").get_json()["items"]
    trainers = college.admin.get(f"/departments/{part['id']}/trainers").get_json()["items"]

    assert [item["id"] for item in programmes] == [study["id"]]
    assert [(item["id"], item["full_name"], item["qualifications"]) for item in trainers] == [
        (str(trainer.id), trainer.full_name, ["BSc"])
    ]
    assert "phone" not in trainers[0]


def test_a_trainee_is_not_told_who_all_the_trainers_are(college: College) -> None:
    part = department(college)
    college.open_account(Role.TRAINER, role_fields={"department_id": UUID(part["id"])})

    answer = college.api(Role.TRAINEE).get(f"/departments/{part['id']}/trainers")

    assert answer.status_code == 404


def test_the_parts_of_another_college_s_department_are_not_there(
    college: College, installation: Installation
) -> None:
    part = department(college)
    other = installation.found_college().admin

    for name in ("programmes", "trainers", "statistics"):
        assert other.get(f"/departments/{part['id']}/{name}").status_code == 404
