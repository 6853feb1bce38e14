"""Registering, logging in, passwords."""

from __future__ import annotations

from typing import Any

import marshmallow as ma

from api.schemas.common import EXAMPLE_ID, EXAMPLE_TIME, Schema, Text
from services.identity.passwords import MAX_LENGTH, MIN_LENGTH

TOKEN_EXAMPLE = "AZCmpDtsfEqdLl8ei3psPf3LVvXwHCoP5x4zEdKhq1D0mM0b9uYqfWzq5p0h7xQe"  # noqa: S105 - no real one


class Password(ma.fields.String):
    """A password that is being chosen; blanks belong to it. It is never shown."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            required=True,
            load_only=True,
            validate=ma.validate.Length(max=MAX_LENGTH),
            metadata={
                "description": f"{MIN_LENGTH} to {MAX_LENGTH} characters, not of letters or digits alone.",
                "example": "seven-Horses-7-graze",
            },
            **options,
        )


class AccountSchema(Schema):
    """Names an account."""

    email = Text(most=254, required=True, metadata={"example": "admin@demo.example"})
    tenant = Text(
        most=40,
        metadata={"description": "The institution, where several share the service.", "example": "demo"},
    )


class LoginSchema(AccountSchema):
    """E-mail and password of an account."""

    password = ma.fields.String(
        required=True,
        load_only=True,
        validate=ma.validate.Length(min=1, max=MAX_LENGTH),
        metadata={"example": "a long and secret sentence"},
    )
    cookies = ma.fields.Boolean(
        load_default=False,
        metadata={"description": "Put the tokens into HTTP-only cookies as well.", "example": False},
    )


class RegisterSchema(AccountSchema):
    """Somebody who wants an account."""

    password = Password()
    first_name = Text(most=100, required=True, metadata={"example": "Grace"})
    last_name = Text(most=100, required=True, metadata={"example": "Wanjiru"})


class LinkSchema(Schema):
    """The token of a link that was sent by e-mail."""

    token = Text(
        most=100,
        required=True,
        metadata={"description": "What stands behind `#token=`.", "example": TOKEN_EXAMPLE},
    )


class ResetSchema(LinkSchema):
    """A new password, and the link that allows to set it."""

    password = Password()


class PasswordChangeSchema(Schema):
    """A new password, and the present one."""

    present = ma.fields.String(
        required=True,
        load_only=True,
        validate=ma.validate.Length(min=1, max=MAX_LENGTH),
        metadata={"description": "The present password.", "example": "a long and secret sentence"},
    )
    password = Password()


class NoticeSchema(Schema):
    """What happens next."""

    detail = ma.fields.String(
        required=True, metadata={"example": "If there is such an account, an e-mail is on its way."}
    )


class LoginRecordSchema(Schema):
    """A log-in that has not ended."""

    id = ma.fields.UUID(metadata={"example": EXAMPLE_ID})
    user_agent = ma.fields.String(
        allow_none=True, metadata={"description": "The program, by its own word.", "example": "Mozilla/5.0"}
    )
    address = ma.fields.String(
        allow_none=True, metadata={"description": "Where it began.", "example": "192.0.2.7"}
    )
    created_at = ma.fields.AwareDateTime(metadata={"example": EXAMPLE_TIME})
    last_used_at = ma.fields.AwareDateTime(
        metadata={"description": "When tokens were last taken.", "example": EXAMPLE_TIME},
    )
    is_current = ma.fields.Boolean(
        metadata={"description": "Whether this very request belongs to it.", "example": True}
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
