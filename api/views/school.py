"""The school."""

from __future__ import annotations

from typing import Any

from flask import Response
from flask.views import MethodView

from api.blueprint import ETAG_HEADER, Blueprint, etag, expected_version
from api.context import current_actor, current_session, prepared
from api.edge import prepares, requires
from api.schemas.school import SchoolSchema, SchoolWrite
from api.schemas.totals import SchoolTotals
from api.schemas.uploads import PictureUpload
from api.uploads import BINARY, file_response, uploaded_picture
from services import records
from services.access import Permission
from services.structure.logo import fetch_logo, remove_logo, set_logo
from services.structure.school import SCHOOL, school_of
from services.structure.totals import school_totals

blp = Blueprint(
    "School", __name__, description="The institution itself: there is one, made when it was founded."
)


@blp.route("/school")
class SchoolView(MethodView):
    """The one school."""

    @blp.response(200, SchoolSchema, headers=ETAG_HEADER)
    @requires(Permission.SCHOOL_READ)
    def get(self) -> Any:
        """Read the school."""
        school = school_of(current_session())
        return school, etag(school)

    @blp.arguments(SchoolWrite)
    @blp.response(200, SchoolSchema, headers=ETAG_HEADER)
    @requires(Permission.SCHOOL_WRITE)
    def put(self, values: dict[str, Any]) -> Any:
        """Replace the school's fields."""
        return _change(values)

    @blp.arguments(SchoolWrite(partial=True))
    @blp.response(200, SchoolSchema, headers=ETAG_HEADER)
    @requires(Permission.SCHOOL_WRITE)
    def patch(self, values: dict[str, Any]) -> Any:
        """Change some of the school's fields."""
        return _change(values)


def _change(values: dict[str, Any]) -> Any:
    session = current_session()
    school = records.change(
        session,
        SCHOOL,
        actor=current_actor(),
        record_id=school_of(session).id,
        values=values,
        version=expected_version(),
    )
    return school, etag(school)


@blp.get("/school/statistics")
@blp.response(200, SchoolTotals)
@requires(Permission.SCHOOL_READ)
def statistics() -> Any:
    """Count what the school has."""
    return school_totals(current_session())


@blp.route("/school/logo")
class LogoView(MethodView):
    """The school's logo."""

    @blp.response(200, BINARY, content_type="image/*")
    @requires(Permission.SCHOOL_READ)
    def get(self) -> Response:
        """Show the logo."""
        return file_response(fetch_logo(current_session(), actor=current_actor()), immutable=False)

    @blp.arguments(PictureUpload, location="files")
    @blp.response(200, SchoolSchema, headers=ETAG_HEADER)
    @prepares(uploaded_picture)
    @requires(Permission.SCHOOL_WRITE)
    def put(self, _files: dict[str, Any]) -> Any:
        """Upload a logo in place of the one before."""
        school = set_logo(
            current_session(), actor=current_actor(), picture=prepared(), version=expected_version()
        )
        return school, etag(school)

    @blp.response(204)
    @requires(Permission.SCHOOL_WRITE)
    def delete(self) -> None:
        """Go without a logo."""
        remove_logo(current_session(), actor=current_actor(), version=expected_version())
