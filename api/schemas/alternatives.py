"""Other places of a session, what they cost, and what forbids them."""

from __future__ import annotations

from typing import Any

import marshmallow as ma

from api.schemas.common import EXAMPLE_ID, ListQuery, Schema
from api.schemas.places import (
    BrokenSchema,
    MoveSchema,
    PaidSchema,
    PersonSchema,
    PlaceSchema,
    PlannedSessionSchema,
    by_rule,
)
from api.schemas.times import TimeOfDay
from api.schemas.timetable_entries import MAX_ORDINAL
from models.timetable import SESSION_TYPES


def _number(least: int, most: int, **options: Any) -> ma.fields.Integer:
    """A number in an address, where everything is text."""
    return ma.fields.Integer(validate=ma.validate.Range(min=least, max=most), **options)


class AlternativeQuery(ListQuery):
    """Which places are wanted."""

    class Meta(ListQuery.Meta):
        """Places are in the order of their promise, and have no text to search."""

        exclude = ("search", "sort")

    weekday = _number(0, 6, metadata={"description": "Only this day; 0 is Monday.", "example": 0})
    room_id = ma.fields.UUID(metadata={"description": "Only in this room.", "example": EXAMPLE_ID})
    only_open = ma.fields.Boolean(
        load_default=False,
        metadata={"description": "Only where the session could simply be moved.", "example": True},
    )


class PlaceOfSessionQuery(AlternativeQuery):
    """Which session, with an entry or without, and which of its places."""

    enrollment_id = ma.fields.UUID(required=True, metadata={"example": EXAMPLE_ID})
    session_type = ma.fields.String(
        load_default="theory", validate=ma.validate.OneOf(SESSION_TYPES), metadata={"example": "theory"}
    )
    ordinal = _number(
        1,
        MAX_ORDINAL,
        load_default=1,
        metadata={"description": "Of the enrolment's sessions of this type, from 1.", "example": 1},
    )


class PlaceQuery(Schema):
    """The place in question."""

    weekday = _number(0, 6, required=True, metadata={"description": "0 is Monday.", "example": 0})
    starts_at = TimeOfDay(
        required=True, metadata={"description": "When a period begins.", "example": "08:00"}
    )
    room_id = ma.fields.UUID(required=True, metadata={"example": EXAMPLE_ID})


class AlternativeSchema(PlaceSchema):
    """Another place of a session, all others unmoved."""

    is_open = ma.fields.Boolean(
        dump_only=True,
        metadata={"description": "Whether the session could simply be moved there.", "example": True},
    )
    cost = ma.fields.Integer(
        dump_only=True,
        metadata={
            "description": "What the timetable would cost more, exact where it is open; negative if better.",
            "example": -2,
        },
    )
    breaches = ma.fields.Integer(
        dump_only=True,
        metadata={"description": "Hard rules broken more often, but for the room's.", "example": 0},
    )
    occupant = ma.fields.Nested(
        PlannedSessionSchema,
        dump_only=True,
        allow_none=True,
        metadata={"description": "Who has the room then."},
    )


class AlternativesSchema(Schema):
    """The places of a session, the open ones first, cheapest first."""

    session = ma.fields.Nested(PlannedSessionSchema, dump_only=True)
    now = ma.fields.Nested(
        PlaceSchema, dump_only=True, allow_none=True, metadata={"description": "None while it has no place."}
    )
    is_pinned = ma.fields.Boolean(
        dump_only=True,
        metadata={"description": "Whether solves and repairs leave it where it is.", "example": False},
    )
    places = ma.fields.Integer(
        dump_only=True, metadata={"description": "Places that its own limits allow.", "example": 803}
    )
    open = ma.fields.Integer(
        dump_only=True, metadata={"description": "Those of them that are open.", "example": 75}
    )
    items = ma.fields.List(ma.fields.Nested(AlternativeSchema), dump_only=True)
    next_cursor = ma.fields.String(
        dump_only=True,
        allow_none=True,
        metadata={"description": "Asks for the next page; null on the last one.", "example": None},
    )


