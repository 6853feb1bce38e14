"""Forecasts of absence."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from api.blueprint import Blueprint
from api.context import current_actor, current_session
from api.edge import requires
from api.schemas.absence_forecasts import AbsenceForecastQuery, AbsenceForecastSchema, AbsentSlotsSchema
from api.schemas.common import page_of
from services.access import Permission
from services.records import Query, fetch
from services.statistics.forecasts import forecasts
from services.statistics.slots import absent_slots
from services.structure.calendar import TERMS

blp = Blueprint("Absence", __name__, description="Who is likely to miss what, and when many do.")


@blp.get("/absence-forecasts")
@blp.arguments(AbsenceForecastQuery, location="query")
@blp.response(200, page_of(AbsenceForecastSchema))
@requires(Permission.STATISTICS_READ)
def absence_forecasts(arguments: dict[str, Any]) -> Any:
    """List how probable it is that trainees miss the sessions of the next days."""
    cursor, limit = arguments.pop("cursor", None), arguments.pop("limit")
    query = Query(filters=arguments, cursor=cursor, limit=limit)
    return forecasts(current_session(), actor=current_actor(), query=query)


@blp.get("/terms/<uuid:record_id>/absent-slots")
@blp.response(200, AbsentSlotsSchema)
@requires(Permission.TIMETABLES_READ)
def slots(record_id: UUID) -> Any:
    """List the times of the week with how many were absent in the year before a term."""
    session = current_session()
    term = fetch(session, TERMS, actor=current_actor(), record_id=record_id)
    return {"items": absent_slots(session, term)}
