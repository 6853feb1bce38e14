"""Modules of courses and lessons of modules."""

from __future__ import annotations

import marshmallow as ma

from api.schemas.common import EXAMPLE_ID, Count, RecordSchema, Schema, Text
from services.curriculum.order import MAX_PARTS

POSITION = {"description": "Place in the order, from 1; the last where nothing is said.", "example": 1}


class LessonWrite(Schema):
    """What a lesson is given."""

    position = Count(least=1, most=MAX_PARTS, metadata=POSITION)
    title = Text(most=200, required=True, metadata={"example": "Variables"})
    content = Text(most=20_000, allow_none=True, metadata={"example": "Names and what they stand for."})
    duration_minutes = Count(least=1, most=600, required=True, metadata={"example": 60})


class LessonSchema(LessonWrite, RecordSchema):
    """A lesson."""

    module_id = ma.fields.UUID(dump_only=True, metadata={"example": EXAMPLE_ID})


class LessonBasicSchema(Schema):
    """A lesson without its content."""

    id = ma.fields.UUID(dump_only=True, metadata={"example": EXAMPLE_ID})
    position = ma.fields.Integer(dump_only=True, metadata={"example": 1})
    title = ma.fields.String(dump_only=True, metadata={"example": "Variables"})
    duration_minutes = ma.fields.Integer(dump_only=True, metadata={"example": 60})


class ModuleWrite(Schema):
    """What a module is given."""

    position = Count(least=1, most=MAX_PARTS, metadata=POSITION)
    title = Text(most=200, required=True, metadata={"example": "First programs"})
    description = Text(most=5000, allow_none=True, metadata={"example": "From a problem to a program."})
    duration_hours = Count(
        least=1,
        most=1000,
        required=True,
        metadata={"description": "At least as long as its lessons together.", "example": 8},
    )


class ModuleSchema(ModuleWrite, RecordSchema):
    """A module."""

    course_id = ma.fields.UUID(dump_only=True, metadata={"example": EXAMPLE_ID})
    lesson_minutes = ma.fields.Integer(
        dump_only=True, metadata={"description": "Minutes of all lessons together.", "example": 420}
    )


class ModuleDetailSchema(ModuleSchema):
    """A module with its lessons."""

    lessons = ma.fields.List(ma.fields.Nested(LessonBasicSchema), dump_only=True)


class OrderWrite(Schema):
    """An order of parts."""

    ids = ma.fields.List(
        ma.fields.UUID(),
        required=True,
        validate=ma.validate.Length(max=MAX_PARTS),
        metadata={"description": "The ids of all parts, each once.", "example": [EXAMPLE_ID]},
    )
