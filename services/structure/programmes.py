"""Programmes: courses of study that lead to an award."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import ClassGroup, Programme
from services.access import Permission, Scope
from services.access.reach import programmes_of_class_groups
from services.records import Kind
from services.structure.remains import refuse_while


def _leave(session: Session, programme: Programme) -> None:
    groups = select(ClassGroup.name).where(ClassGroup.programme_id == programme.id)
    refuse_while(session, programme.name, class_groups=groups)


PROGRAMMES = Kind(
    model=Programme,
    noun="programme",
    plural="programmes",
    read=Permission.PROGRAMMES_READ,
    write=Permission.PROGRAMMES_WRITE,
    within={
        Scope.CLASS_GROUP: lambda actor: Programme.id.in_(programmes_of_class_groups(actor)),
        Scope.DEPARTMENT: lambda actor: Programme.department_id == actor.department_id,
    },
    unique=(("department_id", "code"), ("department_id", "name")),
    search=(Programme.code, Programme.name),
    order={"code": Programme.code, "name": Programme.name, "level": Programme.level},
    before_delete=_leave,
)
"""How programmes are read and written."""
