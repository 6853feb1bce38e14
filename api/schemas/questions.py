"""Questions to the engine about a version: what happened, or might, and how long to think."""

from __future__ import annotations

from typing import Any

import marshmallow as ma

from api.schemas.calendar import Day
from api.schemas.common import EXAMPLE_ID, Count, Schema, Text
from api.schemas.runs import SolveWrite
from api.schemas.times import TimeOfDay
from models.timetable import SESSION_TYPES
from services.runs.making_up import MAX_MISSED
from services.timetabling.changes import KINDS, MAX_CHANGES

MAX_WEEK = 62
MAX_WEIGHT = 1_000_000


class WhenSchema(Schema):
    """A day of the week, or one period of it."""

    weekday = Count(most=6, required=True, metadata={"description": "0 is Monday.", "example": 0})
    starts_at = TimeOfDay(
        metadata={
            "description": "When the period begins; the whole day unless given.",
            "example": "08:00",
        }
    )


class HappeningSchema(Schema):
    """Something that happened, or might: which of the other fields it takes depends on ``change``."""

    change = ma.fields.String(
        required=True,
        validate=ma.validate.OneOf(tuple(KINDS)),
        metadata={
            "description": "`trainer_away` (trainer_id, times, weeks), `room_closed` (room_id, times, weeks),"
            " `class_group_away` (class_group_id, times, weeks), `seats_changed` (room_id, seats),"
            " `sessions_cancelled` (entry_ids, weeks), `sessions_added` (enrollment_id, session_type, count,"
            " weeks), `class_group_split` (class_group_id, parts), `trainer_replaced` (substitute_id;"
            " enrollment_id or entry_ids; weeks): the substitute takes the leading trainer's place.",
            "example": "trainer_away",
        },
    )
    trainer_id = ma.fields.UUID(metadata={"example": EXAMPLE_ID})
    substitute_id = ma.fields.UUID(metadata={"description": "Who takes over.", "example": EXAMPLE_ID})
    room_id = ma.fields.UUID(metadata={"example": EXAMPLE_ID})
    class_group_id = ma.fields.UUID(metadata={"example": EXAMPLE_ID})
    enrollment_id = ma.fields.UUID(metadata={"example": EXAMPLE_ID})
    entry_ids = ma.fields.List(
        ma.fields.UUID(),
        validate=ma.validate.Length(min=1, max=200),
        metadata={"description": "Weekly entries of the version.", "example": [EXAMPLE_ID]},
    )
    session_type = ma.fields.String(validate=ma.validate.OneOf(SESSION_TYPES), metadata={"example": "theory"})
    count = Count(least=1, most=100, metadata={"description": "How many more a week.", "example": 1})
    parts = Count(least=2, most=6, metadata={"description": "Equal parts.", "example": 2})
    seats = Count(most=100_000, metadata={"description": "As many as there are now.", "example": 24})
    times = ma.fields.List(
        ma.fields.Nested(WhenSchema),
        validate=ma.validate.Length(min=1, max=200),
        metadata={"description": "When; the whole week unless given."},
    )
    weeks = ma.fields.List(
        Count(least=1, most=MAX_WEEK),
        validate=ma.validate.Length(min=1, max=MAX_WEEK),
        metadata={"description": "Weeks of the cycle, from 1; every week unless given.", "example": [2]},
    )


def _changes() -> ma.fields.List[dict[str, Any]]:
    return ma.fields.List(
        ma.fields.Nested(HappeningSchema),
        load_default=list,
        validate=ma.validate.Length(max=MAX_CHANGES),
        metadata={"description": "In any order."},
    )


class LimitsWrite(SolveWrite):
    """How long to think, and with what."""

    class Meta(SolveWrite.Meta):
        """Pins are always kept."""

        exclude = ("keep_pins",)


class RepairWrite(LimitsWrite):
    """What happened to a version; without changes, it is mended as the tables have changed since."""

    time_limit_s = Count(
        least=1, most=600, load_default=10, metadata={"description": "Seconds.", "example": 10}
    )
    changes = _changes()
    name = Text(most=100, metadata={"description": "Of the mended version.", "example": "While Ada is away"})


class ExplanationWrite(LimitsWrite):
    """Which problem to explain: the version's term with its pins, perhaps with changes."""

    time_limit_s = Count(
        least=1, most=600, load_default=30, metadata={"description": "Seconds.", "example": 30}
    )
    changes = _changes()


