"""Other places of sessions, why not there, and versions side by side."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from api.blueprint import Blueprint
from api.context import current_session
from api.edge import requires
from api.schemas.alternatives import (
    AlternativeQuery,
    AlternativesSchema,
    ComparisonQuery,
    ComparisonSchema,
    PlaceOfSessionQuery,
    PlaceQuery,
    PlaceVerdictSchema,
)
from services.access import Permission
from services.timetabling import alternatives
from services.timetabling.alternatives import Wish
from services.timetabling.comparing import comparison_of
from services.timetabling.plan import SessionKey

blp = Blueprint(
    "Alternatives", __name__, description="Where else sessions could be, what that costs, and why not there."
)


@blp.get("/timetables/<uuid:record_id>/entries/<uuid:entry_id>/alternatives")
@blp.arguments(AlternativeQuery, location="query")
@blp.response(200, AlternativesSchema)
@requires(Permission.TIMETABLES_READ)
def of_entry(arguments: dict[str, Any], record_id: UUID, entry_id: UUID) -> Any:
    """Rank every other place of a session by its exact cost, the open ones first."""
    return alternatives.alternatives_of_entry(
        current_session(), timetable_id=record_id, entry_id=entry_id, wish=Wish(**arguments)
    )


@blp.get("/timetables/<uuid:record_id>/entries/<uuid:entry_id>/alternatives/verdict")
@blp.arguments(PlaceQuery, location="query")
@blp.response(200, PlaceVerdictSchema)
@requires(Permission.TIMETABLES_READ)
def verdict(arguments: dict[str, Any], record_id: UUID, entry_id: UUID) -> Any:
    """Tell what a session in one place would cost, rule by rule, and what forbids it."""
    return alternatives.verdict_on(current_session(), timetable_id=record_id, entry_id=entry_id, **arguments)


@blp.get("/timetables/<uuid:record_id>/alternatives")
@blp.arguments(PlaceOfSessionQuery, location="query")
@blp.response(200, AlternativesSchema)
@requires(Permission.TIMETABLES_READ)
def of_session(arguments: dict[str, Any], record_id: UUID) -> Any:
    """Rank the places of a session that may have none yet."""
    key = SessionKey(*(arguments.pop(name) for name in SessionKey._fields))
    return alternatives.alternatives_of_session(
        current_session(), timetable_id=record_id, key=key, wish=Wish(**arguments)
    )


@blp.get("/timetables/<uuid:record_id>/comparison")
@blp.arguments(ComparisonQuery, location="query")
@blp.response(200, ComparisonSchema)
@requires(Permission.TIMETABLES_READ)
def comparison(arguments: dict[str, Any], record_id: UUID) -> Any:
    """Set a version beside another one: costs by rule, sessions moved, who gains and who loses."""
    return comparison_of(current_session(), timetable_id=record_id, with_id=arguments.get("with_"))
