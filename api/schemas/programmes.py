"""Programmes."""

from __future__ import annotations

import marshmallow as ma

from api.schemas.common import EXAMPLE_ID, Count, ListQuery, RecordSchema, Schema, Text

MAX_TERMS = 30


class ProgrammeWrite(Schema):
    """What a programme is given."""

    department_id = ma.fields.UUID(required=True, metadata={"example": EXAMPLE_ID})
    code = Text(
        most=20, required=True, metadata={"description": "Unique in its department.", "example": "DICT"}
    )
    name = Text(most=200, required=True, metadata={"example": "Diploma in Information Technology"})
    level = Text(most=40, required=True, metadata={"description": "Of the award.", "example": "diploma"})
    duration_terms = Count(
        least=1, most=MAX_TERMS, required=True, metadata={"description": "Terms of study.", "example": 6}
    )
    description = Text(most=2000, allow_none=True, metadata={"example": "Two years, with an attachment."})


class ProgrammeSchema(ProgrammeWrite, RecordSchema):
    """A course of study that leads to an award."""


class ProgrammesOfDepartmentQuery(ListQuery):
    """Filters of one department's programmes."""

    level = Text(most=40, metadata={"example": "diploma"})


class ProgrammeQuery(ProgrammesOfDepartmentQuery):
    """Filters of programmes."""

    department_id = ma.fields.UUID(metadata={"example": EXAMPLE_ID})
