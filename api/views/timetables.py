"""Versions of timetables: made, found, judged, and brought from draft to what is held."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import url_for

from api.blueprint import ETAG_HEADER, Blueprint, etag, expected_version, query_of, sorted_by
from api.context import current_actor, current_session
from api.edge import requires
from api.schemas.common import page_of
from api.schemas.timetable_entries import CheckedSchema, CheckWrite, UnplacedSchema
from api.schemas.timetables import (
    FocusQuery,
    TimetableCreate,
    TimetableQuery,
    TimetableSchema,
    TimetableWrite,
    VerdictQuery,
    VerdictSchema,
)
from services import records
from services.access import Permission
from services.timetabling import publishing, verdicts, versions
from services.timetabling.verdicts import Focus
from services.timetabling.versions import TIMETABLES

blp = Blueprint(
    "Timetables", __name__, description="Versions of terms' weekly timetables, from draft to archive."
)


@blp.get("/timetables")
@blp.arguments(sorted_by(TIMETABLES, TimetableQuery), location="query")
@blp.response(200, page_of(TimetableSchema))
@requires(Permission.TIMETABLES_READ)
def find(arguments: dict[str, Any]) -> Any:
    """List versions of timetables."""
    return versions.versions(current_session(), actor=current_actor(), query=query_of(arguments))


@blp.post("/timetables")
@blp.arguments(TimetableCreate)
@blp.response(201, TimetableSchema, headers=ETAG_HEADER)
@requires(Permission.TIMETABLES_WRITE)
def create(values: dict[str, Any]) -> Any:
    """Make the next version of a term's timetable: an empty draft, or a copy of another version."""
    made = versions.create_version(current_session(), actor=current_actor(), values=values)
    location = url_for("Timetables.read", record_id=made.timetable.id)
    return made, {**etag(made.timetable), "Location": location}


@blp.get("/timetables/<uuid:record_id>")
@blp.response(200, TimetableSchema, headers=ETAG_HEADER)
@requires(Permission.TIMETABLES_READ)
def read(record_id: UUID) -> Any:
    """Read a version of a timetable."""
    found = versions.version(current_session(), actor=current_actor(), timetable_id=record_id)
    return found, etag(found.timetable)


@blp.patch("/timetables/<uuid:record_id>")
@blp.arguments(TimetableWrite(partial=True))
@blp.response(200, TimetableSchema, headers=ETAG_HEADER)
@requires(Permission.TIMETABLES_WRITE)
def rename(values: dict[str, Any], record_id: UUID) -> Any:
    """Give a version another name."""
    session = current_session()
    timetable = records.change(
        session,
        TIMETABLES,
        actor=current_actor(),
        record_id=record_id,
        values=values,
        version=expected_version(),
    )
    return versions.counted(session, timetable), etag(timetable)


@blp.delete("/timetables/<uuid:record_id>")
@blp.response(204)
@requires(Permission.TIMETABLES_WRITE)
def delete(record_id: UUID) -> None:
    """Delete a version, unless it is published."""
    records.delete(
        current_session(),
        TIMETABLES,
        actor=current_actor(),
        record_id=record_id,
        version=expected_version(),
    )


@blp.get("/timetables/<uuid:record_id>/verdict")
@blp.arguments(VerdictQuery, location="query")
@blp.response(200, VerdictSchema)
@requires(Permission.TIMETABLES_READ)
def verdict(arguments: dict[str, Any], record_id: UUID) -> Any:
    """Tell everything that a version breaks and pays, by the tables as they are now."""
    return verdicts.verdict(
        current_session(), actor=current_actor(), timetable_id=record_id, focus=Focus(**arguments)
    )


@blp.get("/timetables/<uuid:record_id>/unplaced")
@blp.arguments(FocusQuery, location="query")
@blp.response(200, UnplacedSchema)
@requires(Permission.TIMETABLES_READ)
def unplaced(arguments: dict[str, Any], record_id: UUID) -> Any:
    """List the sessions that have no place, and the entries that fit no longer."""
    return verdicts.unplaced(
        current_session(), actor=current_actor(), timetable_id=record_id, focus=Focus(**arguments)
    )


@blp.post("/timetables/<uuid:record_id>/checks")
@blp.arguments(CheckWrite)
@blp.response(200, CheckedSchema)
@requires(Permission.TIMETABLES_READ)
def check(values: dict[str, Any], record_id: UUID) -> Any:
    """Tell whether a place is open, what clashes there, and what it would cost; nothing is stored."""
    return verdicts.check(current_session(), actor=current_actor(), timetable_id=record_id, values=values)


@blp.post("/timetables/<uuid:record_id>/validation")
@blp.response(200, TimetableSchema, headers=ETAG_HEADER)
@requires(Permission.TIMETABLES_WRITE)
def validate(record_id: UUID) -> Any:
    """Prove that a draft gives every session a place and breaks no rule."""
    found = publishing.validate(
        current_session(), actor=current_actor(), timetable_id=record_id, version=expected_version()
    )
    return found, etag(found.timetable)


@blp.post("/timetables/<uuid:record_id>/publication")
@blp.response(200, TimetableSchema, headers=ETAG_HEADER)
@requires(Permission.TIMETABLES_WRITE)
def publish(record_id: UUID) -> Any:
    """Publish a validated version; the one published before is archived."""
    found = publishing.publish(
        current_session(), actor=current_actor(), timetable_id=record_id, version=expected_version()
    )
    return found, etag(found.timetable)


@blp.delete("/timetables/<uuid:record_id>/publication")
@blp.response(200, TimetableSchema, headers=ETAG_HEADER)
@requires(Permission.TIMETABLES_WRITE)
def withdraw(record_id: UUID) -> Any:
    """Archive the published version; what it was to hold from now on is not held."""
    found = publishing.withdraw(
        current_session(), actor=current_actor(), timetable_id=record_id, version=expected_version()
    )
    return found, etag(found.timetable)
