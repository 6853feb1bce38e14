"""What people keep of themselves."""

from __future__ import annotations

import marshmallow as ma

from api.schemas.common import EXAMPLE_ID, RecordSchema, Schema, Text
from api.schemas.json_object import JsonObject
from api.schemas.users import AboutSchema
from services.people.skills import LEVELS, MAX_SKILLS


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


class SkillSchema(Schema):
    """Something that somebody can do, and how well, by their own word."""

    name = Text(most=100, required=True, metadata={"example": "Welding"})
    level = ma.fields.String(
        load_default=LEVELS[0], validate=ma.validate.OneOf(LEVELS), metadata={"example": "advanced"}
    )


class SkillsSchema(Schema):
    """Somebody's skills, in the order in which they were given."""

    items = ma.fields.List(
        ma.fields.Nested(SkillSchema),
        required=True,
        validate=ma.validate.Length(max=MAX_SKILLS),
        metadata={"description": "Each with a name of its own."},
    )
