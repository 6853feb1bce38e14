"""Class groups."""

from __future__ import annotations

import marshmallow as ma

from api.schemas.common import EXAMPLE_ID, Count, ListQuery, RecordSchema, Schema, Text

MAX_YEAR_OF_STUDY = 10
MAX_SIZE = 1000


class ClassGroupWrite(Schema):
    """What a class group is given."""

    programme_id = ma.fields.UUID(required=True, metadata={"example": EXAMPLE_ID})
    name = Text(most=60, required=True, metadata={"description": "Unique.", "example": "DICT-2A"})
    year_of_study = Count(least=1, most=MAX_YEAR_OF_STUDY, required=True, metadata={"example": 2})
    planned_size = Count(
        least=1,
        most=MAX_SIZE,
        allow_none=True,
        metadata={"description": "Trainees to plan rooms for, before they have come.", "example": 30},
    )
    daily_load_hours = Count(
        least=1,
        most=24,
        allow_none=True,
        metadata={"description": "Hours of teaching a day at most.", "example": 8},
    )


class ClassGroupSchema(ClassGroupWrite, RecordSchema):
    """Trainees of one programme and year of study who are taught together."""


class ClassGroupsOfProgrammeQuery(ListQuery):
    """Filters of one programme's class groups."""

    year_of_study = ma.fields.Integer(
        validate=ma.validate.Range(min=1, max=MAX_YEAR_OF_STUDY), metadata={"example": 2}
    )


class ClassGroupQuery(ClassGroupsOfProgrammeQuery):
    """Filters of class groups."""

    programme_id = ma.fields.UUID(metadata={"example": EXAMPLE_ID})
    department_id = ma.fields.UUID(metadata={"example": EXAMPLE_ID})
