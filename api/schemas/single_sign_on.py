"""Single sign-on."""

from __future__ import annotations

import marshmallow as ma

from api.schemas.common import RecordSchema, Schema, Text


class ProviderWrite(Schema):
    """A provider to trust from now on, with its secret, which is never shown again."""

    issuer = Text(
        most=200,
        required=True,
        metadata={
            "description": "The provider's address, exactly as it writes it.",
            "example": "https://id.college.example",
        },
    )
    client_id = Text(most=200, required=True, metadata={"example": "smart-roster"})
    client_secret = Text(
        most=500,
        required=True,
        load_only=True,
        metadata={"description": "Kept encrypted.", "example": "a secret of the provider's making"},
    )
    open_accounts = ma.fields.Boolean(
        load_default=False,
        metadata={
            "description": "Whether somebody who has no account here becomes a trainee.",
            "example": False,
        },
    )
    domains = ma.fields.List(
        Text(most=253),
        load_default=list,
        validate=ma.validate.Length(max=50),
        metadata={
            "description": "Domains of e-mail addresses for which accounts are opened; any, if empty.",
            "example": ["college.example"],
        },
    )


class ProviderSchema(ProviderWrite, RecordSchema):
    """The OpenID provider that an institution trusts."""


class CallbackQuery(Schema):
    """What a provider sends back through the browser; providers add words of their own."""

    class Meta:
        """Options that marshmallow reads."""

        unknown = ma.EXCLUDE

    state = Text(most=200, metadata={"description": "What the question held."})
    code = Text(most=4000, metadata={"description": "Stands for the person, once."})
    error = Text(most=200, metadata={"description": "Why not.", "example": "access_denied"})
    iss = Text(most=200, metadata={"description": "Who answers (RFC 9207)."})
