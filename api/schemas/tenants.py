"""Institutions that share the installation."""

from __future__ import annotations

import marshmallow as ma

from api.schemas.common import EXAMPLE_ID, EXAMPLE_TIME, ListQuery, Schema, Text
from services.tenants import SLUG


class FirstAdmin(Schema):
    """The person who is invited to run a new institution."""

    email = Text(most=254, required=True, metadata={"example": "principal@lakeside.example"})
    first_name = Text(most=100, required=True, metadata={"example": "Achieng"})
    last_name = Text(most=100, required=True, metadata={"example": "Otieno"})


class TenantPatch(Schema):
    """What may be changed of an institution."""

    name = Text(most=200, metadata={"example": "Lakeside Technical College"})
    is_active = ma.fields.Boolean(
        metadata={"description": "Nobody logs in to an institution that is not.", "example": True}
    )


class TenantWrite(Schema):
    """What a new institution is given."""

    slug = ma.fields.String(
        required=True,
        validate=ma.validate.Regexp(
            f"^{SLUG.pattern}\\Z", error="3 to 40 small letters, digits and hyphens, a letter first."
        ),
        metadata={"description": "Short name, which people log in with; it stays.", "example": "lakeside"},
    )
    name = Text(most=200, required=True, metadata={"example": "Lakeside Technical College"})
    school_code = Text(most=20, load_default="MAIN", metadata={"example": "LTC"})
    admin = ma.fields.Nested(FirstAdmin, required=True)


class TenantSchema(Schema):
    """An institution."""

    id = ma.fields.UUID(metadata={"example": EXAMPLE_ID})
    slug = ma.fields.String(metadata={"example": "lakeside"})
    name = ma.fields.String(metadata={"example": "Lakeside Technical College"})
    is_active = ma.fields.Boolean(metadata={"example": True})
    version = ma.fields.Integer(metadata={"example": 1})
    created_at = ma.fields.AwareDateTime(metadata={"example": EXAMPLE_TIME})


class TenantQuery(ListQuery):
    """Filters of institutions."""

    is_active = ma.fields.Boolean(metadata={"example": True})
