"""Forecasts of absence, and the times of the week at which many were absent."""

from __future__ import annotations

import marshmallow as ma

from api.schemas.common import EXAMPLE_ID, EXAMPLE_TIME, Schema, Text
from api.schemas.times import TimeOfDay
from services.records import MAX_PAGE


class AbsenceForecastQuery(Schema):
    """Which forecasts are meant."""

    session_id = ma.fields.UUID(metadata={"description": "Of this session only."})
    trainee_id = ma.fields.UUID(metadata={"description": "Of this trainee only."})
    least = ma.fields.Float(
        allow_nan=False,
        validate=ma.validate.Range(min=0, max=1),
        metadata={"description": "Only where an absence is at least so probable.", "example": 0.5},
    )
    cursor = Text(most=600, metadata={"description": "The next_cursor of the page before."})
    limit = ma.fields.Integer(
        load_default=50,
        validate=ma.validate.Range(min=1, max=MAX_PAGE),
        metadata={"description": "Forecasts a page.", "example": 50},
    )


class AbsenceForecastSchema(Schema):
    """How probable it is that a trainee misses a session."""

    session_id = ma.fields.UUID(dump_only=True, metadata={"example": EXAMPLE_ID})
    trainee_id = ma.fields.UUID(dump_only=True, metadata={"example": EXAMPLE_ID})
    starts_at = ma.fields.AwareDateTime(
        dump_only=True,
        attribute="session.starts_at",
        metadata={"description": "When the session begins.", "example": EXAMPLE_TIME},
    )
    probability = ma.fields.Float(
        dump_only=True, metadata={"description": "Of an absence, from 0 to 1.", "example": 0.18}
    )
    made_on = ma.fields.Date(
        dump_only=True, metadata={"description": "When it was forecast.", "example": "2026-10-12"}
    )


class AbsentSlotSchema(Schema):
    """A period of a weekday, and how many were absent then."""

    weekday = ma.fields.Integer(dump_only=True, metadata={"description": "0 is Monday.", "example": 4})
    starts_at = TimeOfDay(dump_only=True, metadata={"example": "08:00"})
    count = ma.fields.Integer(
        dump_only=True,
        attribute="absence.count",
        metadata={"description": "Attendances that it is told from.", "example": 2_130},
    )
    absent_percent = ma.fields.Function(
        lambda slot: None if slot.absence.share is None else round(100 * slot.absence.share, 1),
        metadata={
            "type": ["number", "null"],
            "description": "Of those who were to come; towards that of the whole week where little is known.",
            "example": 17.4,
        },
    )
    is_avoided = ma.fields.Boolean(
        dump_only=True,
        attribute="absence.is_avoided",
        metadata={
            "description": "Whether the engine avoids it, if the policy says `avoid_absent_slots`.",
            "example": True,
        },
    )


class AbsentSlotsSchema(Schema):
    """The periods of the week, in order of time."""

    items = ma.fields.List(
        ma.fields.Nested(AbsentSlotSchema), dump_only=True, metadata={"description": "Every one of them."}
    )
