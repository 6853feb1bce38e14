"""What the engine answers to the questions that runs ask."""

from __future__ import annotations

from typing import Any

import marshmallow as ma

from api.schemas.alternatives import DifferencesSchema
from api.schemas.common import EXAMPLE_ID, Schema
from api.schemas.makeups import MakeupsAnswerSchema
from api.schemas.places import (
    MoveSchema,
    PlaceSchema,
    PlannedRoomSchema,
    PlannedSessionSchema,
    by_rule,
    gap,
    seconds,
    status,
    whole,
)
from api.schemas.runs import RunSchema
from api.schemas.timetables import WhoSchema


def _weeks() -> ma.fields.List[int]:
    return ma.fields.List(
        ma.fields.Integer(),
        dump_only=True,
        metadata={"description": "Weeks of the cycle, from 1; empty for every week.", "example": [2]},
    )


class NewVersionSchema(Schema):
    """A version that came of a run, by the tables alone."""

    id = ma.fields.UUID(dump_only=True, metadata={"example": EXAMPLE_ID})
    number = whole("Of the term's versions.", 2)
    name = ma.fields.String(dump_only=True, metadata={"example": "Repaired from version 1"})
    cost = whole("None while sessions lack a place.", 1074, allow_none=True)
    broken_rules = whole("How often hard rules are broken.")
    without_place = whole("Sessions that have none.")


class WeekMoveSchema(MoveSchema):
    """A session that moves, in every week or in some."""

    weeks = _weeks()


class LossSchema(Schema):
    """A session that is not held any more, in every week or in some."""

    session = ma.fields.Nested(PlannedSessionSchema, dump_only=True)
    before = ma.fields.Nested(PlaceSchema, dump_only=True, allow_none=True)
    weeks = _weeks()


class WeekCostSchema(Schema):
    """What one of some weeks costs by itself."""

    weeks = _weeks()
    cost_before = whole("As it was.", 420)
    cost = whole("As it is mended.", 424)


class OfferSchema(Schema):
    """A trainer who could stand in."""

    trainer = ma.fields.Nested(WhoSchema, dump_only=True)
    cost = whole("What the timetable would cost more by it.", 2)


class RefusalSchema(Schema):
    """A trainer who is qualified, and cannot."""

    trainer = ma.fields.Nested(WhoSchema, dump_only=True)
    reasons = ma.fields.List(
        ma.fields.String(),
        dump_only=True,
        metadata={"example": ["Ada Maina teaches Databases and Networks at once, on Monday 08:00"]},
    )


class VacancySchema(Schema):
    """A session at which a trainer is missed, and who could take it where it is."""

    for_ = ma.fields.Nested(
        WhoSchema, dump_only=True, attribute="for", data_key="for", metadata={"description": "Who is away."}
    )
    session = ma.fields.Nested(PlannedSessionSchema, dump_only=True)
    place = ma.fields.Nested(PlaceSchema, dump_only=True, allow_none=True)
    weeks = _weeks()
    offers = ma.fields.List(ma.fields.Nested(OfferSchema), dump_only=True)
    refusals = ma.fields.List(ma.fields.Nested(RefusalSchema), dump_only=True)


class RepairAnswerSchema(Schema):
    """A mended timetable: what moves, who must know, what it costs, who could stand in."""

    status = status(
        "`optimal`: no timetable moves fewer, which is proved. `infeasible`: none holds everything, which is "
        "proved; as few as could be found of the sessions that lost their place are left out. `unknown`: so "
        "are some, since no timetable that holds everything was found in time."
    )
    moved = whole("How many move.", 3)
    fewest = whole("So many must move at least, with as few left out: proved.", 3)
    left_out = whole("How many are left out.")
    fewest_left_out = whole("So many must be left out at least: proved.")
    is_proved = ma.fields.Boolean(
        dump_only=True,
        metadata={
            "description": "Whether nothing leaves out fewer, or as few and moves fewer.",
            "example": True,
        },
    )
    counts = ma.fields.String(
        dump_only=True,
        metadata={
            "description": "What was counted: `sessions`; or `meetings`, each one session in one week.",
            "example": "sessions",
        },
    )
    moves = ma.fields.List(ma.fields.Nested(WeekMoveSchema), dump_only=True)
    losses = ma.fields.List(
        ma.fields.Nested(LossSchema),
        dump_only=True,
        metadata={"description": "The sessions left out, to be made up or given to somebody else."},
    )
    class_groups = ma.fields.List(ma.fields.Nested(WhoSchema), dump_only=True)
    trainers = ma.fields.List(ma.fields.Nested(WhoSchema), dump_only=True)
    cost = whole("With the changes, of what is held.", 1074)
    cost_before = whole("Of the timetable before, with the changes; none for weeks.", 1066, allow_none=True)
    cost_by_rule = by_rule("Of the mended timetable.")
    weeks = ma.fields.List(ma.fields.Nested(WeekCostSchema), dump_only=True)
    fitted_anew = whole("Entries that fitted no longer and were given places.")
    substitutes = ma.fields.List(ma.fields.Nested(VacancySchema), dump_only=True)
    version = ma.fields.Nested(NewVersionSchema, dump_only=True, allow_none=True)
    not_stored = ma.fields.String(
        dump_only=True,
        allow_none=True,
        metadata={"description": "Why there is no new version.", "example": None},
    )
    seconds = seconds()


