"""A small college with everything that a timetable needs, row by row."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select

from models import (
    AcademicYear,
    ClassGroup,
    Course,
    Department,
    Enrollment,
    EnrollmentTrainer,
    Programme,
    ProgrammeCourse,
    Room,
    School,
    Term,
)
from services.access import Role
from tests.installation import College


@dataclass
class ToPlan:
    """One term, one department, one programme; class groups, courses and rooms as a test adds them."""

    college: College
    term: Term = field(init=False)
    department: Department = field(init=False)
    programme: Programme = field(init=False)

    def __post_init__(self) -> None:
        with self.college.unit_of_work() as session:
            school_id = session.scalars(select(School.id)).one()
        year = AcademicYear(name="2026/2027", starts_on=date(2026, 9, 1), ends_on=date(2027, 8, 31))
        self.term = Term(
            academic_year_id=year.id, name="Term 1", starts_on=date(2026, 9, 7), ends_on=date(2026, 12, 11)
        )
        self.department = Department(school_id=school_id, code="ICT", name="Computing")
        self.programme = Programme(
            department_id=self.department.id, code="DICT", name="ICT", level="Diploma", duration_terms=9
        )
        self.college.add(year, self.term, self.department, self.programme)

    def group(self, name: str = "DICT-1A", **fields: Any) -> ClassGroup:
        """One more class group, planned for 30."""
        values = {"year_of_study": 1, "planned_size": 30, **fields}
        group = ClassGroup(programme_id=self.programme.id, name=name, **values)
        self.college.add(group)
        return group

    def trainer(self, **profile: Any) -> UUID:
        """One more trainer of the department."""
        values = {"department_id": self.department.id, **profile}
        return self.college.open_account(Role.TRAINER, role_fields=values).id

    def room(self, code: str = "R1", **fields: Any) -> Room:
        """One more room for theory with 40 seats."""
        values = {"name": f"Room {code}", "room_type": "theory", "capacity": 40, **fields}
        room = Room(code=code, **values)
        self.college.add(room)
        return room

    def course(self, code: str = "ICT-101", *, mapped: dict[str, Any] | None = None, **fields: Any) -> Course:
        """One more course, by default of two lectures a week, in the curriculum."""
        sessions = {"theory_sessions": 2, "theory_slots": 1, "practical_sessions": 0, "practical_slots": 0}
        course = Course(
            department_id=self.department.id, code=code, title=f"Course {code}", duration_weeks=14,
            **sessions | fields,
        )  # fmt: skip
        needs = {"theory_room_type": "theory", **(mapped or {})}
        self.college.add(
            course,
            ProgrammeCourse(
                programme_id=self.programme.id, course_id=course.id, year_of_study=1, term_number=1, **needs
            ),
        )
        return course

    def enrol(self, group: ClassGroup, course: Course, *trainers: UUID, **fields: Any) -> Enrollment:
        """Enrol a class group with its trainers."""
        enrollment = Enrollment(
            class_group_id=group.id,
            course_id=course.id,
            academic_year_id=self.term.academic_year_id,
            term_id=self.term.id,
            **fields,
        )
        self.college.add(
            enrollment,
            *(
                EnrollmentTrainer(enrollment_id=enrollment.id, trainer_id=trainer, position=position)
                for position, trainer in enumerate(trainers, start=1)
            ),
        )
        return enrollment
