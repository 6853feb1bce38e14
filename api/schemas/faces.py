"""Consent to faces, and enrolment."""

from __future__ import annotations

import marshmallow as ma
from flask_smorest.fields import Upload

from api.schemas.common import EXAMPLE_ID, EXAMPLE_TIME, Schema, Text
from services.presence.consents import TEXT_VERSION
from services.presence.enrolling import MAX_PHOTOS


class ConsentWrite(Schema):
    """That the text was read and agreed to."""

    text_version = Text(
        most=20,
        required=True,
        metadata={"description": "Version of the text that was agreed to.", "example": TEXT_VERSION},
    )


class ConsentSchema(Schema):
    """A consent that is good."""

    text_version = ma.fields.String(metadata={"example": TEXT_VERSION})
    given_at = ma.fields.AwareDateTime(metadata={"example": EXAMPLE_TIME})
    recorded_by_id = ma.fields.UUID(
        allow_none=True,
        metadata={"description": "Who wrote it down, where it was given on paper.", "example": None},
    )


class TemplateSchema(Schema):
    """What is told of an enrolled face; its numbers never leave the service."""

    photos = ma.fields.Integer(metadata={"description": "Photos it is the mean of.", "example": 3})
    spread = ma.fields.Float(
        metadata={"description": "Distance of the photo farthest from the mean.", "example": 0.28}
    )
    enrolled_by_id = ma.fields.UUID(metadata={"example": EXAMPLE_ID})
    updated_at = ma.fields.AwareDateTime(metadata={"example": EXAMPLE_TIME})


class FaceSchema(Schema):
    """What is kept of a person's face."""

    user_id = ma.fields.UUID(metadata={"example": EXAMPLE_ID})
    consent = ma.fields.Nested(
        ConsentSchema, allow_none=True, metadata={"description": "Null if there is none that is good."}
    )
    template = ma.fields.Nested(
        TemplateSchema, allow_none=True, metadata={"description": "Null if nobody is enrolled."}
    )
    text_version = ma.fields.String(
        metadata={"description": "Version of the text to agree to.", "example": TEXT_VERSION}
    )
    text = ma.fields.String(
        metadata={"description": "What is agreed to.", "example": "I agree that my institution computes …"}
    )


class LookalikeSchema(Schema):
    """Two people whose faces are so near that they may be one."""

    first_id = ma.fields.UUID(metadata={"example": EXAMPLE_ID})
    second_id = ma.fields.UUID(metadata={"example": EXAMPLE_ID})
    distance = ma.fields.Float(
        metadata={"description": "Photos of one person are within 0.5.", "example": 0.31}
    )


class EnrolledSchema(FaceSchema):
    """What came of an enrolment."""

    lookalikes = ma.fields.List(
        ma.fields.Nested(LookalikeSchema),
        metadata={
            "description": "Others who are enrolled with nearly the same face; empty for one's own enrolment."
        },
    )


class PhotosUpload(Schema):
    """Photos of one person, each of them alone in it."""

    photos = ma.fields.List(
        Upload(metadata={"description": "JPEG, PNG or WebP of at most 8 MB and 25 million pixels."}),
        required=True,
        validate=ma.validate.Length(min=1, max=MAX_PHOTOS),
        metadata={"description": "3 to 5 different photos, as several parts of the same name."},
    )


class PhotoUpload(Schema):
    """A photo of one person."""

    photo = Upload(
        required=True,
        metadata={"description": "JPEG, PNG or WebP of at most 8 MB and 25 million pixels."},
    )


class VerificationSchema(Schema):
    """What a comparison says."""

    result = ma.fields.String(
        validate=ma.validate.OneOf(("same", "uncertain", "different")),
        metadata={"description": "How far apart the faces are is not told.", "example": "same"},
    )


class LookalikeQuery(Schema):
    """How near is too near."""

    within = ma.fields.Float(
        load_default=0.5,
        validate=ma.validate.Range(min=0.1, max=0.7),
        metadata={"description": "Distance up to which a pair is named.", "example": 0.5},
    )


class LookalikesSchema(Schema):
    """Pairs of people, the nearest first."""

    items = ma.fields.List(
        ma.fields.Nested(LookalikeSchema), required=True, metadata={"description": "At most 200 pairs."}
    )
