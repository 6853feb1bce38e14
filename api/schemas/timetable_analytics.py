"""What a version of a timetable makes of rooms and people, in figures."""

from __future__ import annotations

from typing import Any

import marshmallow as ma

from api.schemas.common import EXAMPLE_ID, Schema


def _hours(about: str, **options: Any) -> ma.fields.Float:
    return ma.fields.Float(metadata={"description": about, "example": 18.0}, **options)


def _share(about: str) -> ma.fields.Float:
    return ma.fields.Float(allow_none=True, metadata={"description": about, "example": 0.62})


class UseSchema(Schema):
    """How rooms are used."""

    booked_hours = _hours("Hours a week in which something is held.")
    open_hours = _hours("Hours a week in which something could be.")
    use = _share("Booked hours of the open ones; null without an open hour.")
    seat_use = _share("Taken seats of those there are in booked hours; null without a booked hour.")


class RoomUseSchema(UseSchema):
    """How a room is used."""

    room_id = ma.fields.UUID(metadata={"example": EXAMPLE_ID})
    code = ma.fields.String(metadata={"example": "LAB1"})
    name = ma.fields.String(metadata={"example": "Computer laboratory 1 (Block B)"})
    room_type = ma.fields.String(metadata={"example": "lab"})
    building = ma.fields.String(allow_none=True, metadata={"example": "Block B"})
    capacity = ma.fields.Integer(metadata={"example": 32})


class RoomsUseSchema(UseSchema):
    """How rooms of a type, or of a building, are used together."""

    name = ma.fields.String(
        allow_none=True, metadata={"description": "The type or building; null without one.", "example": "lab"}
    )
    rooms = ma.fields.Integer(metadata={"description": "How many there are.", "example": 6})


class LoadSchema(Schema):
    """An average week of somebody."""

    name = ma.fields.String(metadata={"example": "Amina Otieno"})
    hours = _hours("Hours of sessions.")
    limit_hours = _hours("Hours at most; null where there is no limit.", allow_none=True)
    days = ma.fields.Float(metadata={"description": "Days with a session.", "example": 4.0})
    gap_hours = ma.fields.Float(metadata={"description": "Hours between sessions of a day.", "example": 2.5})
    late_hours = ma.fields.Float(metadata={"description": "Hours of late sessions.", "example": 1.0})


class TrainerLoadSchema(LoadSchema):
    """A trainer's week."""

    trainer_id = ma.fields.UUID(metadata={"example": EXAMPLE_ID})


class GroupLoadSchema(LoadSchema):
    """A class group's week."""

    class_group_id = ma.fields.UUID(metadata={"example": EXAMPLE_ID})
    size = ma.fields.Integer(metadata={"description": "Trainees.", "example": 30})


class AnalyticsPeriodSchema(Schema):
    """A period of the day."""

    starts_at = ma.fields.String(metadata={"example": "08:00"})
    ends_at = ma.fields.String(metadata={"example": "09:00"})


class SlotsSchema(Schema):
    """How many sessions are held when: a map of the week's heat."""

    days = ma.fields.List(
        ma.fields.Integer(), metadata={"description": "0 is Monday.", "example": [0, 1, 2, 3, 4]}
    )
    periods = ma.fields.List(ma.fields.Nested(AnalyticsPeriodSchema), metadata={"description": "In order."})
    sessions = ma.fields.List(
        ma.fields.List(ma.fields.Float()),
        metadata={
            "description": "Sessions in an average week, by day and period.",
            "example": [[12.0, 11.5], [9.0, 10.0]],
        },
    )


class PayerSchema(Schema):
    """Whose week a timetable costs something."""

    subject_type = ma.fields.String(
        validate=ma.validate.OneOf(("trainer", "class_group")), metadata={"example": "trainer"}
    )
    subject_id = ma.fields.UUID(metadata={"example": EXAMPLE_ID})
    name = ma.fields.String(metadata={"example": "Amina Otieno"})
    cost = ma.fields.Integer(metadata={"example": 12})
    cost_by_rule = ma.fields.Dict(
        keys=ma.fields.String(), values=ma.fields.Integer(), metadata={"example": {"idle-gaps": 12}}
    )


class AnalyticsSchema(Schema):
    """What a version makes of rooms and people; hours are those of an average week."""

    timetable_id = ma.fields.UUID(metadata={"example": EXAMPLE_ID})
    number = ma.fields.Integer(metadata={"description": "Of the version.", "example": 3})
    sessions = ma.fields.Integer(metadata={"description": "Sessions that are to be held.", "example": 840})
    placed = ma.fields.Integer(metadata={"description": "Sessions that have a place.", "example": 840})
    rooms = ma.fields.List(ma.fields.Nested(RoomUseSchema), metadata={"description": "By code."})
    room_types = ma.fields.List(ma.fields.Nested(RoomsUseSchema), metadata={"description": "By name."})
    buildings = ma.fields.List(ma.fields.Nested(RoomsUseSchema), metadata={"description": "By name."})
    trainers = ma.fields.List(ma.fields.Nested(TrainerLoadSchema), metadata={"description": "By name."})
    class_groups = ma.fields.List(ma.fields.Nested(GroupLoadSchema), metadata={"description": "By name."})
    slots = ma.fields.Nested(SlotsSchema)
    cost = ma.fields.Integer(metadata={"description": "Of what has a place.", "example": 1430})
    cost_by_rule = ma.fields.Dict(
        keys=ma.fields.String(), values=ma.fields.Integer(), metadata={"example": {"idle-gaps": 310}}
    )
    cost_by_whom = ma.fields.List(
        ma.fields.Nested(PayerSchema), metadata={"description": "The dearest weeks first."}
    )
