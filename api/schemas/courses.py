"""Courses, their prerequisites and the catalogue."""

from __future__ import annotations

import marshmallow as ma

from api.schemas.common import EXAMPLE_ID, Count, ListQuery, RecordSchema, Schema, Text
from api.schemas.modules import ModuleDetailSchema
from models.curriculum import DIFFICULTIES, PRACTICAL_WEEKS
from services.curriculum.courses import MAX_TAG, MAX_TAGS, TAG_PATTERN
from services.curriculum.prerequisites import MAX_PREREQUISITES

TAG = ma.validate.Regexp(TAG_PATTERN, error="Holds quotes, backslashes or line breaks.")
EXAMPLE_TAGS = ["programming", "python"]


class CourseBasicSchema(Schema):
    """What names a course."""

    id = ma.fields.UUID(dump_only=True, metadata={"example": EXAMPLE_ID})
    code = ma.fields.String(dump_only=True, metadata={"example": "ICT101"})
    title = ma.fields.String(dump_only=True, metadata={"example": "Introduction to Programming"})


class CourseWrite(Schema):
    """What a course is given."""

    department_id = ma.fields.UUID(required=True, metadata={"example": EXAMPLE_ID})
    code = Text(most=20, required=True, metadata={"example": "ICT101"})
    title = Text(most=200, required=True, metadata={"example": "Introduction to Programming"})
    description = Text(most=5000, allow_none=True, metadata={"example": "Programs, loops and functions."})
    category = Text(most=20, allow_none=True, metadata={"example": "software"})
    tags = ma.fields.List(
        Text(most=MAX_TAG, validate=TAG),
        validate=ma.validate.Length(max=MAX_TAGS),
        metadata={"description": "At most 20; kept in small letters.", "example": EXAMPLE_TAGS},
    )
    difficulty_level = ma.fields.String(
        validate=ma.validate.OneOf(DIFFICULTIES), load_default="beginner", metadata={"example": "beginner"}
    )
    duration_weeks = Count(least=1, most=104, required=True, metadata={"example": 12})
    theory_sessions = Count(
        most=10, load_default=1, metadata={"description": "Theory sessions a week.", "example": 2}
    )
    theory_slots = Count(
        most=8, load_default=1, metadata={"description": "Slots that each of them takes.", "example": 1}
    )
    practical_sessions = Count(
        most=10, load_default=0, metadata={"description": "Practicals a week.", "example": 1}
    )
    practical_slots = Count(
        most=8, load_default=0, metadata={"description": "Slots that each of them takes.", "example": 2}
    )
    practical_weeks = ma.fields.String(
        validate=ma.validate.OneOf(PRACTICAL_WEEKS),
        load_default="all",
        metadata={"description": "Weeks in which practicals are held.", "example": "all"},
    )


class CourseSchema(CourseWrite, RecordSchema):
    """A course."""

    created_by = ma.fields.UUID(
        dump_only=True, allow_none=True, metadata={"description": "Account.", "example": EXAMPLE_ID}
    )


class CourseDepartmentSchema(Schema):
    """The department of a course."""

    id = ma.fields.UUID(dump_only=True, metadata={"example": EXAMPLE_ID})
    code = ma.fields.String(dump_only=True, metadata={"example": "ICT"})
    name = ma.fields.String(dump_only=True, metadata={"example": "Computing and Informatics"})


class CourseDetailSchema(CourseSchema):
    """A course with its parts and what it needs."""

    department = ma.fields.Nested(CourseDepartmentSchema, dump_only=True)
    modules = ma.fields.List(ma.fields.Nested(ModuleDetailSchema), dump_only=True)
    prerequisites = ma.fields.List(ma.fields.Nested(CourseBasicSchema), dump_only=True)
    total_hours = ma.fields.Integer(
        dump_only=True, metadata={"description": "Hours of all modules together.", "example": 48}
    )


class CourseQuery(ListQuery):
    """Filters of courses."""

    department_id = ma.fields.UUID(metadata={"example": EXAMPLE_ID})
    category = Text(most=20, metadata={"example": "software"})
    tag = Text(most=MAX_TAG, validate=TAG, metadata={"example": "python"})
    difficulty_level = ma.fields.String(
        validate=ma.validate.OneOf(DIFFICULTIES), metadata={"example": "beginner"}
    )
    programme_id = ma.fields.UUID(
        metadata={"description": "Courses in this programme's curriculum.", "example": EXAMPLE_ID}
    )


class CoursesRegisteredSchema(Schema):
    """What an upload has made."""

    created = ma.fields.Integer(dump_only=True, metadata={"description": "Courses stored.", "example": 120})
    courses = ma.fields.List(ma.fields.Nested(CourseBasicSchema), dump_only=True)


class CatalogueEntrySchema(Schema):
    """A category or tag of the catalogue."""

    name = ma.fields.String(dump_only=True, metadata={"example": "software"})
    courses = ma.fields.Integer(dump_only=True, metadata={"description": "Courses with it.", "example": 7})


class CatalogueSchema(Schema):
    """Categories or tags."""

    items = ma.fields.List(ma.fields.Nested(CatalogueEntrySchema), dump_only=True)


class PrerequisitesWrite(Schema):
    """All that must be known before a course."""

    course_ids = ma.fields.List(
        ma.fields.UUID(),
        required=True,
        validate=ma.validate.Length(max=MAX_PREREQUISITES),
        metadata={"example": [EXAMPLE_ID]},
    )


class PrerequisiteWrite(Schema):
    """One more course that must be known before."""

    course_id = ma.fields.UUID(required=True, metadata={"example": EXAMPLE_ID})


class PrerequisitesSchema(Schema):
    """What must be known before a course."""

    items = ma.fields.List(ma.fields.Nested(CourseBasicSchema), dump_only=True)


class NeededCourseSchema(CourseBasicSchema):
    """A course in a tree of prerequisites."""

    repeated = ma.fields.Boolean(
        dump_only=True,
        metadata={"description": "What it needs was told before, where it came first.", "example": False},
    )
    prerequisites = ma.fields.List(ma.fields.Nested(lambda: NeededCourseSchema()), dump_only=True)


class EnrollWrite(Schema):
    """Who takes a course alone."""

    user_id = ma.fields.UUID(
        metadata={"description": "Another person, if you may enrol others.", "example": EXAMPLE_ID}
    )
    skip_prerequisites = ma.fields.Boolean(
        load_default=False,
        truthy={True},
        falsy={False},
        metadata={"description": "Enrol without completed prerequisites, if you may.", "example": False},
    )
