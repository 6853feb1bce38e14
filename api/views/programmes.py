"""Programmes of the departments."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from api.blueprint import Blueprint
from api.context import current_actor, current_session
from api.edge import requires
from api.schemas.class_groups import ClassGroupSchema, ClassGroupsOfProgrammeQuery
from api.schemas.programmes import ProgrammeQuery, ProgrammeSchema, ProgrammeWrite
from api.schemas.totals import ProgrammeTotals
from services.access import Permission
from services.structure.class_groups import CLASS_GROUPS
from services.structure.programmes import PROGRAMMES
from services.structure.totals import programme_totals

blp = Blueprint("Programmes", __name__, description="Courses of study that lead to an award.")

blp.records(
    PROGRAMMES, path="/programmes", shown=ProgrammeSchema, written=ProgrammeWrite, filters=ProgrammeQuery
)
blp.children(
    CLASS_GROUPS,
    parent=PROGRAMMES,
    path="/programmes/<uuid:record_id>/class-groups",
    by="programme_id",
    shown=ClassGroupSchema,
    filters=ClassGroupsOfProgrammeQuery,
)


@blp.get("/programmes/<uuid:record_id>/statistics")
@blp.response(200, ProgrammeTotals)
@requires(Permission.PROGRAMMES_READ)
def statistics(record_id: UUID) -> Any:
    """Count what a programme has."""
    return programme_totals(current_session(), actor=current_actor(), programme_id=record_id)
