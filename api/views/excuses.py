"""Excuses: asked for with a document, verified or refused by staff."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response, request, url_for
from flask.views import MethodView

from api.blueprint import ETAG_HEADER, Blueprint, etag, expected_version
from api.context import current_actor, current_session, prepared
from api.edge import prepares, requires
from api.schemas.excuses import ExcuseQuery, ExcuseSchema, ExcuseWrite, RefusalWrite, VerificationWrite
from api.schemas.uploads import PictureUpload
from api.uploads import BINARY, bytes_of, file_response
from models import Excuse
from services.access import Permission
from services.attendance import excuses
from services.attendance.excuses import EXCUSES
from services.files.pictures import Picture, clean_picture

DOCUMENT_SIDE = 2000
"""Pixels: enough to read a page."""

blp = Blueprint("Excuses", __name__, description="Absences with a reason, a document and a decision.")

blp.records(
    EXCUSES,
    path="/excuses",
    shown=ExcuseSchema,
    written=ExcuseWrite,
    filters=ExcuseQuery,
    methods=frozenset({"list", "read"}),
)


def _picture() -> Picture | None:
    """The uploaded document drawn anew; None where there is none, which the view refuses."""
    upload = request.files.get("file")
    return None if upload is None else clean_picture(bytes_of(upload), max_side=DOCUMENT_SIDE)


@blp.post("/excuses")
@blp.arguments(ExcuseWrite)
@blp.response(201, ExcuseSchema, headers=ETAG_HEADER)
@requires(Permission.EXCUSES_REQUEST)
def ask(values: dict[str, Any]) -> Any:
    """Ask to be excused from sessions within a time, past or to come."""
    excuse = excuses.request_excuse(current_session(), actor=current_actor(), values=values)
    return excuse, {**etag(excuse), "Location": url_for("Excuses.excuses_one", record_id=excuse.id)}


@blp.route("/excuses/<uuid:record_id>/document")
class Document(MethodView):
    """The document of an excuse."""

    @blp.response(200, BINARY, content_type="image/*")
    @requires(Permission.EXCUSES_READ)
    def get(self, record_id: UUID) -> Response:
        """Show the document of an excuse, to its trainee and to those who decide."""
        file = excuses.document_of(current_session(), actor=current_actor(), excuse_id=record_id)
        return file_response(file, immutable=False)

    @blp.arguments(PictureUpload, location="files")
    @blp.response(200, ExcuseSchema, headers=ETAG_HEADER)
    @prepares(_picture)
    @requires(Permission.EXCUSES_REQUEST)
    def put(self, _files: dict[str, Any], record_id: UUID) -> Any:
        """Upload a photo or scan of the document; it is drawn anew and kept encrypted."""
        return _shown(
            excuses.attach_document(
                current_session(),
                actor=current_actor(),
                excuse_id=record_id,
                picture=prepared(),
                version=expected_version(),
            )
        )


@blp.post("/excuses/<uuid:record_id>/verification")
@blp.arguments(VerificationWrite)
@blp.response(200, ExcuseSchema, headers=ETAG_HEADER)
@requires(Permission.EXCUSES_DECIDE)
def verify(body: dict[str, Any], record_id: UUID) -> Any:
    """Verify an excuse that has a document: absences within its time become excused."""
    return _shown(
        excuses.verify_excuse(
            current_session(),
            actor=current_actor(),
            excuse_id=record_id,
            version=expected_version(),
            **body,
        )
    )


@blp.post("/excuses/<uuid:record_id>/refusal")
@blp.arguments(RefusalWrite)
@blp.response(200, ExcuseSchema, headers=ETAG_HEADER)
@requires(Permission.EXCUSES_DECIDE)
def refuse(body: dict[str, Any], record_id: UUID) -> Any:
    """Refuse an excuse; one that was verified is taken back, and its absences count again."""
    return _shown(
        excuses.refuse_excuse(
            current_session(),
            actor=current_actor(),
            excuse_id=record_id,
            version=expected_version(),
            **body,
        )
    )


@blp.post("/excuses/<uuid:record_id>/withdrawal")
@blp.response(200, ExcuseSchema, headers=ETAG_HEADER)
@requires(Permission.EXCUSES_REQUEST)
def withdraw(record_id: UUID) -> Any:
    """Take back a request of your own that waits; its document is deleted."""
    return _shown(
        excuses.withdraw_excuse(
            current_session(), actor=current_actor(), excuse_id=record_id, version=expected_version()
        )
    )


def _shown(excuse: Excuse) -> Any:
    return excuse, etag(excuse)
