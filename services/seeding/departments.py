"""What the demo college calls its departments and programmes, beyond what the generator says."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from engine.timetable.generate.departments import DEPARTMENTS
from models import Base, ClassGroup, Department, Programme
from services.seeding.generated import Generated

CODES = ("ICT", "MEC", "BUS", "EEE", "APS", "WEL", "AUT", "BCE")
"""Codes of the generator's departments, in their order."""

GENERAL = ("GEN", "General Studies")
"""Code and name of the department that teaches everybody; it has no programmes."""

LEVELS = {"D": "Diploma", "C": "Certificate", "A": "Artisan"}
"""The award of a programme by its code's first letter."""

TERMS_A_YEAR = 3

SUBJECTS = {
    "DICT": "Information Communication Technology",
    "CICT": "Information Communication Technology",
    "DCYB": "Cyber Security",
    "DMEC": "Mechanical Engineering",
    "CMEC": "Mechanical Engineering",
    "DPRO": "Production Engineering",
    "DBMG": "Business Management",
    "CACC": "Accounting",
    "DHRM": "Human Resource Management",
    "DEEE": "Electrical and Electronic Engineering",
    "CELI": "Electrical Installation",
    "DTEL": "Telecommunication Engineering",
    "DANC": "Analytical Chemistry",
    "CSLT": "Science Laboratory Technology",
    "DFST": "Food Science and Technology",
    "DWFB": "Welding and Fabrication",
    "CWLD": "Welding",
    "APIP": "Pipe Fitting",
    "DAUT": "Automotive Engineering",
    "CMVM": "Motor Vehicle Mechanics",
    "ADSL": "Diesel Mechanics",
    "DCIV": "Civil Engineering",
    "CBLD": "Building Construction",
    "AMAS": "Masonry",
}
"""What a programme is about, by its code."""


@dataclass(frozen=True, slots=True)
class Structure:
    """Departments, General Studies last, and class groups, both in the generator's order.

    Programmes are found by the generator's indices of the department and of the programme in it.
    """

    departments: list[Department]
    programmes: dict[tuple[int, int], Programme]
    class_groups: list[ClassGroup]

    @property
    def rows(self) -> list[Base]:
        """All of them."""
        return [*self.departments, *self.programmes.values(), *self.class_groups]


def build_structure(college: Generated, *, school_id: UUID) -> Structure:
    """The departments of a generated college, their programmes and class groups."""
    names = [(CODES[index], DEPARTMENTS[index].name) for index in range(college.departments)]
    departments = [Department(school_id=school_id, code=code, name=name) for code, name in (*names, GENERAL)]
    programmes = {
        (index, place): _programme(departments[index].id, code, years)
        for index in range(college.departments)
        for place, (code, years) in enumerate(DEPARTMENTS[index].programmes)
    }
    class_groups = [
        ClassGroup(
            programme_id=programmes[item.department, item.programme].id,
            name=item.group.name,
            year_of_study=item.year,
            planned_size=item.group.size,
            daily_load_hours=college.hours(item.group.max_day),
        )
        for item in college.groups
    ]
    return Structure(departments, programmes, class_groups)


def _programme(department_id: UUID, code: str, years: int) -> Programme:
    level = LEVELS[code[0]]
    return Programme(
        department_id=department_id,
        code=code,
        name=f"{level} in {SUBJECTS[code]}",
        level=level,
        duration_terms=years * TERMS_A_YEAR,
    )
