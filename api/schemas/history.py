"""The history of changes."""

from __future__ import annotations

import marshmallow as ma

from api.schemas.common import EXAMPLE_ID, EXAMPLE_TIME, ListQuery, Schema, Text
from api.schemas.times import Moment
from services.history import ACTIONS


class ChangeSchema(Schema):
    """One change of one record."""

    id = ma.fields.UUID(attribute="change.id", metadata={"example": EXAMPLE_ID})
    at = ma.fields.AwareDateTime(attribute="change.created_at", metadata={"example": EXAMPLE_TIME})
    entity = ma.fields.String(attribute="change.entity", metadata={"example": "departments"})
    entity_id = ma.fields.UUID(attribute="change.entity_id", metadata={"example": EXAMPLE_ID})
    action = ma.fields.String(
        attribute="change.action", metadata={"description": "What was done.", "example": "change"}
    )
    user_id = ma.fields.UUID(
        attribute="change.user_id",
        allow_none=True,
        metadata={"description": "Who did it; nobody where the product did.", "example": EXAMPLE_ID},
    )
    user_name = ma.fields.String(
        attribute="user.full_name",
        dump_default=None,
        allow_none=True,
        metadata={
            "description": "The name of that account; none if it is not of this institution.",
            "example": "Achieng Otieno",
        },
    )
    request_id = ma.fields.String(
        attribute="change.request_id", allow_none=True, metadata={"example": "4f1c0d7e9b2a4c55"}
    )
    fields_changed = ma.fields.Dict(
        keys=ma.fields.String(),
        values=ma.fields.List(ma.fields.Raw(allow_none=True)),
        attribute="change.fields",
        data_key="fields",
        metadata={
            "description": "Every field that changed, with its value before and after.",
            "example": {"name": ["Computing", "Computing and Informatics"]},
        },
    )


class HistoryQuery(Schema):
    """Filters of the history."""

    entity = Text(most=60, metadata={"description": "Kind of record.", "example": "departments"})
    entity_id = ma.fields.UUID(metadata={"description": "One record.", "example": EXAMPLE_ID})
    user_id = ma.fields.UUID(metadata={"description": "What this account did.", "example": EXAMPLE_ID})
    action = ma.fields.String(validate=ma.validate.OneOf(ACTIONS), metadata={"example": "change"})
    since = Moment(metadata={"description": "At this moment or later.", "example": EXAMPLE_TIME})
    until = Moment(metadata={"description": "Before this moment.", "example": EXAMPLE_TIME})
    cursor = ListQuery._declared_fields["cursor"]
    limit = ListQuery._declared_fields["limit"]
