"""Departments."""

from __future__ import annotations

import marshmallow as ma

from api.schemas.common import EXAMPLE_ID, ListQuery, RecordSchema, Schema, Text


class DepartmentWrite(Schema):
    """What a department is given."""

    code = Text(most=20, required=True, metadata={"example": "ICT"})
    name = Text(most=200, required=True, metadata={"example": "Computing and Informatics"})
    description = Text(most=2000, allow_none=True, metadata={"example": "Software, networks, hardware."})
    hod_id = ma.fields.UUID(
        allow_none=True,
        metadata={
            "description": "Account of the head, who is a head of department or a trainer.",
            "example": EXAMPLE_ID,
        },
    )


class DepartmentSchema(DepartmentWrite, RecordSchema):
    """A department."""

    school_id = ma.fields.UUID(dump_only=True, metadata={"example": EXAMPLE_ID})


class DepartmentQuery(ListQuery):
    """Filters of departments."""

    code = Text(most=20, metadata={"example": "ICT"})
