"""The school."""

from __future__ import annotations

import marshmallow as ma

from api.schemas.common import EXAMPLE_ID, RecordSchema, Schema, Text
from api.schemas.geo import GeoZone
from api.schemas.users import address_of_file


class SchoolWrite(Schema):
    """What the school is given."""

    name = Text(most=200, required=True, metadata={"example": "Lakeside Technical College"})
    code = Text(most=20, required=True, metadata={"example": "LTC"})
    address = Text(most=300, allow_none=True, metadata={"example": "12 Harbour Road, Lakeside"})
    phone = Text(
        most=40,
        allow_none=True,
        metadata={
            "description": "Kept in international form; without a country code it is of the country"
            " in the policy.",
            "example": "+254712345678",
        },
    )
    email = Text(most=254, allow_none=True, metadata={"example": "office@lakeside.example"})
    website = Text(
        most=200,
        allow_none=True,
        validate=ma.validate.URL(schemes={"http", "https"}),
        metadata={"format": "uri", "example": "https://lakeside.example"},
    )
    geo_zone = GeoZone(allow_none=True, metadata={"description": "The grounds, as circle or polygon."})


class SchoolSchema(SchoolWrite, RecordSchema):
    """The institution itself; there is exactly one."""

    logo_url = ma.fields.Function(
        lambda school: address_of_file(school.logo_id),
        metadata={
            "description": "The logo; another address whenever it changes.",
            "type": ["string", "null"],
            "example": f"/api/files/{EXAMPLE_ID}",
        },
    )
