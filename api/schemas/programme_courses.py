"""Curricula of programmes."""

from __future__ import annotations

import marshmallow as ma

from api.schemas.common import EXAMPLE_ID, Count, ListQuery, RecordSchema, Schema, Text
from api.schemas.courses import CourseBasicSchema
from models.facility import ROOM_TYPES

YEAR = {"description": "Year of study, from 1.", "example": 1}
TERM = {"description": "Term within the year of study, from 1.", "example": 2}
FACILITIES = {"description": "What the room must have.", "example": ["projector"]}


class ProgrammeCourseWrite(Schema):
    """What a course in a curriculum is given."""

    programme_id = ma.fields.UUID(required=True, metadata={"example": EXAMPLE_ID})
    course_id = ma.fields.UUID(required=True, metadata={"example": EXAMPLE_ID})
    year_of_study = Count(least=1, most=10, required=True, metadata=YEAR)
    term_number = Count(least=1, most=12, required=True, metadata=TERM)
    is_core = ma.fields.Boolean(
        truthy={True},
        falsy={False},
        load_default=True,
        metadata={"description": "Whether everybody takes it.", "example": True},
    )
    theory_room_type = ma.fields.String(
        validate=ma.validate.OneOf(ROOM_TYPES), load_default="theory", metadata={"example": "theory"}
    )
    practical_room_type = ma.fields.String(
        validate=ma.validate.OneOf(ROOM_TYPES),
        allow_none=True,
        load_default=None,
        metadata={"description": "Exactly where the course has practicals.", "example": "lab"},
    )
    theory_facilities = ma.fields.List(
        Text(most=60), validate=ma.validate.Length(max=20), load_default=list, metadata=FACILITIES
    )
    practical_facilities = ma.fields.List(
        Text(most=60), validate=ma.validate.Length(max=20), load_default=list, metadata=FACILITIES
    )


class ProgrammeBasicSchema(Schema):
    """What names a programme."""

    id = ma.fields.UUID(dump_only=True, metadata={"example": EXAMPLE_ID})
    code = ma.fields.String(dump_only=True, metadata={"example": "DICT"})
    name = ma.fields.String(dump_only=True, metadata={"example": "Diploma in ICT"})


class ProgrammeCourseSchema(ProgrammeCourseWrite, RecordSchema):
    """A course in the curriculum of a programme."""

    programme = ma.fields.Nested(ProgrammeBasicSchema, dump_only=True)
    course = ma.fields.Nested(CourseBasicSchema, dump_only=True)


class ProgrammeCourseQuery(ListQuery):
    """Filters of courses in curricula."""

    programme_id = ma.fields.UUID(metadata={"example": EXAMPLE_ID})
    course_id = ma.fields.UUID(metadata={"example": EXAMPLE_ID})
    year_of_study = ma.fields.Integer(validate=ma.validate.Range(min=1, max=10), metadata=YEAR)
    term_number = ma.fields.Integer(validate=ma.validate.Range(min=1, max=12), metadata=TERM)


class CurriculumCourseSchema(ProgrammeCourseSchema):
    """A course in the curriculum of a programme that is told above it."""

    class Meta(Schema.Meta):
        """Options that marshmallow reads."""

        exclude = ("programme",)


class TermOfStudySchema(Schema):
    """What is taught in one term of a programme."""

    term_number = ma.fields.Integer(dump_only=True, metadata=TERM)
    weekly_slots = ma.fields.Integer(
        dump_only=True, metadata={"description": "Slots a week of all courses together.", "example": 24}
    )
    courses = ma.fields.List(ma.fields.Nested(CurriculumCourseSchema), dump_only=True)


class YearOfStudySchema(Schema):
    """What is taught in one year of a programme."""

    year_of_study = ma.fields.Integer(dump_only=True, metadata=YEAR)
    terms = ma.fields.List(ma.fields.Nested(TermOfStudySchema), dump_only=True)


class CurriculumSchema(Schema):
    """Everything that is taught in a programme."""

    programme = ma.fields.Nested(ProgrammeBasicSchema, dump_only=True)
    years = ma.fields.List(ma.fields.Nested(YearOfStudySchema), dump_only=True)
