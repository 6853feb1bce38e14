"""Places for missed sessions, and what speaks against others."""

from __future__ import annotations

import marshmallow as ma

from api.schemas.common import EXAMPLE_ID, Schema
from api.schemas.places import (
    DatedPlaceSchema,
    PersonSchema,
    PlannedRoomSchema,
    PlannedSessionSchema,
    gap,
    seconds,
    status,
    whole,
)


class MissedSessionSchema(Schema):
    """A session on the date that it is missed."""

    session = ma.fields.Nested(PlannedSessionSchema, dump_only=True)
    date = ma.fields.String(dump_only=True, metadata={"format": "date", "example": "2026-10-14"})


class MakeupPlaceSchema(MissedSessionSchema):
    """A missed session and its place, if it has one."""

    missed = ma.fields.Nested(DatedPlaceSchema, dump_only=True)
    place = ma.fields.Nested(DatedPlaceSchema, dump_only=True, allow_none=True)
    is_possible = ma.fields.Boolean(
        dump_only=True,
        metadata={"description": "Whether it has a place at all, were it alone.", "example": True},
    )
    makeup_id = ma.fields.String(
        dump_only=True,
        allow_none=True,
        metadata={
            "description": "The session that was booked, if that was asked for.",
            "example": EXAMPLE_ID,
        },
    )
    refusal = ma.fields.String(
        dump_only=True,
        allow_none=True,
        metadata={"description": "Why it could not be booked after all.", "example": None},
    )


class LookedAtSchema(Schema):
    """The dates that were looked at."""

    earliest = ma.fields.String(dump_only=True, metadata={"format": "date", "example": "2026-10-15"})
    latest = ma.fields.String(dump_only=True, metadata={"format": "date", "example": "2026-12-11"})


class MakeupsAnswerSchema(LookedAtSchema):
    """Places for missed sessions; they are offers, and nothing is booked."""

    status = status("`optimal`: no more can be placed, and these not cheaper; both are proved.")
    sessions = whole("How many are missed.", 9)
    placed = whole("How many of them have a place.", 9)
    left_out_at_least = whole("So many must be left out: proved.")
    cost = whole("Of all the places.", 213)
    bound = whole("Leaving out so few costs no less: proved.", 213, allow_none=True)
    gap = gap()
    places = ma.fields.List(ma.fields.Nested(MakeupPlaceSchema), dump_only=True)
    seconds = seconds()


class PriceSchema(Schema):
    """Parts of what a makeup costs."""

    load_ = whole("Longer days than usual.", attribute="load", data_key="load")
    idle = whole("Gaps in somebody's day.", 3)
    week = whole("Longer weeks than usual.")
    distance = whole("Days between.", 4)
    room = whole("Seats left empty, or missing.", 1)


class TouchSchema(PersonSchema):
    """What a makeup does to the day of somebody who attends."""

    load_before = whole("Slots of the day in use.", 3)
    load_after = whole("With the makeup.", 4)
    idle_before = whole("Free slots between the first and the last.")
    idle_after = whole("With the makeup.")
    words = ma.fields.String(dump_only=True, metadata={"example": "DICT-1A: 3 to 4 slots"})


class MakeupOptionSchema(DatedPlaceSchema):
    """Where a missed session can be made up."""

    cost = whole("In all; negative where it fills gaps.", 8)
    parts = ma.fields.Nested(PriceSchema, dump_only=True)
    touched = ma.fields.List(ma.fields.Nested(TouchSchema), dump_only=True)


class MakeupOptionsSchema(MissedSessionSchema, LookedAtSchema):
    """Every place for one missed session, cheapest first."""

    missed = ma.fields.Nested(DatedPlaceSchema, dump_only=True)
    places = whole("How many there are.", 229)
    items = ma.fields.List(ma.fields.Nested(MakeupOptionSchema), dump_only=True)
    next_cursor = ma.fields.String(
        dump_only=True,
        allow_none=True,
        metadata={"description": "Asks for the next page; null on the last one.", "example": None},
    )


class RoomRefusalSchema(Schema):
    """What speaks against a room at a time."""

    room = ma.fields.Nested(PlannedRoomSchema, dump_only=True)
    refused = ma.fields.List(
        ma.fields.String(), dump_only=True, metadata={"example": ["LAB-1 holds Networks then"]}
    )
    codes = ma.fields.List(
        ma.fields.String(),
        dump_only=True,
        metadata={"description": "Stable names of the reasons.", "example": ["room_taken"]},
    )


class TimeRefusalSchema(Schema):
    """What speaks against a time, whatever the room, and against each room then."""

    starts_at = ma.fields.String(dump_only=True, metadata={"example": "08:00"})
    refused = ma.fields.List(
        ma.fields.String(),
        dump_only=True,
        metadata={"description": "Empty where only rooms are in the way.", "example": []},
    )
    rooms = ma.fields.List(ma.fields.Nested(RoomRefusalSchema), dump_only=True)


class MakeupRefusalsSchema(MissedSessionSchema):
    """What speaks against a date, time by time."""

    on = ma.fields.String(dump_only=True, metadata={"format": "date", "example": "2026-10-15"})
    times = ma.fields.List(ma.fields.Nested(TimeRefusalSchema), dump_only=True)
