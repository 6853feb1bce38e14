"""Runs: questions to the engine that take longer than a request may."""

from __future__ import annotations

import marshmallow as ma

from api.schemas.common import EXAMPLE_ID, EXAMPLE_TIME, Count, ListQuery, Schema
from models.run import RUN_KINDS, RUN_STATUSES
from services.runs.solving import MAX_TIME_LIMIT_S, MAX_WORKERS


class SolveWrite(Schema):
    """How to solve; each field may be left out."""

    time_limit_s = Count(
        least=1,
        most=MAX_TIME_LIMIT_S,
        load_default=60,
        metadata={"description": "Seconds; a proved optimum ends it earlier.", "example": 60},
    )
    workers = Count(
        least=1,
        most=MAX_WORKERS,
        load_default=2,
        metadata={"description": "Threads: the first searches, the second proves.", "example": 2},
    )
    seed = Count(load_default=1, metadata={"description": "Of all random choices.", "example": 1})
    keep_pins = ma.fields.Boolean(
        load_default=True,
        metadata={"description": "Whether pinned sessions stay where they are.", "example": True},
    )


class ProgressSchema(Schema):
    """How far a run is."""

    seconds = ma.fields.Float(metadata={"description": "Since it began.", "example": 4.2})
    stage = ma.fields.String(metadata={"description": "Who made the last step.", "example": "anneal"})
    cost = ma.fields.Integer(
        allow_none=True,
        metadata={"description": "Of the best so far; null before there is one.", "example": 91},
    )
    bound = ma.fields.Integer(
        allow_none=True, metadata={"description": "Nothing costs less: proved.", "example": 64}
    )
    gap = ma.fields.Float(
        allow_none=True,
        metadata={"description": "Share of the cost that may still be saved.", "example": 0.297},
    )
    unplaced = ma.fields.Integer(
        metadata={"description": "Breaches of hard rules in the best attempt.", "example": 0}
    )


class RunLineSchema(Schema):
    """A run in a list."""

    id = ma.fields.UUID(metadata={"example": EXAMPLE_ID})
    timetable_id = ma.fields.UUID(
        metadata={"description": "The version it begins from.", "example": EXAMPLE_ID}
    )
    kind = ma.fields.String(validate=ma.validate.OneOf(RUN_KINDS), metadata={"example": "solve"})
    status = ma.fields.String(
        validate=ma.validate.OneOf(RUN_STATUSES),
        metadata={
            "description": "That there is no timetable is an answer of a run that succeeded.",
            "example": "running",
        },
    )
    requested_by = ma.fields.UUID(
        allow_none=True, metadata={"description": "Who asked.", "example": EXAMPLE_ID}
    )
    created_at = ma.fields.AwareDateTime(metadata={"description": "When asked for.", "example": EXAMPLE_TIME})
    started_at = ma.fields.AwareDateTime(
        allow_none=True, metadata={"description": "Of the last attempt.", "example": EXAMPLE_TIME}
    )
    finished_at = ma.fields.AwareDateTime(allow_none=True, metadata={"example": EXAMPLE_TIME})
    cancel_requested_at = ma.fields.AwareDateTime(
        allow_none=True,
        metadata={"description": "When somebody wanted it to stop.", "example": EXAMPLE_TIME},
    )
    attempt = ma.fields.Integer(
        metadata={"description": "Counts how often it was begun anew, from 0.", "example": 0}
    )
    progress = ma.fields.Nested(
        ProgressSchema, allow_none=True, metadata={"description": "The newest; null before it has begun."}
    )
    result_timetable_id = ma.fields.UUID(
        allow_none=True, metadata={"description": "The version that came of it.", "example": EXAMPLE_ID}
    )
    error = ma.fields.String(allow_none=True, metadata={"description": "Why it failed.", "example": None})
    error_code = ma.fields.String(
        allow_none=True, metadata={"description": "Stable name of the reason.", "example": None}
    )


class RunSchema(RunLineSchema):
    """A run with what was asked and what the engine said."""

    request = ma.fields.Dict(
        metadata={
            "description": "What was asked.",
            "example": {"time_limit_s": 60, "workers": 2, "seed": 1, "keep_pins": True},
        }
    )
    answer = ma.fields.Dict(
        allow_none=True,
        metadata={
            "description": "What the engine said; of a solve: status, cost, bound, gap, cost by rule, the"
            " reasons why there is no timetable, and a comparison with the version it began from.",
            "example": {"status": "feasible", "cost": 91, "bound": 64, "gap": 0.297},
        },
    )
    history = ma.fields.List(
        ma.fields.Nested(ProgressSchema),
        metadata={"description": "Each improvement of the cost or the bound, once it has ended."},
    )


class StateQuery(ListQuery):
    """Filters of the runs of one timetable."""

    class Meta(ListQuery.Meta):
        """Runs have no text to search, and are in the order they were asked for."""

        exclude = ("search", "sort")

    status = ma.fields.String(validate=ma.validate.OneOf(RUN_STATUSES), metadata={"example": "running"})
    newest_first = ma.fields.Boolean(
        load_default=True, metadata={"description": "Or else the oldest.", "example": True}
    )


class RunQuery(StateQuery):
    """Filters of runs."""

    kind = ma.fields.String(validate=ma.validate.OneOf(RUN_KINDS), metadata={"example": "solve"})
    timetable_id = ma.fields.UUID(
        metadata={"description": "The version they begin from.", "example": EXAMPLE_ID}
    )
    term_id = ma.fields.UUID(metadata={"description": "Of any version of the term.", "example": EXAMPLE_ID})
