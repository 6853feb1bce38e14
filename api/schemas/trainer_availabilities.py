"""When trainers can, cannot or would rather not teach."""

from __future__ import annotations

import marshmallow as ma

from api.schemas.common import EXAMPLE_ID, Count, ListQuery, RecordSchema, Schema
from api.schemas.times import TimeOfDay
from models.facility import AVAILABILITIES


class TrainerAvailabilityWrite(Schema):
    """What an availability is given."""

    trainer_id = ma.fields.UUID(
        required=True,
        metadata={"description": "Account of a trainer or head of department.", "example": EXAMPLE_ID},
    )
    term_id = ma.fields.UUID(
        required=True, metadata={"description": "The term in whose weeks it holds.", "example": EXAMPLE_ID}
    )
    weekday = Count(most=6, required=True, metadata={"description": "0 is Monday.", "example": 0})
    starts_at = TimeOfDay(required=True, metadata={"example": "08:00"})
    ends_at = TimeOfDay(
        required=True, metadata={"description": "After starts_at, on the same day.", "example": "12:40"}
    )
    kind = ma.fields.String(
        validate=ma.validate.OneOf(AVAILABILITIES),
        metadata={
            "description": (
                "Where a term has times of kind `available`, the trainer is free at these and the"
                " `disliked` ones only; otherwise always, but for the `unavailable` ones."
            ),
            "example": "unavailable",
        },
    )


class TrainerAvailabilitySchema(TrainerAvailabilityWrite, RecordSchema):
    """A time of the week about which a trainer has said something."""


class TrainerAvailabilityQuery(ListQuery):
    """Filters of availability."""

    trainer_id = ma.fields.UUID(metadata={"example": EXAMPLE_ID})
    term_id = ma.fields.UUID(metadata={"example": EXAMPLE_ID})
    weekday = ma.fields.Integer(
        validate=ma.validate.Range(min=0, max=6), metadata={"description": "0 is Monday.", "example": 0}
    )
    kind = ma.fields.String(validate=ma.validate.OneOf(AVAILABILITIES), metadata={"example": "unavailable"})
