"""A college that teaches something: departments, programmes, class groups and terms for tests."""

from __future__ import annotations

import itertools
from datetime import date
from typing import Any

from sqlalchemy import select

from models import (
    AcademicYear,
    ClassGroup,
    Department,
    Programme,
    School,
    Term,
    User,
)
from services.access import Role
from tests.installation import College


class Teaching:
    """Departments ICT and ENG, a programme and a class group in each, one year with two terms."""

    def __init__(self, college: College) -> None:
        self.college = college
        self._numbers = itertools.count(101)
        with college.unit_of_work() as session:
            school = session.scalars(select(School)).one()
        self.ict, self.eng = (
            Department(school_id=school.id, code=code, name=f"Department {code}") for code in ("ICT", "ENG")
        )
        college.add(self.ict, self.eng)
        self.programme, self.other_programme = (
            Programme(
                department_id=department.id,
                code=f"D{department.code}",
                name=f"Diploma {department.code}",
                level="diploma",
                duration_terms=6,
            )
            for department in (self.ict, self.eng)
        )
        college.add(self.programme, self.other_programme)
        self.group, self.other_group = (
            ClassGroup(programme_id=programme.id, name=f"{programme.code}-1A", year_of_study=1)
            for programme in (self.programme, self.other_programme)
        )
        self.year = AcademicYear(name="2026/2027", starts_on=date(2026, 9, 1), ends_on=date(2027, 7, 31))
        college.add(self.group, self.other_group, self.year)
        self.term, self.next_term = (
            Term(academic_year_id=self.year.id, name=name, starts_on=starts_on, ends_on=ends_on)
            for name, starts_on, ends_on in (
                ("Term 1", date(2026, 9, 7), date(2026, 12, 11)),
                ("Term 2", date(2027, 1, 11), date(2027, 4, 9)),
            )
        )
        college.add(self.term, self.next_term)

    def course(self, **fields: Any) -> dict[str, Any]:
        """A new course of ICT with two theory sessions a week, unless fields say otherwise."""
        number = next(self._numbers)
        usual = {
            "department_id": str(self.ict.id),
            "code": f"ICT{number}",
            "title": f"Course {number}",
            "duration_weeks": 12,
            "theory_sessions": 2,
        }
        return self.college.admin.created("/courses", **(usual | fields))

    def mapped(self, course: dict[str, Any], **fields: Any) -> dict[str, Any]:
        """A course in the curriculum of the ICT programme's first term, unless fields say otherwise."""
        usual = {
            "programme_id": str(self.programme.id),
            "course_id": course["id"],
            "year_of_study": 1,
            "term_number": 1,
        }
        return self.college.admin.created("/programme-courses", **(usual | fields))

    def taught(self, **fields: Any) -> dict[str, Any]:
        """A new course that is in the curriculum."""
        course = self.course(**fields)
        self.mapped(course)
        return course

    def enrolment(self, course: dict[str, Any], **fields: Any) -> dict[str, Any]:
        """What enrols the ICT class group in a course for the first term, unless fields say otherwise."""
        usual = {
            "class_group_id": str(self.group.id),
            "course_id": course["id"],
            "term_id": str(self.term.id),
        }
        return usual | fields

    def enrolled(self, course: dict[str, Any], **fields: Any) -> dict[str, Any]:
        """A new enrolment of the ICT class group."""
        return self.college.admin.created("/enrollments", **self.enrolment(course, **fields))

    def trainer(self, department: Department | None = None, **profile: Any) -> User:
        """A trainer of ICT, unless another department is given."""
        fields = {"department_id": (department or self.ict).id, **profile}
        return self.college.open_account(Role.TRAINER, role_fields=fields)

    def head(self, department: Department) -> User:
        """The head of a department."""
        return self.college.open_account(Role.HOD, role_fields={"department_id": department.id})

    def trainee(self, group: ClassGroup) -> User:
        """A trainee of a class group."""
        return self.college.open_account(Role.TRAINEE, role_fields={"class_group_id": group.id})
