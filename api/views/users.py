"""Accounts of people."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response, url_for
from flask.views import MethodView

from api.blueprint import ETAG_HEADER, Blueprint, etag, expected_version, query_of
from api.context import current_actor, current_session, runtime
from api.edge import requires
from api.schemas.common import page_of
from api.schemas.uploads import WorkbookUpload
from api.schemas.users import (
    ActivitySchema,
    BulkSchema,
    PageQuery,
    UserCreate,
    UserQuery,
    UserSchema,
    UserWrite,
)
from api.uploads import BINARY, bytes_of, file_response, workbook_response
from models import User
from services import records
from services.access import Permission
from services.people.activity import activities_of
from services.people.bulk import register_rows, registration_template
from services.people.kind import USERS
from services.people.me import picture_of
from services.people.searching import page_of_users
from services.people.users import change_user, create_user, delete_user, describe, invite_again
from services.records import Page, Query
from services.spreadsheets import CONTENT_TYPE as WORKBOOK

blp = Blueprint("People", __name__, description="Accounts of people, with what their roles add.")


def shown(user: User) -> tuple[dict[str, Any], dict[str, str]]:
    """An account as the one who asks may see it, and its version."""
    return describe(user, actor=current_actor()), etag(user)


@blp.route("/users")
class Users(MethodView):
    """All accounts."""

    @blp.arguments(UserQuery, location="query")
    @blp.response(200, page_of(UserSchema))
    @requires(Permission.USERS_READ)
    def get(self, arguments: dict[str, Any]) -> Any:
        """List users."""
        actor = current_actor()
        page = page_of_users(current_session(), actor=actor, query=query_of(arguments))
        return Page([describe(user, actor=actor) for user in page.items], page.next_cursor)

    @blp.arguments(UserCreate)
    @blp.response(201, UserSchema, headers=ETAG_HEADER)
    @requires(Permission.USERS_WRITE)
    def post(self, values: dict[str, Any]) -> Any:
        """Create a user, who is sent a link to choose a password."""
        invited = values.pop("invited")
        user = create_user(
            current_session(),
            actor=current_actor(),
            values=values,
            base_url=runtime().base_url,
            invited=invited,
        )
        body, headers = shown(user)
        return body, {**headers, "Location": url_for("People.User", user_id=user.id)}


@blp.route("/users/<uuid:user_id>", endpoint="User")
class OneUser(MethodView):
    """One account."""

    @blp.response(200, UserSchema, headers=ETAG_HEADER)
    @requires(Permission.USERS_READ)
    def get(self, user_id: UUID) -> Any:
        """Read a user."""
        return shown(records.fetch(current_session(), USERS, actor=current_actor(), record_id=user_id))

    @blp.arguments(UserWrite)
    @blp.response(200, UserSchema, headers=ETAG_HEADER)
    @requires(Permission.USERS_WRITE)
    def put(self, values: dict[str, Any], user_id: UUID) -> Any:
        """Replace a user's fields."""
        return shown(_change(user_id, values))

    @blp.arguments(UserWrite(partial=True))
    @blp.response(200, UserSchema, headers=ETAG_HEADER)
    @requires(Permission.USERS_WRITE)
    def patch(self, values: dict[str, Any], user_id: UUID) -> Any:
        """Change some of a user's fields, or of the profiles within."""
        return shown(_change(user_id, values))

    @blp.response(204)
    @requires(Permission.USERS_WRITE)
    def delete(self, user_id: UUID) -> None:
        """Delete a user, whose log-ins end."""
        delete_user(current_session(), actor=current_actor(), user_id=user_id, version=expected_version())


@blp.post("/users/<uuid:user_id>/invitation")
@blp.response(204)
@requires(Permission.USERS_WRITE)
def invitation(user_id: UUID) -> None:
    """Send a user the link to choose a password once more."""
    invite_again(current_session(), actor=current_actor(), user_id=user_id, base_url=runtime().base_url)


@blp.get("/users/<uuid:user_id>/activity")
@blp.arguments(PageQuery, location="query")
@blp.response(200, page_of(ActivitySchema))
@requires(Permission.ACTIVITY_READ)
def activity(arguments: dict[str, Any], user_id: UUID) -> Any:
    """List what a user did, the latest first."""
    return activities_of(current_session(), actor=current_actor(), user_id=user_id, query=Query(**arguments))


@blp.get("/users/<uuid:user_id>/avatar")
@blp.response(200, BINARY, content_type="image/*")
@requires(Permission.USERS_READ)
def avatar(user_id: UUID) -> Response:
    """Show a user's picture."""
    file = picture_of(current_session(), actor=current_actor(), user_id=user_id)
    return file_response(file, immutable=False)


@blp.get("/users/bulk/template")
@blp.response(200, BINARY, content_type=WORKBOOK)
@requires(Permission.USERS_IMPORT)
def bulk_template() -> Response:
    """Download the Excel workbook by which many users are registered at once."""
    return workbook_response(registration_template(), name="users.xlsx")


@blp.post("/users/bulk")
@blp.arguments(WorkbookUpload, location="files")
@blp.response(201, BulkSchema)
@requires(Permission.USERS_IMPORT)
def bulk(files: dict[str, Any]) -> Any:
    """Register the users of a workbook, or none if any row is wrong; each is sent an invitation.

    Answers 422 with what is wrong, row by row, in `errors.rows`.
    """
    return register_rows(
        current_session(),
        actor=current_actor(),
        data=bytes_of(files["file"]),
        base_url=runtime().base_url,
    )


def _change(user_id: UUID, values: dict[str, Any]) -> User:
    return change_user(
        current_session(),
        actor=current_actor(),
        user_id=user_id,
        values=values,
        base_url=runtime().base_url,
        version=expected_version(),
    )
