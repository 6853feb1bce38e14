"""What people keep of themselves."""

from __future__ import annotations

import marshmallow as ma

from api.schemas.common import EXAMPLE_ID, RecordSchema
from api.schemas.json_object import JsonObject
from api.schemas.users import AboutSchema


class ProfileWrite(AboutSchema):
    """What people say of themselves, and how they like things."""

    preferences = JsonObject(
        metadata={
            "description": "How the product should look and behave; kept as it is, at most 8 KB.",
            "example": {"language": "sw", "theme": "dark"},
        }
    )
    training_preferences = JsonObject(
        metadata={
            "description": "How somebody likes to learn or teach; kept as it is, at most 8 KB.",
            "example": {"time_of_day": "morning"},
        }
    )


class ProfileSchema(ProfileWrite, RecordSchema):
    """Somebody's own profile."""

    user_id = ma.fields.UUID(dump_only=True, metadata={"example": EXAMPLE_ID})
