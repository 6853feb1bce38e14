"""What became of each trainee in each session."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask.views import MethodView

from api.blueprint import ETAG_HEADER, Blueprint, etag, expected_version
from api.context import current_actor, current_session
from api.edge import requires
from api.schemas.check_ins import AttendanceRecordSchema, MarksWrite, MarkWrite, RecordQuery, RecordsSchema
from services.access import Permission
from services.attendance.by_hand import mark_many, mark_record
from services.attendance.kind import RECORDS

blp = Blueprint("Attendance records", __name__, description="What became of each trainee in each session.")

blp.records(
    RECORDS,
    path="/attendance-records",
    shown=AttendanceRecordSchema,
    written=MarkWrite,
    filters=RecordQuery,
    methods=frozenset({"list", "read"}),
)


@blp.route("/attendance-records/<uuid:record_id>")
class Mark(MethodView):
    """A mark by hand."""

    @blp.arguments(MarkWrite)
    @blp.response(200, AttendanceRecordSchema, headers=ETAG_HEADER)
    @requires(Permission.RECORDS_WRITE)
    def patch(self, values: dict[str, Any], record_id: UUID) -> Any:
        """Mark a trainee by hand, with the reason."""
        record = mark_record(
            current_session(),
            actor=current_actor(),
            record_id=record_id,
            version=expected_version(),
            **values,
        )
        return record, etag(record)


@blp.post("/sessions/<uuid:session_id>/marks")
@blp.arguments(MarksWrite)
@blp.response(200, RecordsSchema)
@requires(Permission.RECORDS_WRITE)
def marks(values: dict[str, Any], session_id: UUID) -> Any:
    """Mark several trainees of a session by hand, with one reason; all of them, or none."""
    records = mark_many(
        current_session(),
        actor=current_actor(),
        session_id=session_id,
        marks={mark["trainee_id"]: mark["status"] for mark in values["marks"]},
        reason=values["reason"],
    )
    return {"items": records}
