"""How much there is at each level of the institution."""

from __future__ import annotations

import marshmallow as ma

from api.schemas.common import Schema


def _total(about: str, example: int) -> ma.fields.Integer:
    return ma.fields.Integer(required=True, metadata={"description": about, "example": example})


class ClassGroupTotals(Schema):
    """What a class group has."""

    trainees = _total("Trainees whose status is active, with open accounts.", 28)
    trainers = _total("Those who teach it, with open accounts.", 9)
    enrollments = _total("Courses of all terms that it is enrolled in.", 12)


class ProgrammeTotals(Schema):
    """What a programme has."""

    class_groups = _total("Class groups.", 6)
    trainees = _total("Trainees whose status is active, with open accounts.", 160)
    trainers = _total("Those who teach its class groups, with open accounts.", 14)
    courses = _total("Courses of its curriculum.", 24)


class DepartmentTotals(Schema):
    """What a department has."""

    programmes = _total("Programmes.", 4)
    class_groups = _total("Class groups.", 14)
    trainees = _total("Trainees whose status is active, with open accounts.", 380)
    trainers = _total("Those who teach, with open accounts.", 22)
    courses = _total("Courses that it teaches.", 60)


class SchoolTotals(DepartmentTotals):
    """What the whole institution has."""

    departments = _total("Departments.", 5)
    rooms = _total("Rooms.", 48)
