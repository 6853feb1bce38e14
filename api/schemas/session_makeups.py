"""Makeups of dated sessions, on the wire."""

from __future__ import annotations

from typing import Any

import marshmallow as ma

from api.schemas.calendar import Day
from api.schemas.common import EXAMPLE_ID, Count, Text
from api.schemas.questions import HorizonSchema, LimitsWrite
from api.schemas.times import TimeOfDay
from services.runs.making_up import MAX_BOOKED

_PLACE = ("held_on", "starts_at", "room_id")


class SessionPlacesQuery(HorizonSchema):
    """Where to look for a place, and which page of what is found."""

    limit = ma.fields.Integer(
        load_default=20,
        validate=ma.validate.Range(min=1, max=200),
        metadata={"description": "Places a page.", "example": 20},
    )
    cursor = Text(
        most=600, load_default=None, metadata={"description": "The next_cursor of the page before."}
    )


class BookingWrite(HorizonSchema):
    """When and where a missed session is to be held; without a place, where it is cheapest."""

    held_on = Day(metadata={"description": "With starts_at and room_id.", "example": "2026-10-16"})
    starts_at = TimeOfDay(metadata={"description": "When a period begins.", "example": "10:20"})
    room_id = ma.fields.UUID(metadata={"example": EXAMPLE_ID})
    substitute_id = ma.fields.UUID(
        load_default=None,
        allow_none=True,
        metadata={"description": "Who teaches it, if not its own trainer.", "example": EXAMPLE_ID},
    )

    @ma.validates_schema
    def _whole_place(self, values: dict[str, Any], **_options: Any) -> None:
        missing = [name for name in _PLACE if name not in values]
        if missing and len(missing) < len(_PLACE):
            raise ma.ValidationError("A place is a date, a time and a room.", missing[0])


class BookingsWrite(LimitsWrite, HorizonSchema):
    """Missed sessions that makeups are booked for, all together."""

    class Meta(LimitsWrite.Meta):
        """As for all questions."""

    time_limit_s = Count(
        least=1, most=600, load_default=10, metadata={"description": "Seconds.", "example": 10}
    )
    session_ids = ma.fields.List(
        ma.fields.UUID(),
        required=True,
        validate=ma.validate.Length(min=1, max=MAX_BOOKED),
        metadata={"description": "Of one term; each once.", "example": [EXAMPLE_ID]},
    )

    @ma.validates("session_ids")
    def _each_once(self, ids: list[Any], **_options: Any) -> None:
        if len(set(ids)) != len(ids):
            raise ma.ValidationError("Names a session twice.")