def _weight() -> Count:
    return Count(most=MAX_WEIGHT, metadata={"description": "0 switches the rule off.", "example": 3})


class WeightsWrite(Schema):
    """What a unit of soft rules would cost; rules that are not named cost what they do."""

    working_days = _weight()
    isolated_group = _weight()
    isolated_teacher = _weight()
    idle_group = _weight()
    idle_teacher = _weight()
    long_run_group = _weight()
    long_run_teacher = _weight()
    room_stability = _weight()
    disliked = _weight()
    late = _weight()
    day_balance_group = _weight()
    day_balance_teacher = _weight()
    late_fairness = _weight()
    building_change = _weight()


class WhatIfWrite(LimitsWrite):
    """What would be different: changes, weights, or both."""

    changes = _changes()
    weights = ma.fields.Nested(
        WeightsWrite, load_default=dict, metadata={"description": "Prices of soft rules."}
    )


class VariantsWrite(LimitsWrite):
    """Which variants are wanted."""

    count = Count(
        least=1,
        most=5,
        load_default=3,
        metadata={"description": "Versions beside the one that is there.", "example": 3},
    )
    least_difference = Count(
        least=1,
        most=10_000,
        load_default=20,
        metadata={"description": "Sessions elsewhere in any two of them, at least.", "example": 20},
    )
    tolerance_percent = Count(
        most=100,
        load_default=5,
        metadata={"description": "What a variant may cost more than the first.", "example": 5},
    )


class MissedSchema(Schema):
    """A session that is missed."""

    entry_id = ma.fields.UUID(required=True, metadata={"example": EXAMPLE_ID})
    date = Day(required=True, metadata={"example": "2026-10-14"})


class StretchSchema(Schema):
    """Dates from the first to the last."""

    starts_on = Day(required=True, metadata={"description": "First date.", "example": "2026-10-12"})
    ends_on = Day(required=True, metadata={"description": "Last date.", "example": "2026-10-16"})


class TrainerAwaySchema(StretchSchema):
    """A trainer is on leave."""

    trainer_id = ma.fields.UUID(required=True, metadata={"example": EXAMPLE_ID})


class RoomClosedSchema(StretchSchema):
    """A room is closed."""

    room_id = ma.fields.UUID(required=True, metadata={"example": EXAMPLE_ID})


class HorizonSchema(Schema):
    """The dates to look at."""

    earliest = Day(
        load_default=None,
        metadata={"description": "First date to look at; tomorrow unless given.", "example": "2026-10-15"},
    )
    latest = Day(
        load_default=None,
        metadata={"description": "Last date to look at; else the term's last.", "example": "2026-11-06"},
    )


class MakeupsWrite(LimitsWrite, HorizonSchema):
    """What is missed: sessions by name, or all that a trainer or a room would have held."""

    class Meta(LimitsWrite.Meta):
        """As for all questions."""

    time_limit_s = Count(
        least=1, most=600, load_default=10, metadata={"description": "Seconds.", "example": 10}
    )
    sessions = ma.fields.List(
        ma.fields.Nested(MissedSchema),
        load_default=None,
        validate=ma.validate.Length(min=1, max=MAX_MISSED),
        metadata={"description": "Each of them; either these or one of the next two."},
    )
    trainer_away = ma.fields.Nested(TrainerAwaySchema, load_default=None)
    room_closed = ma.fields.Nested(RoomClosedSchema, load_default=None)


class MakeupQuery(HorizonSchema):
    """Which session is missed, and where to look."""

    entry_id = ma.fields.UUID(required=True, metadata={"example": EXAMPLE_ID})
    date = Day(required=True, metadata={"description": "When it is missed.", "example": "2026-10-14"})
    limit = ma.fields.Integer(
        load_default=20,
        validate=ma.validate.Range(min=1, max=200),
        metadata={"description": "Places a page.", "example": 20},
    )
    cursor = Text(
        most=600, load_default=None, metadata={"description": "The next_cursor of the page before."}
    )


class RefusalQuery(Schema):
    """Which session is missed, and which date is in question."""

    entry_id = ma.fields.UUID(required=True, metadata={"example": EXAMPLE_ID})
    date = Day(required=True, metadata={"description": "When it is missed.", "example": "2026-10-14"})
    on = Day(required=True, metadata={"description": "The date in question.", "example": "2026-10-15"})
