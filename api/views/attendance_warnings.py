"""Warnings of low attendance."""

from __future__ import annotations

from typing import Any

from api.blueprint import Blueprint
from api.context import current_actor, current_session
from api.edge import requires
from api.schemas.attendance_warnings import AttendanceWarningQuery, AttendanceWarningSchema
from api.schemas.common import page_of
from services.access import Permission
from services.attendance.warnings import warnings_page
from services.records import Query

blp = Blueprint("Attendance warnings", __name__, description="Who was told that attendance is low.")


@blp.get("/attendance-warnings")
@blp.arguments(AttendanceWarningQuery, location="query")
@blp.response(200, page_of(AttendanceWarningSchema))
@requires(Permission.STATISTICS_READ)
def list_warnings(arguments: dict[str, Any]) -> Any:
    """List the warnings given to trainees."""
    cursor, limit = arguments.pop("cursor"), arguments.pop("limit")
    sort = "-" if arguments.pop("newest_first") else None
    query = Query(filters=arguments, sort=sort, cursor=cursor, limit=limit)
    return warnings_page(current_session(), actor=current_actor(), query=query)
