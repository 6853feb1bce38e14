"""Departments and their heads."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Department, Programme, School
from services.access import Permission, Scope
from services.errors import Conflict, Invalid
from services.records import Kind


def _belong_to_school(session: Session, department: Department) -> None:
    """Tie a new department to the one school that the tenant has."""
    school_id = session.scalar(select(School.id))
    if school_id is None:
        raise Invalid("Describe the school first (PUT /api/school); departments belong to it.")
    department.school_id = school_id


def _refuse_while_programmes(session: Session, department: Department) -> None:
    taught = session.scalar(select(Programme.name).where(Programme.department_id == department.id).limit(1))
    if taught is not None:
        raise Conflict(
            f"{department.name} still has programmes, such as {taught}; move or delete them first."
        )


DEPARTMENTS = Kind(
    model=Department,
    noun="department",
    plural="departments",
    read=Permission.DEPARTMENTS_READ,
    write=Permission.DEPARTMENTS_WRITE,
    within={Scope.DEPARTMENT: lambda actor: Department.id == actor.department_id},
    unique=(("code",), ("name",)),
    search=(Department.code, Department.name),
    order={"code": Department.code, "name": Department.name},
    check=_belong_to_school,
    before_delete=_refuse_while_programmes,
)
"""How departments are read and written."""
