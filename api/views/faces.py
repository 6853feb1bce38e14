"""Faces: consent, enrolment, comparison."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import request, url_for
from flask.views import MethodView

from api.blueprint import Blueprint
from api.context import current_actor, current_session, database, prepared
from api.edge import prepares, requires
from api.limits import limited
from api.schemas.faces import (
    ConsentWrite,
    EnrolledSchema,
    FaceSchema,
    LookalikeQuery,
    LookalikesSchema,
    PhotosUpload,
    PhotoUpload,
    VerificationSchema,
)
from api.uploads import bytes_of
from models.session import Who
from services.access import Permission
from services.presence import consents, enrolling
from services.presence.encoding import look, look_for_enrolment
from services.presence.sights import Enrolment, Look

blp = Blueprint("Faces", __name__, description="Consent to the use of faces, enrolment, comparison.")


def _enrolment() -> Enrolment | None:
    """Look at the photos sent, of a person who has agreed to that; none if there are none."""
    uploads = request.files.getlist("photos")
    if not 0 < len(uploads) <= enrolling.MAX_PHOTOS:
        return None
    actor = current_actor()
    user_id = (request.view_args or {}).get("user_id", actor.user_id)
    with database().unit_of_work(Who(actor.tenant_id), read_only=True) as session:
        consents.person_within(session, actor=actor, user_id=user_id)
        consents.require_consent(session, user_id)
    return look_for_enrolment([bytes_of(upload) for upload in uploads])


def _look() -> Look | None:
    """Look at the photo sent by somebody who is enrolled; none if there is none."""
    upload = request.files.get("photo")
    if upload is None:
        return None
    actor = current_actor()
    with database().unit_of_work(Who(actor.tenant_id), read_only=True) as session:
        enrolling.require_template(session, actor.user_id)
    return look(bytes_of(upload))


@blp.route("/me/face")
class MyFace(MethodView):
    """One's own face."""

    @blp.response(200, FaceSchema)
    @requires(Permission.FACES_ENROL)
    def get(self) -> Any:
        """Read what is kept of your face, and what there is to agree to."""
        return _status(current_actor().user_id)

    @blp.arguments(PhotosUpload, location="files")
    @blp.response(200, EnrolledSchema)
    @limited(address="60/minute")
    @prepares(_enrolment)
    @requires(Permission.FACES_ENROL)
    def put(self, _files: dict[str, Any]) -> Any:
        """Enrol your face by 3 to 5 photos; the photos are not kept.

        Answers 422 with what is wrong, photo by photo, in `errors.photos`.
        """
        return _enrol(current_actor().user_id)


@blp.route("/me/face/consent")
class MyConsent(MethodView):
    """One's own consent."""

    @blp.arguments(ConsentWrite)
    @blp.response(201, FaceSchema)
    @requires(Permission.FACES_ENROL)
    def post(self, values: dict[str, Any]) -> Any:
        """Agree to the use of your face."""
        body = _agree(current_actor().user_id, values)
        return body, {"Location": url_for("Faces.MyFace")}

    @blp.response(204)
    @requires(Permission.FACES_ENROL)
    def delete(self) -> None:
        """Withdraw your consent: all that was made of your face is deleted at once."""
        _withdraw(current_actor().user_id)


@blp.post("/me/face/verification")
@blp.arguments(PhotoUpload, location="files")
@blp.response(200, VerificationSchema)
@limited(address="60/minute")
@prepares(_look)
@requires(Permission.FACES_ENROL)
def verification(_files: dict[str, Any]) -> Any:
    """Find out whether a photo would be taken for you; it is not kept."""
    user_id = current_actor().user_id
    return {"result": enrolling.compare(current_session(), user_id=user_id, look=prepared())}


@blp.route("/users/<uuid:user_id>/face", endpoint="Face")
class OneFace(MethodView):
    """Another person's face."""

    @blp.response(200, FaceSchema)
    @requires(Permission.FACES_ENROL)
    def get(self, user_id: UUID) -> Any:
        """Read what is kept of a person's face."""
        return _status(user_id)

    @blp.arguments(PhotosUpload, location="files")
    @blp.response(200, EnrolledSchema)
    @limited(address="60/minute")
    @prepares(_enrolment)
    @requires(Permission.FACES_ENROL)
    def put(self, _files: dict[str, Any], user_id: UUID) -> Any:
        """Enrol a person who has agreed, and be told who is enrolled with nearly the same face."""
        return _enrol(user_id)


@blp.route("/users/<uuid:user_id>/face/consent")
class OneConsent(MethodView):
    """Another person's consent."""

    @blp.arguments(ConsentWrite)
    @blp.response(201, FaceSchema)
    @requires(Permission.FACES_ENROL)
    def post(self, values: dict[str, Any], user_id: UUID) -> Any:
        """Write down that a person has agreed on paper."""
        body = _agree(user_id, values)
        return body, {"Location": url_for("Faces.Face", user_id=user_id)}

    @blp.response(204)
    @requires(Permission.FACES_ENROL)
    def delete(self, user_id: UUID) -> None:
        """Write down that a person has withdrawn: all that was made of the face is deleted at once."""
        _withdraw(user_id)


@blp.get("/faces/lookalikes")
@blp.arguments(LookalikeQuery, location="query")
@blp.response(200, LookalikesSchema)
@requires(Permission.FACES_COMPARE)
def lookalikes(arguments: dict[str, Any]) -> Any:
    """List pairs of people whose faces are nearly the same: one person enrolled twice, or twins."""
    return {"items": enrolling.lookalikes(current_session(), **arguments)}


def _status(user_id: UUID) -> enrolling.FaceStatus:
    return enrolling.status_of(current_session(), actor=current_actor(), user_id=user_id)


def _enrol(user_id: UUID) -> dict[str, Any]:
    enrolled = enrolling.enrol(
        current_session(), actor=current_actor(), user_id=user_id, enrolment=prepared()
    )
    return {**_fields(enrolled.status), "lookalikes": enrolled.lookalikes}


def _fields(status: enrolling.FaceStatus) -> dict[str, Any]:
    return {
        name: getattr(status, name) for name in ("user_id", "consent", "template", "text_version", "text")
    }


def _agree(user_id: UUID, values: dict[str, Any]) -> enrolling.FaceStatus:
    consents.give_consent(current_session(), actor=current_actor(), user_id=user_id, **values)
    return _status(user_id)


def _withdraw(user_id: UUID) -> None:
    consents.withdraw_consent(current_session(), actor=current_actor(), user_id=user_id)
