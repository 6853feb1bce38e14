"""Versions of timetables."""

from __future__ import annotations

import marshmallow as ma

from api.schemas.common import EXAMPLE_ID, EXAMPLE_TIME, ListQuery, Schema, Text
from models.timetable import TIMETABLE_STATUSES

MAX_TOLD = 200
"""Violations, costs or sessions that one answer tells of."""


class TimetableWrite(Schema):
    """What a version is called."""

    name = Text(most=100, required=True, metadata={"example": "Second attempt"})


class TimetableCreate(TimetableWrite):
    """What a new version is given."""

    term_id = ma.fields.UUID(required=True, metadata={"example": EXAMPLE_ID})
    made_from_id = ma.fields.UUID(
        allow_none=True,
        metadata={
            "description": "The version to copy, of the same term; empty without one.",
            "example": EXAMPLE_ID,
        },
    )


class CountsSchema(Schema):
    """How far a version is."""

    sessions = ma.fields.Integer(
        dump_only=True, metadata={"description": "That the term asks for a week.", "example": 900}
    )
    placed = ma.fields.Integer(dump_only=True, metadata={"description": "Of them.", "example": 900})
    pinned = ma.fields.Integer(
        dump_only=True, metadata={"description": "Entries that solves leave alone.", "example": 12}
    )
    left_over = ma.fields.Integer(
        dump_only=True,
        metadata={"description": "Entries of sessions that nobody asks for any more.", "example": 0},
    )
    temporary = ma.fields.Integer(
        dump_only=True, metadata={"description": "Entries of one date only.", "example": 2}
    )


class TimetableSchema(Schema):
    """One version of a term's weekly timetable."""

    id = ma.fields.UUID(attribute="timetable.id", dump_only=True, metadata={"example": EXAMPLE_ID})
    term_id = ma.fields.UUID(attribute="timetable.term_id", dump_only=True, metadata={"example": EXAMPLE_ID})
    number = ma.fields.Integer(
        attribute="timetable.number",
        dump_only=True,
        metadata={"description": "Counts the versions of a term.", "example": 2},
    )
    name = ma.fields.String(
        attribute="timetable.name", dump_only=True, metadata={"example": "Second attempt"}
    )
    status = ma.fields.String(
        attribute="timetable.status",
        dump_only=True,
        metadata={
            "description": "From draft over validated to published, then archived.",
            "example": "draft",
        },
    )
    made_from_id = ma.fields.UUID(
        attribute="timetable.made_from_id",
        dump_only=True,
        allow_none=True,
        metadata={"description": "The version that it comes from.", "example": EXAMPLE_ID},
    )
    cost = ma.fields.Integer(
        attribute="timetable.cost",
        dump_only=True,
        allow_none=True,
        metadata={"description": "None while sessions lack a place.", "example": 1433},
    )
    bound = ma.fields.Integer(
        attribute="timetable.bound",
        dump_only=True,
        allow_none=True,
        metadata={"description": "No version can cost less, as a solve has proved.", "example": 1204},
    )
    gap = ma.fields.Float(
        dump_only=True,
        allow_none=True,
        metadata={"description": "Share of the cost that may still be saved.", "example": 0.16},
    )
    cost_by_rule = ma.fields.Dict(
        keys=ma.fields.String(),
        values=ma.fields.Integer(),
        attribute="timetable.cost_by_rule",
        dump_only=True,
        metadata={"description": "What each soft rule is paid.", "example": {"idle-gaps": 310}},
    )
    counts = ma.fields.Nested(CountsSchema, dump_only=True)
    validated_at = ma.fields.AwareDateTime(
        attribute="timetable.validated_at",
        dump_only=True,
        allow_none=True,
        metadata={"example": EXAMPLE_TIME},
    )
    published_at = ma.fields.AwareDateTime(
        attribute="timetable.published_at",
        dump_only=True,
        allow_none=True,
        metadata={"example": EXAMPLE_TIME},
    )
    archived_at = ma.fields.AwareDateTime(
        attribute="timetable.archived_at",
        dump_only=True,
        allow_none=True,
        metadata={"example": EXAMPLE_TIME},
    )
    created_by = ma.fields.UUID(
        attribute="timetable.created_by",
        dump_only=True,
        allow_none=True,
        metadata={"description": "Whose account made it.", "example": EXAMPLE_ID},
    )
    created_at = ma.fields.AwareDateTime(
        attribute="timetable.created_at", dump_only=True, metadata={"example": EXAMPLE_TIME}
    )
    updated_at = ma.fields.AwareDateTime(
        attribute="timetable.updated_at", dump_only=True, metadata={"example": EXAMPLE_TIME}
    )
    version = ma.fields.Integer(
        attribute="timetable.version",
        dump_only=True,
        metadata={
            "description": "Counts changes of it and of its entries; the same as the ETag.",
            "example": 1,
        },
    )


