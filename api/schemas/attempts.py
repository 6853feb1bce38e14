"""What is sent to check in, or to start or end a session: a form with a photo and texts."""

from __future__ import annotations

from typing import Any

import marshmallow as ma
from flask_smorest.fields import Upload

from api.schemas.common import EXAMPLE_TIME, Schema, Text
from services.attendance.attempt import PLATFORMS


class AttemptForm(Schema):
    """A photo, where it was taken, and what proves that it is new.

    Positions are taken as they are: what is impossible is refused by the verdict, which says so.
    """

    photo = Upload(
        metadata={"description": "JPEG, PNG or WebP of at most 8 MB and 25 million pixels."},
    )
    captured_at = ma.fields.AwareDateTime(
        required=True,
        metadata={"description": "When photo and position were taken.", "example": EXAMPLE_TIME},
    )
    sent_at = ma.fields.AwareDateTime(
        metadata={
            "description": "When this was sent, by the same clock; corrects a clock that is off.",
            "example": EXAMPLE_TIME,
        },
    )
    lat = ma.fields.Float(
        allow_nan=True, metadata={"description": "Latitude in degrees, north positive.", "example": -1.2921}
    )
    lon = ma.fields.Float(
        allow_nan=True, metadata={"description": "Longitude in degrees, east positive.", "example": 36.8219}
    )
    accuracy_m = ma.fields.Float(
        allow_nan=True, metadata={"description": "Accuracy in metres, as the device says.", "example": 12.0}
    )
    platform = ma.fields.String(
        load_default="other",
        validate=ma.validate.OneOf(PLATFORMS),
        metadata={"description": "Who says so, and means what by it.", "example": "android"},
    )
    mocked = ma.fields.Boolean(
        load_default=False,
        metadata={
            "description": "Whether the device says that a program made up the position.",
            "example": False,
        },
    )
    challenge = Text(
        most=200, metadata={"description": "A challenge that was given out for this; good once."}
    )
    code = Text(
        most=20, metadata={"description": "The session's code, as shown in the room.", "example": "K7QX2M4T"}
    )
    signature = Text(
        most=100,
        metadata={"description": "Of devices: the capture's signature in Base64, if it was made off line."},
    )

    @ma.validates_schema
    def _both_or_none(self, data: dict[str, Any], **_options: Any) -> None:
        missing = {"lat", "lon"} - data.keys()
        if len(missing) == 1:
            raise ma.ValidationError("A position has a latitude and a longitude.", missing.pop())


class ClassPhotoForm(AttemptForm):
    """A photo of the class, where it was taken, and what proves that it is new."""

    photo = Upload(
        required=True,
        metadata={"description": "JPEG, PNG or WebP of at most 8 MB and 25 million pixels."},
    )
