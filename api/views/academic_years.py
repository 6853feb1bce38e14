"""Academic years and their terms."""

from __future__ import annotations

from api.blueprint import Blueprint
from api.schemas.calendar import (
    AcademicYearQuery,
    AcademicYearSchema,
    AcademicYearWrite,
    TermSchema,
    TermsOfYearQuery,
)
from services.structure.calendar import ACADEMIC_YEARS, TERMS

blp = Blueprint("Academic years", __name__, description="Years of teaching; one is active at most.")

blp.records(
    ACADEMIC_YEARS,
    path="/academic-years",
    shown=AcademicYearSchema,
    written=AcademicYearWrite,
    filters=AcademicYearQuery,
)
blp.children(
    TERMS,
    parent=ACADEMIC_YEARS,
    path="/academic-years/<uuid:record_id>/terms",
    by="academic_year_id",
    shown=TermSchema,
    filters=TermsOfYearQuery,
)