class TimetableQuery(ListQuery):
    """Filters of versions."""

    term_id = ma.fields.UUID(metadata={"example": EXAMPLE_ID})
    status = ma.fields.String(
        validate=ma.validate.OneOf(TIMETABLE_STATUSES), metadata={"example": "published"}
    )


class FocusQuery(Schema):
    """What of a version is asked about."""

    class_group_id = ma.fields.UUID(
        metadata={"description": "Only what concerns this class group.", "example": EXAMPLE_ID}
    )
    trainer_id = ma.fields.UUID(
        metadata={"description": "Only what concerns this trainer.", "example": EXAMPLE_ID}
    )
    room_id = ma.fields.UUID(
        metadata={"description": "Only what is held in this room.", "example": EXAMPLE_ID}
    )
    limit = ma.fields.Integer(
        load_default=50,
        validate=ma.validate.Range(min=1, max=MAX_TOLD),
        metadata={"description": "Items of each list at most.", "example": 50},
    )


class VerdictQuery(FocusQuery):
    """What of a verdict is wanted."""

    rule = Text(most=40, metadata={"description": "Only this rule.", "example": "idle-gaps"})


class WhoSchema(Schema):
    """A class group or a trainer."""

    id = ma.fields.UUID(dump_only=True, allow_none=True, metadata={"example": EXAMPLE_ID})
    name = ma.fields.String(dump_only=True, metadata={"example": "DICT-1A"})


class SessionSchema(Schema):
    """A session of the week."""

    entry_id = ma.fields.UUID(
        dump_only=True,
        allow_none=True,
        metadata={"description": "None while it has no place.", "example": EXAMPLE_ID},
    )
    enrollment_id = ma.fields.UUID(dump_only=True, metadata={"example": EXAMPLE_ID})
    session_type = ma.fields.String(dump_only=True, metadata={"example": "theory"})
    ordinal = ma.fields.Integer(
        dump_only=True,
        metadata={"description": "Of the enrolment's sessions of this type, from 1.", "example": 1},
    )
    name = ma.fields.String(dump_only=True, metadata={"example": "Databases (1 of 3)"})
    class_groups = ma.fields.List(ma.fields.Nested(WhoSchema), dump_only=True)
    trainers = ma.fields.List(ma.fields.Nested(WhoSchema), dump_only=True)


class ViolationSchema(Schema):
    """A hard rule that is broken."""

    rule = ma.fields.String(dump_only=True, metadata={"example": "teacher-clash"})
    reason = ma.fields.String(
        dump_only=True,
        metadata={
            "description": "In words with names.",
            "example": "Ada Maina teaches Databases and Networks at once, on Monday 08:00",
        },
    )
    sessions = ma.fields.List(ma.fields.Nested(SessionSchema), dump_only=True)


class CostSchema(Schema):
    """What is paid to a soft rule."""

    rule = ma.fields.String(dump_only=True, metadata={"example": "idle-gaps"})
    amount = ma.fields.Integer(dump_only=True, metadata={"example": 3})
    reason = ma.fields.String(
        dump_only=True, metadata={"example": "DICT-1A has 1 idle slot on Monday before 11:20"}
    )
    whom = ma.fields.String(
        dump_only=True,
        allow_none=True,
        metadata={"description": "Whose week is the worse for it.", "example": "DICT-1A"},
    )
    sessions = ma.fields.List(ma.fields.Nested(SessionSchema), dump_only=True)


class VerdictSchema(Schema):
    """Everything that a version breaks and pays."""

    is_complete = ma.fields.Boolean(
        dump_only=True, metadata={"description": "Whether every session has a place.", "example": True}
    )
    is_feasible = ma.fields.Boolean(
        dump_only=True, metadata={"description": "Whether it can be validated.", "example": True}
    )
    tables_changed = ma.fields.Boolean(
        dump_only=True,
        allow_none=True,
        metadata={
            "description": "Whether the term differs since it was validated; none if it never was.",
            "example": False,
        },
    )
    cost = ma.fields.Integer(dump_only=True, metadata={"example": 1433})
    cost_by_rule = ma.fields.Dict(
        keys=ma.fields.String(),
        values=ma.fields.Integer(),
        dump_only=True,
        metadata={"description": "Of the whole version.", "example": {"idle-gaps": 310}},
    )
    unplaced = ma.fields.Integer(
        dump_only=True, metadata={"description": "Sessions without a place.", "example": 0}
    )
    misfits = ma.fields.Integer(
        dump_only=True, metadata={"description": "Entries that fit no longer.", "example": 0}
    )
    violation_count = ma.fields.Integer(
        dump_only=True, metadata={"description": "That the filters leave.", "example": 0}
    )
    violations = ma.fields.List(ma.fields.Nested(ViolationSchema), dump_only=True)
    cost_count = ma.fields.Integer(
        dump_only=True, metadata={"description": "That the filters leave.", "example": 214}
    )
    costs = ma.fields.List(
        ma.fields.Nested(CostSchema), dump_only=True, metadata={"description": "The dearest first."}
    )
