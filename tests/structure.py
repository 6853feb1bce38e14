"""Builds parts of a college for tests, over the API where that is how they come about."""

from __future__ import annotations

import itertools
from typing import Any
from uuid import UUID

from models import Enrollment, EnrollmentTrainer, User
from services.access import Role
from tests.installation import College

_numbers = itertools.count(1)


def department(college: College, **fields: Any) -> dict[str, Any]:
    """A department."""
    number = next(_numbers)
    return college.admin.created("/departments", **{"code": f"D{number}", "name": f"Part {number}", **fields})


def programme(college: College, **fields: Any) -> dict[str, Any]:
    """A programme, in a department of its own unless one is named."""
    number = next(_numbers)
    values = {
        "code": f"P{number}",
        "name": f"Study {number}",
        "level": "diploma",
        "duration_terms": 6,
        **fields,
    }
    if "department_id" not in values:
        values["department_id"] = department(college)["id"]
    return college.admin.created("/programmes", **values)


def class_group(college: College, **fields: Any) -> dict[str, Any]:
    """A class group, in a programme of its own unless one is named."""
    values = {"name": f"G{next(_numbers)}", "year_of_study": 1, **fields}
    if "programme_id" not in values:
        values["programme_id"] = programme(college)["id"]
    return college.admin.created("/class-groups", **values)


def year(college: College, **fields: Any) -> dict[str, Any]:
    """The academic year 2026/2027, unless other dates are given."""
    values = {"name": "2026/2027", "starts_on": "2026-09-01", "ends_on": "2027-07-31", **fields}
    return college.admin.created("/academic-years", **values)


def term(college: College, **fields: Any) -> dict[str, Any]:
    """The first term of that year, unless another year and other dates are given."""
    values = {"name": "Term 1", "starts_on": "2026-09-07", "ends_on": "2026-12-11", **fields}
    if "academic_year_id" not in values:
        values["academic_year_id"] = year(college)["id"]
    return college.admin.created("/terms", **values)


def course(college: College, department_id: str) -> dict[str, Any]:
    """A course of a department."""
    number = next(_numbers)
    return college.admin.created(
        "/courses",
        code=f"C{number}",
        title=f"Course {number}",
        department_id=department_id,
        duration_weeks=12,
        theory_sessions=2,
        theory_slots=1,
        practical_sessions=0,
        practical_slots=0,
    )


def enrolled(college: College, *, group: dict[str, Any], term: dict[str, Any]) -> Enrollment:
    """A class group's enrolment in a course of its own department."""
    of_group = college.admin.get(f"/programmes/{group['programme_id']}").get_json()
    taken = course(college, of_group["department_id"])
    row = Enrollment(
        class_group_id=UUID(group["id"]),
        course_id=UUID(taken["id"]),
        academic_year_id=UUID(term["academic_year_id"]),
        term_id=UUID(term["id"]),
    )
    college.add(row)
    return row


def head_of(college: College, department_id: str) -> User:
    """A head, appointed to a department."""
    head = college.open_account(Role.HOD)
    answer = college.admin.patch(f"/departments/{department_id}", {"hod_id": str(head.id)})
    assert answer.status_code == 200, answer.get_json()
    return head


def trainer_of(college: College, enrollment: Enrollment) -> User:
    """A trainer who teaches an enrolled class group."""
    trainer = college.open_account(Role.TRAINER)
    college.add(EnrollmentTrainer(enrollment_id=enrollment.id, trainer_id=trainer.id, position=0))
    return trainer


def trainees(college: College, count: int, **fields: Any) -> list[User]:
    """Trainees, in no class group unless ``role_fields`` name one."""
    return [college.open_account(Role.TRAINEE, **fields) for _ in range(count)]


def trainee_in(college: College, group: dict[str, Any]) -> User:
    """A trainee of a class group."""
    return college.open_account(Role.TRAINEE, role_fields={"class_group_id": UUID(group["id"])})
