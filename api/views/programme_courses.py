"""Courses in the curricula of programmes."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from api.blueprint import Blueprint
from api.context import current_actor, current_session
from api.edge import requires
from api.schemas.programme_courses import (
    CurriculumSchema,
    ProgrammeCourseQuery,
    ProgrammeCourseSchema,
    ProgrammeCourseWrite,
)
from services.access import Permission
from services.curriculum.mappings import PROGRAMME_COURSES, read_curriculum

blp = Blueprint("Curricula", __name__, description="Which courses programmes have, when, and in which rooms.")

blp.records(
    PROGRAMME_COURSES,
    path="/programme-courses",
    shown=ProgrammeCourseSchema,
    written=ProgrammeCourseWrite,
    filters=ProgrammeCourseQuery,
)


@blp.get("/programmes/<uuid:record_id>/curriculum")
@blp.response(200, CurriculumSchema)
@requires(Permission.CURRICULUM_READ)
def curriculum(record_id: UUID) -> Any:
    """Read everything that is taught in a programme, by year and term of study."""
    return read_curriculum(current_session(), actor=current_actor(), programme_id=record_id)
