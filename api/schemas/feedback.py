"""What trainees think of sessions, on the wire."""

from __future__ import annotations

from typing import Any

import marshmallow as ma

from api.schemas.common import EXAMPLE_ID, EXAMPLE_TIME, Count, Schema, Text
from models.attendance_record import RATING
from services.attendance.feedback import RATINGS

MAX_COMMENT = 1000


def _rating(about: str, **options: Any) -> Count:
    return Count(
        least=RATING[0],
        most=RATING[-1],
        metadata={"description": f"{about}, 1 to 5.", "example": 4},
        **options,
    )


class FeedbackWrite(Schema):
    """What a trainee thinks of a session."""

    content = _rating("What was taught", required=True)
    delivery = _rating("How it was taught", required=True)
    engagement = _rating("How much one was drawn in", required=True)
    overall = _rating("All in all", required=True)
    comment = Text(
        most=MAX_COMMENT,
        load_default=None,
        allow_none=True,
        metadata={"description": "Shown without a name.", "example": "More examples, please."},
    )


class FeedbackSchema(Schema):
    """What one said oneself."""

    session_id = ma.fields.UUID(dump_only=True, metadata={"example": EXAMPLE_ID})
    content = _rating("What was taught", dump_only=True)
    delivery = _rating("How it was taught", dump_only=True)
    engagement = _rating("How much one was drawn in", dump_only=True)
    overall = _rating("All in all", dump_only=True)
    comment = ma.fields.String(
        dump_only=True, allow_none=True, metadata={"example": "More examples, please."}
    )
    created_at = ma.fields.AwareDateTime(dump_only=True, metadata={"example": EXAMPLE_TIME})


class FeedbackSummarySchema(Schema):
    """What the trainees of a session said together, without names."""

    session_id = ma.fields.UUID(dump_only=True, metadata={"example": EXAMPLE_ID})
    count = ma.fields.Integer(dump_only=True, metadata={"description": "Who answered.", "example": 12})
    closes_at = ma.fields.AwareDateTime(
        dump_only=True,
        allow_none=True,
        metadata={"description": "Until when it is open; null until the end.", "example": EXAMPLE_TIME},
    )
    is_hidden = ma.fields.Boolean(
        dump_only=True,
        metadata={"description": "Whether too few have answered for you to see more.", "example": False},
    )
    averages = ma.fields.Dict(
        keys=ma.fields.String(validate=ma.validate.OneOf(RATINGS)),
        values=ma.fields.Float(),
        dump_only=True,
        metadata={
            "description": "Of each rating; empty where it is hidden or nobody answered.",
            "example": {"content": 4.25, "delivery": 4.5, "engagement": 3.75, "overall": 4.25},
        },
    )
    comments = ma.fields.List(
        ma.fields.String(),
        dump_only=True,
        metadata={
            "description": "In no order that tells who wrote them.",
            "example": ["More examples, please."],
        },
    )
