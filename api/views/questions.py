"""Questions about a version that take longer than a request may: each is a run."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from api.blueprint import Blueprint
from api.context import current_actor, current_session
from api.edge import requires
from api.schemas.answers import (
    ExplanationRunSchema,
    MakeupsRunSchema,
    RepairRunSchema,
    VariantsRunSchema,
    WhatIfRunSchema,
)
from api.schemas.makeups import MakeupOptionsSchema, MakeupRefusalsSchema
from api.schemas.questions import (
    ExplanationWrite,
    MakeupQuery,
    MakeupsWrite,
    RefusalQuery,
    RepairWrite,
    VariantsWrite,
    WhatIfWrite,
)
from api.views.runs import LOCATION, accepted
from services.access import Permission
from services.runs.explaining import request_explanation
from services.runs.making_up import request_makeups
from services.runs.repairing import request_repair
from services.runs.supposing import request_what_if
from services.runs.varying import request_variants
from services.timetabling import makeups
from services.timetabling.makeups import PlacesPage, Search

blp = Blueprint(
    "Questions",
    __name__,
    description="What the engine says of a version: repairs, explanations, what-ifs, variants, makeups.",
)


@blp.post("/timetables/<uuid:record_id>/repairs")
@blp.arguments(RepairWrite)
@blp.response(202, RepairRunSchema, headers=LOCATION)
@requires(Permission.TIMETABLES_WRITE)
def repair(values: dict[str, Any], record_id: UUID) -> Any:
    """Mend a version after something happened, with the fewest sessions moved.

    What holds in every week becomes a new version; what happens in some weeks only is told by week.
    """
    return accepted(
        request_repair(current_session(), actor=current_actor(), timetable_id=record_id, values=values)
    )


@blp.post("/timetables/<uuid:record_id>/explanations")
@blp.arguments(ExplanationWrite)
@blp.response(202, ExplanationRunSchema, headers=LOCATION)
@requires(Permission.TIMETABLES_WRITE)
def explain(values: dict[str, Any], record_id: UUID) -> Any:
    """Explain why a term, with a version's pins, has no timetable, and what would have to give way."""
    return accepted(
        request_explanation(current_session(), actor=current_actor(), timetable_id=record_id, values=values)
    )


@blp.post("/timetables/<uuid:record_id>/what-ifs")
@blp.arguments(WhatIfWrite)
@blp.response(202, WhatIfRunSchema, headers=LOCATION)
@requires(Permission.TIMETABLES_WRITE)
def what_if(values: dict[str, Any], record_id: UUID) -> Any:
    """Solve the term anew with changes, and compare with the version; nothing is stored."""
    return accepted(
        request_what_if(current_session(), actor=current_actor(), timetable_id=record_id, values=values)
    )


@blp.post("/timetables/<uuid:record_id>/variants")
@blp.arguments(VariantsWrite)
@blp.response(202, VariantsRunSchema, headers=LOCATION)
@requires(Permission.TIMETABLES_WRITE)
def variants(values: dict[str, Any], record_id: UUID) -> Any:
    """Look for versions of nearly the same cost that differ in many sessions; each becomes a draft."""
    return accepted(
        request_variants(current_session(), actor=current_actor(), timetable_id=record_id, values=values)
    )


@blp.post("/timetables/<uuid:record_id>/makeups")
@blp.arguments(MakeupsWrite)
@blp.response(202, MakeupsRunSchema, headers=LOCATION)
@requires(Permission.TIMETABLES_WRITE)
def make_up(values: dict[str, Any], record_id: UUID) -> Any:
    """Find places for many missed sessions together; nothing is booked."""
    return accepted(
        request_makeups(current_session(), actor=current_actor(), timetable_id=record_id, values=values)
    )


@blp.get("/timetables/<uuid:record_id>/makeups/options")
@blp.arguments(MakeupQuery, location="query")
@blp.response(200, MakeupOptionsSchema)
@requires(Permission.TIMETABLES_READ)
def makeup_options(arguments: dict[str, Any], record_id: UUID) -> Any:
    """Rank every date, time and room at which a missed session could be held instead."""
    search = Search(
        missed_on=arguments.pop("date"), entry_id=arguments.pop("entry_id"), page=PlacesPage(**arguments)
    )
    return makeups.makeup_options(current_session(), timetable_id=record_id, search=search)


@blp.get("/timetables/<uuid:record_id>/makeups/refusals")
@blp.arguments(RefusalQuery, location="query")
@blp.response(200, MakeupRefusalsSchema)
@requires(Permission.TIMETABLES_READ)
def makeup_refusals(arguments: dict[str, Any], record_id: UUID) -> Any:
    """Tell what speaks against each time of a date, and against each room then."""
    missed_on = arguments.pop("date")
    return makeups.makeup_refusals(
        current_session(), timetable_id=record_id, missed_on=missed_on, **arguments
    )
