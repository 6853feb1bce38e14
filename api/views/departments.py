"""Departments of the school."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from api.blueprint import Blueprint
from api.context import current_actor, current_session
from api.edge import requires
from api.schemas.departments import DepartmentQuery, DepartmentSchema, DepartmentWrite
from api.schemas.members import TrainerMemberSchema
from api.schemas.programmes import ProgrammeSchema, ProgrammesOfDepartmentQuery
from api.schemas.totals import DepartmentTotals
from api.schemas.users import PageQuery
from services.access import Permission
from services.structure.departments import DEPARTMENTS
from services.structure.people import TRAINERS
from services.structure.programmes import PROGRAMMES
from services.structure.totals import department_totals

blp = Blueprint("Departments", __name__, description="Departments, each with its head and trainers.")

blp.records(
    DEPARTMENTS,
    path="/departments",
    shown=DepartmentSchema,
    written=DepartmentWrite,
    filters=DepartmentQuery,
)
blp.children(
    PROGRAMMES,
    parent=DEPARTMENTS,
    path="/departments/<uuid:record_id>/programmes",
    by="department_id",
    shown=ProgrammeSchema,
    filters=ProgrammesOfDepartmentQuery,
)
blp.children(
    TRAINERS,
    parent=DEPARTMENTS,
    path="/departments/<uuid:record_id>/trainers",
    by="department_id",
    shown=TrainerMemberSchema,
    filters=PageQuery,
)


@blp.get("/departments/<uuid:record_id>/statistics")
@blp.response(200, DepartmentTotals)
@requires(Permission.DEPARTMENTS_READ)
def statistics(record_id: UUID) -> Any:
    """Count what a department has."""
    return department_totals(current_session(), actor=current_actor(), department_id=record_id)
