"""Logging in."""

from __future__ import annotations

import marshmallow as ma

from api.schemas.common import Schema, Text


class LoginSchema(Schema):
    """E-mail and password of an account."""

    email = Text(most=254, required=True, metadata={"example": "admin@demo.example"})
    password = ma.fields.String(
        required=True,
        load_only=True,
        validate=ma.validate.Length(min=1, max=128),
        metadata={"example": "a long and secret sentence"},
    )
    tenant = Text(
        most=40,
        metadata={"description": "The institution, where several share the service.", "example": "demo"},
    )
    cookies = ma.fields.Boolean(
        load_default=False,
        metadata={"description": "Put the tokens into HTTP-only cookies as well.", "example": False},
    )


class TokenSchema(Schema):
    """Tokens of a log-in."""

    access_token = ma.fields.String(
        required=True, metadata={"description": "Good for an hour, as bearer.", "example": "eyJhbGciOi…"}
    )
    refresh_token = ma.fields.String(
        required=True, metadata={"description": "Good once, for a day.", "example": "eyJhbGciOi…"}
    )
    token_type = ma.fields.String(dump_default="Bearer", metadata={"example": "Bearer"})
    expires_in = ma.fields.Integer(metadata={"description": "Seconds.", "example": 3600})
