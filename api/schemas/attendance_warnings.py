"""Warnings of low attendance on the wire."""

from __future__ import annotations

import marshmallow as ma

from api.schemas.common import EXAMPLE_ID, EXAMPLE_TIME, Schema, Text
from api.schemas.courses import CourseBasicSchema
from api.schemas.sessions import SessionPersonSchema
from services.records import MAX_PAGE


class AttendanceWarningSchema(Schema):
    """A trainee was told that attendance in a course is low."""

    id = ma.fields.UUID(dump_only=True, metadata={"example": EXAMPLE_ID})
    trainee = ma.fields.Nested(SessionPersonSchema, dump_only=True)
    enrollment_id = ma.fields.UUID(dump_only=True, metadata={"example": EXAMPLE_ID})
    course = ma.fields.Nested(CourseBasicSchema, dump_only=True, attribute="enrollment.course")
    warned_at = ma.fields.AwareDateTime(dump_only=True, metadata={"example": EXAMPLE_TIME})
    percent = ma.fields.Float(
        dump_only=True, metadata={"description": "Attendance over the term then.", "example": 62.5}
    )
    limit_percent = ma.fields.Integer(
        dump_only=True, metadata={"description": "What was expected.", "example": 75}
    )
    absence_probability = ma.fields.Float(
        dump_only=True,
        allow_none=True,
        metadata={"description": "That the next session would be missed too.", "example": 0.4},
    )


class AttendanceWarningQuery(Schema):
    """Filters of warnings."""

    trainee_id = ma.fields.UUID(metadata={"example": EXAMPLE_ID})
    enrollment_id = ma.fields.UUID(metadata={"example": EXAMPLE_ID})
    warned_from = ma.fields.AwareDateTime(
        metadata={"description": "Only those given then or later.", "example": EXAMPLE_TIME}
    )
    newest_first = ma.fields.Boolean(
        load_default=True, metadata={"description": "The latest before the others.", "example": True}
    )
    cursor = Text(
        most=600, load_default=None, metadata={"description": "The next_cursor of the page before."}
    )
    limit = ma.fields.Integer(
        load_default=50,
        validate=ma.validate.Range(min=1, max=MAX_PAGE),
        metadata={"description": "Warnings a page.", "example": 50},
    )
