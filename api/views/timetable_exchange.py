"""Figures of versions of timetables, and versions as files."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response, url_for

from api.blueprint import ETAG_HEADER, Blueprint, etag
from api.context import current_actor, current_session
from api.edge import requires
from api.schemas.timetable_analytics import AnalyticsSchema
from api.schemas.timetable_exchange import ExportQuery, TimetableUpload
from api.schemas.timetables import TimetableSchema
from api.uploads import BINARY, bytes_of, saved_response
from services.access import Permission
from services.timetabling.analytics import analytics
from services.timetabling.exchange import FORMATS, export_version, import_version
from services.timetabling.versions import counted

FILE = {
    "content": {content_type: {"schema": BINARY} for _, content_type, _ in FORMATS.values()},
    "description": "The file, of the type of the format that was asked for.",
}

blp = Blueprint(
    "Timetables as files",
    __name__,
    description="Versions of timetables for other programs, and what they are worth in figures.",
)


@blp.get("/timetables/<uuid:record_id>/analytics")
@blp.response(200, AnalyticsSchema)
@requires(Permission.TIMETABLES_READ)
def figures(record_id: UUID) -> Any:
    """Tell how a version uses rooms and people, what it costs, by which rule and for whom."""
    return analytics(current_session(), timetable_id=record_id)


@blp.get("/timetables/<uuid:record_id>/export")
@blp.arguments(ExportQuery, location="query")
@blp.doc(responses={"200": FILE})
@requires(Permission.TIMETABLES_READ)
def export(arguments: dict[str, Any], record_id: UUID) -> Response:
    """Download a version as a file."""
    file = export_version(current_session(), timetable_id=record_id, file_format=arguments["format"])
    return saved_response(file.content, content_type=file.content_type, name=file.name)


@blp.post("/timetables/<uuid:record_id>/import")
@blp.arguments(TimetableUpload, location="files")
@blp.response(201, TimetableSchema, headers=ETAG_HEADER)
@requires(Permission.TIMETABLES_WRITE)
def take(files: dict[str, Any], record_id: UUID) -> Any:
    """Make a draft beside a version from a file that was exported and changed, or none if any row is wrong.

    Sessions without a row, or whose row names no place, have none in the draft. Answers 422 with what
    is wrong, row by row, in `errors.rows`; of a JSON document a row is a placement.
    """
    session = current_session()
    made = import_version(
        session, actor=current_actor(), timetable_id=record_id, data=bytes_of(files["file"])
    )
    headers = {**etag(made), "Location": url_for("Timetables.read", record_id=made.id)}
    return counted(session, made), headers
