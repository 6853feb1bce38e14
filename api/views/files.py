"""Files that people uploaded."""

from __future__ import annotations

from uuid import UUID

from flask import Response

from api.blueprint import Blueprint
from api.context import current_actor, current_session
from api.edge import requires
from api.uploads import BINARY, file_response
from services.access import Permission
from services.files.storing import fetch_file

blp = Blueprint("Files", __name__, description="Uploaded files, by addresses that never show another.")


@blp.get("/files/<uuid:file_id>")
@blp.response(200, BINARY, content_type="image/*")
@requires(Permission.FILES_READ)
def read_file(file_id: UUID) -> Response:
    """Show a file; it never changes, so it may be kept for ever."""
    return file_response(
        fetch_file(current_session(), actor=current_actor(), file_id=file_id), immutable=True
    )
