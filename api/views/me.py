"""What people see and keep of themselves."""

from __future__ import annotations

from typing import Any

from flask import Response
from flask.views import MethodView

from api.blueprint import ETAG_HEADER, Blueprint, etag, expected_version
from api.context import current_actor, current_session, prepared
from api.edge import prepares, requires
from api.schemas.common import page_of
from api.schemas.me import ProfileSchema, ProfileWrite, SkillSchema, SkillsSchema
from api.schemas.uploads import PictureUpload
from api.schemas.users import ActivitySchema, PageQuery, PersonWrite, UserSchema
from api.uploads import BINARY, file_response, uploaded_picture
from api.views.users import shown
from models import Profile
from services.access import Permission
from services.people.activity import activities_of
from services.people.me import (
    change_my_account,
    change_my_profile,
    my_account,
    my_profile,
    picture_of,
    remove_my_picture,
    set_my_picture,
)
from services.people.skills import add_skill, replace_skills
from services.records import Query

blp = Blueprint("Me", __name__, description="One's own account, profile, picture and activity.")


@blp.route("/users/me")
class Me(MethodView):
    """One's own account."""

    @blp.response(200, UserSchema, headers=ETAG_HEADER)
    @requires(Permission.ME)
    def get(self) -> Any:
        """Read your own account."""
        return shown(my_account(current_session(), actor=current_actor()))

    @blp.arguments(PersonWrite)
    @blp.response(200, UserSchema, headers=ETAG_HEADER)
    @requires(Permission.ME)
    def put(self, values: dict[str, Any]) -> Any:
        """Replace what you may change of your own account."""
        return shown(_change_account(values))

    @blp.arguments(PersonWrite(partial=True))
    @blp.response(200, UserSchema, headers=ETAG_HEADER)
    @requires(Permission.ME)
    def patch(self, values: dict[str, Any]) -> Any:
        """Change some of your own account; e-mail, role and identity number are changed by the admin."""
        return shown(_change_account(values))


@blp.route("/users/profile")
class MyProfile(MethodView):
    """One's own profile."""

    @blp.response(200, ProfileSchema, headers=ETAG_HEADER)
    @requires(Permission.ME)
    def get(self) -> Any:
        """Read your own profile."""
        profile = my_profile(current_session(), actor=current_actor())
        return profile, etag(profile)

    @blp.arguments(ProfileWrite)
    @blp.response(200, ProfileSchema, headers=ETAG_HEADER)
    @requires(Permission.ME)
    def put(self, values: dict[str, Any]) -> Any:
        """Replace your own profile's fields."""
        return _change_profile(values)

    @blp.arguments(ProfileWrite(partial=True))
    @blp.response(200, ProfileSchema, headers=ETAG_HEADER)
    @requires(Permission.ME)
    def patch(self, values: dict[str, Any]) -> Any:
        """Change some of your own profile's fields."""
        return _change_profile(values)


@blp.route("/users/skills")
class MySkills(MethodView):
    """One's own skills."""

    @blp.response(200, SkillsSchema, headers=ETAG_HEADER)
    @requires(Permission.ME)
    def get(self) -> Any:
        """List your own skills."""
        return _skills(my_profile(current_session(), actor=current_actor()))

    @blp.arguments(SkillSchema)
    @blp.response(201, SkillsSchema, headers=ETAG_HEADER)
    @requires(Permission.ME)
    def post(self, values: dict[str, Any]) -> Any:
        """Add a skill of your own, or say the level of one anew."""
        return _skills(
            add_skill(current_session(), actor=current_actor(), version=expected_version(), **values)
        )

    @blp.arguments(SkillsSchema)
    @blp.response(200, SkillsSchema, headers=ETAG_HEADER)
    @requires(Permission.ME)
    def put(self, values: dict[str, Any]) -> Any:
        """Make these skills, and no others, your own."""
        return _skills(
            replace_skills(
                current_session(),
                actor=current_actor(),
                skills=values["items"],
                version=expected_version(),
            )
        )


@blp.route("/users/me/avatar")
class MyPicture(MethodView):
    """One's own picture."""

    @blp.response(200, BINARY, content_type="image/*")
    @requires(Permission.ME)
    def get(self) -> Response:
        """Show your own picture."""
        actor = current_actor()
        file = picture_of(current_session(), actor=actor, user_id=actor.user_id)
        return file_response(file, immutable=False)

    @blp.arguments(PictureUpload, location="files")
    @blp.response(200, UserSchema, headers=ETAG_HEADER)
    @prepares(uploaded_picture)
    @requires(Permission.ME)
    def put(self, _files: dict[str, Any]) -> Any:
        """Upload a picture of yourself; it is drawn anew, so that nothing but the pixels is kept."""
        return shown(set_my_picture(current_session(), actor=current_actor(), picture=prepared()))

    @blp.response(204)
    @requires(Permission.ME)
    def delete(self) -> None:
        """Remove your picture."""
        remove_my_picture(current_session(), actor=current_actor())


@blp.get("/users/me/activity")
@blp.arguments(PageQuery, location="query")
@blp.response(200, page_of(ActivitySchema))
@requires(Permission.ME)
def my_activity(arguments: dict[str, Any]) -> Any:
    """List what you did, the latest first."""
    actor = current_actor()
    return activities_of(current_session(), actor=actor, user_id=actor.user_id, query=Query(**arguments))


def _change_account(values: dict[str, Any]) -> Any:
    return change_my_account(
        current_session(), actor=current_actor(), values=values, version=expected_version()
    )


def _skills(profile: Profile) -> Any:
    return {"items": profile.skills}, etag(profile)


def _change_profile(values: dict[str, Any]) -> Any:
    profile = change_my_profile(
        current_session(), actor=current_actor(), values=values, version=expected_version()
    )
    return profile, etag(profile)
