"""Excuses on the wire."""

from __future__ import annotations

import marshmallow as ma

from api.schemas.common import EXAMPLE_ID, EXAMPLE_TIME, ListQuery, RecordSchema, Schema, Text
from api.schemas.sessions import SessionPersonSchema
from models.attendance_record import EXCUSE_STATUSES
from services.attendance.excuses import MAX_NOTE

MAX_REASON = 1000


class ExcuseWrite(Schema):
    """What a trainee asks to be excused from, and why."""

    starts_at = ma.fields.AwareDateTime(
        required=True,
        metadata={"description": "From when; past or to come.", "example": "2026-10-14T05:00:00+00:00"},
    )
    ends_at = ma.fields.AwareDateTime(required=True, metadata={"example": "2026-10-14T15:00:00+00:00"})
    reason = Text(most=MAX_REASON, required=True, metadata={"example": "I was ill."})


class VerificationWrite(Schema):
    """What is noted when an excuse is verified."""

    note = Text(
        most=MAX_NOTE,
        load_default=None,
        allow_none=True,
        metadata={"description": "The trainee is told.", "example": "Seen the original."},
    )


class RefusalWrite(Schema):
    """Why an excuse is refused."""

    note = Text(
        most=MAX_NOTE,
        required=True,
        metadata={"description": "The trainee is told.", "example": "The date on it is another."},
    )


class ExcuseSchema(RecordSchema):
    """A trainee's reason to be absent within a time."""

    trainee = ma.fields.Nested(SessionPersonSchema, dump_only=True)
    starts_at = ma.fields.AwareDateTime(dump_only=True, metadata={"example": EXAMPLE_TIME})
    ends_at = ma.fields.AwareDateTime(dump_only=True, metadata={"example": "2026-09-07T16:00:00+00:00"})
    reason = ma.fields.String(dump_only=True, metadata={"example": "I was ill."})
    has_document = ma.fields.Function(
        lambda excuse: excuse.document_id is not None,
        metadata={
            "type": "boolean",
            "description": "Whether there is one, at `/excuses/{id}/document`.",
            "example": True,
        },
    )
    status = ma.fields.String(
        dump_only=True, validate=ma.validate.OneOf(EXCUSE_STATUSES), metadata={"example": "requested"}
    )
    decided_by_id = ma.fields.UUID(dump_only=True, allow_none=True, metadata={"example": EXAMPLE_ID})
    decided_at = ma.fields.AwareDateTime(dump_only=True, allow_none=True, metadata={"example": EXAMPLE_TIME})
    decision_note = ma.fields.String(
        dump_only=True, allow_none=True, metadata={"example": "Seen the original."}
    )


class ExcuseQuery(ListQuery):
    """Filters of excuses."""

    trainee_id = ma.fields.UUID(metadata={"example": EXAMPLE_ID})
    status = ma.fields.String(validate=ma.validate.OneOf(EXCUSE_STATUSES), metadata={"example": "requested"})
    ends_after = ma.fields.AwareDateTime(
        metadata={"description": "Only those that end later.", "example": EXAMPLE_TIME}
    )
    starts_before = ma.fields.AwareDateTime(
        metadata={"description": "Only those that begin earlier.", "example": EXAMPLE_TIME}
    )
