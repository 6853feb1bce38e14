"""Devices, their keys, and challenges."""

from __future__ import annotations

import marshmallow as ma

from api.schemas.common import EXAMPLE_ID, EXAMPLE_TIME, Count, ListQuery, RecordSchema, Schema, Text
from services.presence.challenges import MAX_AT_ONCE
from services.presence.registering import OVERLAP_HOURS

EXAMPLE_KEY = "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="
EXAMPLE_KEY_ID = "AZCmpDtsfEqdLl8ei3psPQGQpqQ7bHxKnS5fHot6bD0"


def _public_key() -> Text:
    return Text(
        most=100,
        required=True,
        metadata={"description": "Of Ed25519: 32 bytes in Base64.", "example": EXAMPLE_KEY},
    )


class DeviceWrite(Schema):
    """Name and place of a device."""

    name = Text(most=100, required=True, metadata={"example": "Kiosk at the main gate"})
    room_id = ma.fields.UUID(
        allow_none=True,
        load_default=None,
        metadata={"description": "The room it stands in.", "example": EXAMPLE_ID},
    )


class DeviceCreate(DeviceWrite):
    """A device to be taken into service."""

    public_key = _public_key()


class KeyWrite(Schema):
    """Another key of a device."""

    public_key = _public_key()
    overlap_hours = Count(
        most=168,
        load_default=OVERLAP_HOURS,
        metadata={"description": "For how long keys before it are still good.", "example": OVERLAP_HOURS},
    )


class KeySchema(Schema):
    """A public key, and how signatures name it."""

    id = ma.fields.UUID(metadata={"example": EXAMPLE_ID})
    key_id = ma.fields.String(
        metadata={"description": "What signatures give as `keyid`.", "example": EXAMPLE_KEY_ID}
    )
    public_key = ma.fields.String(metadata={"example": EXAMPLE_KEY})
    good_until = ma.fields.AwareDateTime(
        allow_none=True, metadata={"description": "Null while nothing ends it.", "example": None}
    )
    created_at = ma.fields.AwareDateTime(metadata={"example": EXAMPLE_TIME})


class DeviceSchema(DeviceWrite, RecordSchema):
    """A kiosk that signs what it sends."""

    user_id = ma.fields.UUID(metadata={"description": "Its account.", "example": EXAMPLE_ID})
    keys = ma.fields.List(ma.fields.Nested(KeySchema), metadata={"description": "The oldest first."})
    last_seen_at = ma.fields.AwareDateTime(
        allow_none=True,
        metadata={"description": "When it sent something last, to the minute.", "example": EXAMPLE_TIME},
    )
    drift_s = ma.fields.Float(
        allow_none=True,
        metadata={"description": "Seconds by which its clock was behind then.", "example": 0.8},
    )
    revoked_at = ma.fields.AwareDateTime(
        allow_none=True, metadata={"description": "Null while it is in service.", "example": None}
    )


class DeviceQuery(ListQuery):
    """Filters of devices."""

    room_id = ma.fields.UUID(metadata={"example": EXAMPLE_ID})
    is_revoked = ma.fields.Boolean(metadata={"example": False})


class ChallengeWrite(Schema):
    """How many challenges are wanted, and what for."""

    count = Count(
        least=1,
        most=MAX_AT_ONCE,
        load_default=1,
        metadata={"description": "People take one; devices may take a stock.", "example": 1},
    )


class ChallengeSchema(Schema):
    """A challenge, to be sent back once with what was captured after it was given out."""

    secret = ma.fields.String(metadata={"example": "AZCmpDtsfEqdLl8ei3psPWh5b3VyLXNlY3JldC1pcy1oZXJl"})
    expires_at = ma.fields.AwareDateTime(metadata={"example": EXAMPLE_TIME})


class ChallengesSchema(Schema):
    """Challenges just given out."""

    items = ma.fields.List(
        ma.fields.Nested(ChallengeSchema),
        required=True,
        metadata={"description": "As many as were asked for."},
    )