class FactRowsSchema(Schema):
    """The rows that a fact is about."""

    enrollment_ids = ma.fields.List(ma.fields.UUID(), dump_only=True, metadata={"example": [EXAMPLE_ID]})
    trainers = ma.fields.List(ma.fields.Nested(WhoSchema), dump_only=True)
    class_groups = ma.fields.List(ma.fields.Nested(WhoSchema), dump_only=True)
    rooms = ma.fields.List(ma.fields.Nested(PlannedRoomSchema), dump_only=True)


class FactSchema(FactRowsSchema):
    """Something that the tables say."""

    words = ma.fields.String(dump_only=True, metadata={"example": "Ada Maina has at most 6 slots a day"})


class RelaxationSchema(FactRowsSchema):
    """How far one fact would have to give way."""

    words = ma.fields.String(
        dump_only=True, metadata={"example": "let Ada Maina have 7 slots a day instead of 6"}
    )
    units = whole("Slots, sessions, rooms.", 1)
    price = whole("Set beside the other relaxations' prices.", 3)


class CauseSchema(Schema):
    """Facts that cannot hold together."""

    facts = ma.fields.List(ma.fields.Nested(FactSchema), dump_only=True)
    is_minimal = ma.fields.Boolean(
        dump_only=True,
        metadata={"description": "Whether it is proved that none of them can be missing.", "example": True},
    )
    counts = ma.fields.List(
        ma.fields.String(),
        dump_only=True,
        metadata={"description": "What counting says.", "example": ["9 slots are needed, 8 are open"]},
    )
    relaxations = ma.fields.List(
        ma.fields.Nested(RelaxationSchema),
        dump_only=True,
        metadata={"description": "Any one of these restores the others, the cheapest first."},
    )


class RemedySchema(Schema):
    """The cheapest relaxations of all causes together."""

    price = whole("Together.", 6)
    bound = whole("No other set of relaxations is cheaper: proved.", 6)
    relaxations = ma.fields.List(ma.fields.Nested(RelaxationSchema), dump_only=True)


class ExplanationAnswerSchema(Schema):
    """Why there is no timetable, or that there is one."""

    status = status("`infeasible`: the causes are proved; `feasible`: there is a timetable.")
    causes = ma.fields.List(ma.fields.Nested(CauseSchema), dump_only=True)
    remedy = ma.fields.Nested(RemedySchema, dump_only=True, allow_none=True)
    restored = ma.fields.Boolean(
        dump_only=True,
        metadata={
            "description": "Whether a timetable was found, perhaps with the remedy.",
            "example": True,
        },
    )
    seconds = seconds()


class WhatIfAnswerSchema(Schema):
    """What the term would look like."""

    status = status("`infeasible`: it is proved that there is no timetable.")
    cost = whole("Of the best found.", 1080, allow_none=True)
    bound = whole("No timetable costs less: proved.", 0)
    gap = gap()
    reasons = ma.fields.List(
        ma.fields.String(),
        dump_only=True,
        metadata={"description": "The proof that there is none.", "example": []},
    )
    explanation = ma.fields.Nested(
        ExplanationAnswerSchema,
        dump_only=True,
        allow_none=True,
        metadata={"description": "Where no timetable was found."},
    )
    comparison = ma.fields.Nested(
        DifferencesSchema,
        dump_only=True,
        allow_none=True,
        metadata={"description": "With the version, as it is."},
    )
    seconds = seconds()


class ApartSchema(Schema):
    """How far two timetables are apart."""

    sessions = whole("At another time or in another room.", 24)
    times = whole("Those of them at another time.", 18)


class VariantsAnswerSchema(Schema):
    """Versions to choose from."""

    status = status("`feasible` where there is one at all.")
    limit = whole("What a variant may cost at most.", 1119, allow_none=True)
    is_complete = ma.fields.Boolean(
        dump_only=True,
        metadata={"description": "Whether there is no other: proved.", "example": False},
    )
    variants = ma.fields.List(
        ma.fields.Nested(NewVersionSchema),
        dump_only=True,
        metadata={"description": "The one that was there first, if it breaks no rule."},
    )
    differences = ma.fields.List(
        ma.fields.List(ma.fields.Nested(ApartSchema)),
        dump_only=True,
        metadata={"description": "Between any two, in the order of the variants."},
    )
    reasons = ma.fields.List(
        ma.fields.String(),
        dump_only=True,
        metadata={"description": "The proof that there is no timetable.", "example": []},
    )
    seconds = seconds()


def _answer(schema: type[ma.Schema]) -> Any:
    """What a run of one kind answers, instead of whatever runs do."""
    about = "What the engine said; null until the run has ended."
    return ma.fields.Nested(schema, dump_only=True, allow_none=True, metadata={"description": about})


class RepairRunSchema(RunSchema):
    """A run that mends a version."""

    answer = _answer(RepairAnswerSchema)


class ExplanationRunSchema(RunSchema):
    """A run that explains why there is no timetable."""

    answer = _answer(ExplanationAnswerSchema)


class WhatIfRunSchema(RunSchema):
    """A run that supposes changes."""

    answer = _answer(WhatIfAnswerSchema)


class VariantsRunSchema(RunSchema):
    """A run that looks for variants."""

    answer = _answer(VariantsAnswerSchema)


class MakeupsRunSchema(RunSchema):
    """A run that finds places for missed sessions."""

    answer = _answer(MakeupsAnswerSchema)