class PlaceVerdictSchema(Schema):
    """What holding a session in one place would cost, and what forbids it, in words."""

    session = ma.fields.Nested(PlannedSessionSchema, dump_only=True)
    now = ma.fields.Nested(PlaceSchema, dump_only=True, allow_none=True)
    place = ma.fields.Nested(PlaceSchema, dump_only=True)
    is_open = ma.fields.Boolean(
        dump_only=True, metadata={"description": "Whether no hard rule forbids it.", "example": False}
    )
    cost = ma.fields.Integer(
        dump_only=True, metadata={"description": "What the timetable would cost more.", "example": 14}
    )
    change_by_rule = by_rule("What it would cost more, for each rule that differs.")
    violations = ma.fields.List(ma.fields.Nested(BrokenSchema), dump_only=True)
    costs_added = ma.fields.List(ma.fields.Nested(PaidSchema), dump_only=True)
    costs_saved = ma.fields.List(ma.fields.Nested(PaidSchema), dump_only=True)


class ComparisonQuery(Schema):
    """Which version to compare with."""

    with_ = ma.fields.UUID(
        data_key="with",
        metadata={
            "description": "Another version of the term, as it was before; by default the one that this"
            " one was made from.",
            "example": EXAMPLE_ID,
        },
    )


class ComparedVersionSchema(Schema):
    """A version in a comparison."""

    id = ma.fields.UUID(dump_only=True, metadata={"example": EXAMPLE_ID})
    number = ma.fields.Integer(dump_only=True, metadata={"example": 2})
    name = ma.fields.String(dump_only=True, metadata={"example": "Repaired from version 1"})
    status = ma.fields.String(dump_only=True, metadata={"example": "draft"})
    without_place = ma.fields.Integer(
        dump_only=True, metadata={"description": "Sessions that have none.", "example": 0}
    )


class RuleChangeSchema(Schema):
    """What a soft rule costs in both."""

    rule = ma.fields.String(dump_only=True, metadata={"example": "idle-gaps"})
    before = ma.fields.Integer(dump_only=True, metadata={"example": 30})
    after = ma.fields.Integer(dump_only=True, metadata={"example": 27})
    change = ma.fields.Integer(dump_only=True, metadata={"example": -3})


class CostNowSchema(Schema):
    """What a timetable costs by the tables as they are now."""

    cost = ma.fields.Integer(dump_only=True, metadata={"example": 1066})
    broken_rules = ma.fields.Integer(
        dump_only=True, metadata={"description": "How often hard rules are broken.", "example": 0}
    )


class BalanceSchema(PersonSchema):
    """What somebody's own week costs in both."""

    before = ma.fields.Integer(dump_only=True, metadata={"example": 6})
    after = ma.fields.Integer(dump_only=True, metadata={"example": 9})
    change = ma.fields.Integer(dump_only=True, metadata={"example": 3})


class DifferencesSchema(Schema):
    """What a second timetable changes."""

    cost_before = ma.fields.Nested(CostNowSchema, dump_only=True)
    cost_after = ma.fields.Nested(CostNowSchema, dump_only=True)
    rules = ma.fields.List(
        ma.fields.Nested(RuleChangeSchema),
        dump_only=True,
        metadata={"description": "The biggest change first."},
    )
    moves = ma.fields.List(ma.fields.Nested(MoveSchema), dump_only=True)
    people = ma.fields.List(
        ma.fields.Nested(BalanceSchema),
        dump_only=True,
        metadata={"description": "Everybody whose own week differs in cost, the biggest loser first."},
    )


class ComparisonSchema(DifferencesSchema):
    """Two versions side by side."""

    before = ma.fields.Nested(ComparedVersionSchema, dump_only=True)
    after = ma.fields.Nested(ComparedVersionSchema, dump_only=True)
