"""Calendar feeds."""

from __future__ import annotations

import marshmallow as ma

from api.schemas.common import EXAMPLE_ID, ListQuery, RecordSchema, Schema
from models.timetable import FEED_SUBJECTS


class FeedWrite(Schema):
    """Whose sessions a feed shows."""

    subject_type = ma.fields.String(
        required=True,
        validate=ma.validate.OneOf(FEED_SUBJECTS),
        metadata={
            "description": "A `person` is shown what they teach, or what their class group is taught.",
            "example": "class_group",
        },
    )
    subject_id = ma.fields.UUID(required=True, metadata={"example": EXAMPLE_ID})


class FeedSchema(FeedWrite, RecordSchema):
    """A secret address from which a calendar program reads sessions without a log-in."""

    address = ma.fields.String(
        metadata={
            "description": "Whoever knows it may read: keep it to yourself, or ask for another one.",
            "example": "https://roster.example/api/feeds/AZC…Q.ics",
        }
    )


class FeedQuery(ListQuery):
    """Filters of one's feeds."""

    subject_type = ma.fields.String(
        validate=ma.validate.OneOf(FEED_SUBJECTS), metadata={"example": "class_group"}
    )
    subject_id = ma.fields.UUID(metadata={"example": EXAMPLE_ID})
