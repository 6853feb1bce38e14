"""Where sessions are, might be, or were moved from: parts that all answers of the engine share."""

from __future__ import annotations

from typing import Any

import marshmallow as ma

from api.schemas.common import EXAMPLE_ID, Schema
from api.schemas.timetables import SessionSchema, WhoSchema


class PlannedSessionSchema(SessionSchema):
    """A session of the week, or one that the tables do not have yet, and that therefore has no ids."""

    enrollment_id = ma.fields.UUID(dump_only=True, allow_none=True, metadata={"example": EXAMPLE_ID})
    session_type = ma.fields.String(dump_only=True, allow_none=True, metadata={"example": "theory"})
    ordinal = ma.fields.Integer(
        dump_only=True,
        allow_none=True,
        metadata={"description": "Of the enrolment's sessions of this type, from 1.", "example": 1},
    )


class PlannedRoomSchema(Schema):
    """A room that is planned with."""

    id = ma.fields.UUID(dump_only=True, metadata={"example": EXAMPLE_ID})
    code = ma.fields.String(dump_only=True, metadata={"example": "LAB-1"})
    name = ma.fields.String(dump_only=True, metadata={"example": "Computer Lab 1 (Block A)"})


class PlaceSchema(Schema):
    """A time of the week, and a room."""

    weekday = ma.fields.Integer(dump_only=True, metadata={"description": "0 is Monday.", "example": 0})
    starts_at = ma.fields.String(
        dump_only=True, metadata={"description": "By the institution's clock.", "example": "08:00"}
    )
    ends_at = ma.fields.String(dump_only=True, metadata={"example": "09:00"})
    room = ma.fields.Nested(PlannedRoomSchema, dump_only=True)


class DatedPlaceSchema(PlaceSchema):
    """A date with its time, and a room."""

    date = ma.fields.String(dump_only=True, metadata={"format": "date", "example": "2026-10-14"})


class MoveSchema(Schema):
    """A session that is elsewhere."""

    session = ma.fields.Nested(PlannedSessionSchema, dump_only=True)
    before = ma.fields.Nested(
        PlaceSchema, dump_only=True, allow_none=True, metadata={"description": "None where it had no place."}
    )
    after = ma.fields.Nested(
        PlaceSchema, dump_only=True, allow_none=True, metadata={"description": "None where it has no place."}
    )


class PersonSchema(WhoSchema):
    """A class group or a trainer."""

    kind = ma.fields.String(
        dump_only=True, metadata={"description": "`class_group` or `trainer`.", "example": "class_group"}
    )


class PaidSchema(Schema):
    """What is paid to a soft rule."""

    rule = ma.fields.String(dump_only=True, metadata={"example": "idle-gaps"})
    amount = ma.fields.Integer(dump_only=True, metadata={"example": 3})
    reason = ma.fields.String(
        dump_only=True, metadata={"example": "DICT-1A has 1 idle slot on Monday before 11:20"}
    )


class BrokenSchema(Schema):
    """A hard rule that would be broken."""

    rule = ma.fields.String(dump_only=True, metadata={"example": "room-clash"})
    reason = ma.fields.String(
        dump_only=True, metadata={"example": "LAB-1 holds Databases and Networks at once, on Monday 08:00"}
    )


def by_rule(about: str) -> ma.fields.Dict:
    """A number for each rule."""
    return ma.fields.Dict(
        keys=ma.fields.String(),
        values=ma.fields.Integer(),
        dump_only=True,
        metadata={"description": about, "example": {"idle-gaps": 3}},
    )


def seconds() -> ma.fields.Float:
    """How long the engine took."""
    return ma.fields.Float(dump_only=True, metadata={"description": "Of the engine.", "example": 1.4})


def status(about: str) -> ma.fields.String:
    """How the engine's work ended."""
    return ma.fields.String(
        dump_only=True,
        validate=ma.validate.OneOf(("optimal", "feasible", "infeasible", "unknown")),
        metadata={"description": about, "example": "optimal"},
    )


def whole(about: str, example: int | None = 0, **options: Any) -> ma.fields.Integer:
    """A number, with what it counts."""
    return ma.fields.Integer(dump_only=True, metadata={"description": about, "example": example}, **options)


def gap() -> ma.fields.Float:
    """How far an answer may be from the best."""
    return ma.fields.Float(
        dump_only=True,
        allow_none=True,
        metadata={"description": "Share of the cost that may still be saved.", "example": 0.1},
    )
