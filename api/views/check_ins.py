"""Checking in, and looking at what the engine left to a person."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response, url_for
from flask.views import MethodView

from api.attempts import attempt_of, look_at_all, look_at_photo
from api.blueprint import Blueprint, query_of
from api.context import current_actor, current_device, current_session, prepared
from api.edge import prepares, requires
from api.limits import limited
from api.schemas.attempts import AttemptForm, ClassPhotoForm
from api.schemas.check_ins import (
    CheckedInSchema,
    CheckInQuery,
    CheckInSchema,
    ClassPhotoSchema,
    CodeSchema,
    ListedCheckInSchema,
    ReviewWrite,
)
from api.schemas.common import page_of
from api.uploads import BINARY
from models import CheckIn
from services.access import Permission, Role, Scope, scope_of
from services.attendance import codes, reviews
from services.attendance.checking_in import CheckedIn, check_in, check_in_at_kiosk, check_in_class
from services.attendance.kind import SESSIONS
from services.attendance.telling import told_to_sender
from services.exports.code_picture import draw_code
from services.records import Page, fetch

blp = Blueprint(
    "Check-ins", __name__, description="Checking in with face and place, and looking at what is in doubt."
)


@blp.post("/sessions/<uuid:session_id>/check-ins")
@blp.arguments(AttemptForm, location="files")
@blp.response(201, CheckedInSchema)
@limited(address="3000/minute")
@prepares(look_at_photo)
@requires(Permission.CHECK_IN)
def new_check_in(values: dict[str, Any], session_id: UUID) -> Any:
    """Check in: yourself on your own device, or whoever stands before a kiosk.

    Answers 422 with the first reason as `code` and all that was found in `errors.findings` where it is
    refused. Whoever is in doubt is pending until a person has looked at it.
    """
    session, actor, device = current_session(), current_actor(), current_device()
    if actor.role is Role.DEVICE:
        attempt = attempt_of(values, look=prepared(), channel="kiosk")
        room_id = None if device is None else device.room_id
        found = check_in_at_kiosk(
            session, actor=actor, session_id=session_id, attempt=attempt, room_id=room_id
        )
    else:
        attempt = attempt_of(values, look=prepared())
        found = check_in(session, actor=actor, session_id=session_id, attempt=attempt)
    location = url_for("Check-ins.OneCheckIn", check_in_id=found.check_in.id)
    return _checked_in(found), {"Location": location}


@blp.post("/sessions/<uuid:session_id>/class-photo")
@blp.arguments(ClassPhotoForm, location="files")
@blp.response(200, ClassPhotoSchema)
@limited(address="60/minute")
@prepares(look_at_all)
@requires(Permission.SESSIONS_HOLD)
def class_photo(values: dict[str, Any], session_id: UUID) -> Any:
    """Check in everybody of the class whose face is on one photo, as the session's trainer."""
    found = check_in_class(
        current_session(),
        actor=current_actor(),
        session_id=session_id,
        attempt=attempt_of(values, look=None, channel="class_photo"),
        looks=prepared(),
    )
    return {
        "checked_in": [_checked_in(one) for one in found.checked_in],
        "refused": found.refused,
        "known_before": found.known_before,
        "strangers": found.strangers,
    }


@blp.get("/sessions/<uuid:session_id>/code")
@blp.response(200, CodeSchema)
@requires(Permission.SESSIONS_HOLD)
def code(session_id: UUID) -> Any:
    """Read the code to show in the room now, as the session's trainer; another follows every 15 seconds."""
    session, actor = current_session(), current_actor()
    held = fetch(session, SESSIONS, actor=actor, record_id=session_id)
    return codes.current_code(session, actor=actor, held=held)


@blp.get("/sessions/<uuid:session_id>/code.svg")
@blp.response(200, BINARY, content_type="image/svg+xml")
@requires(Permission.SESSIONS_HOLD)
def code_picture(session_id: UUID) -> Response:
    """Draw the code to show in the room now as a QR code, as the session's trainer."""
    session, actor = current_session(), current_actor()
    held = fetch(session, SESSIONS, actor=actor, record_id=session_id)
    shown = codes.current_code(session, actor=actor, held=held)
    response = Response(draw_code(shown.code), content_type="image/svg+xml")
    response.headers["Refresh"] = str(shown.step_seconds)
    response.cache_control.no_store = True
    return response


@blp.route("/check-ins")
class CheckIns(MethodView):
    """All attempts."""

    @blp.arguments(CheckInQuery, location="query")
    @blp.response(200, page_of(ListedCheckInSchema))
    @requires(Permission.RECORDS_READ)
    def get(self, arguments: dict[str, Any]) -> Any:
        """List attempts to check in, or to start or end sessions; with `review=open` those to look at."""
        page = reviews.list_check_ins(current_session(), actor=current_actor(), query=query_of(arguments))
        return Page([_listed(item) for item in page.items], page.next_cursor)


@blp.route("/check-ins/<uuid:check_in_id>")
class OneCheckIn(MethodView):
    """One attempt."""

    @blp.response(200, ListedCheckInSchema)
    @requires(Permission.RECORDS_READ)
    def get(self, check_in_id: UUID) -> Any:
        """Read an attempt, with all that was found."""
        return _listed(
            reviews.fetch_check_in(current_session(), actor=current_actor(), check_in_id=check_in_id)
        )


@blp.post("/check-ins/<uuid:check_in_id>/photo")
@blp.response(200, BINARY, content_type="image/jpeg")
@requires(Permission.RECORDS_WRITE)
def photo(check_in_id: UUID) -> Response:
    """Show the photo of an attempt that waits for a look; it is shown once."""
    content = reviews.show_photo(current_session(), actor=current_actor(), check_in_id=check_in_id)
    response = Response(content, content_type="image/jpeg")
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.cache_control.no_store = True
    return response


@blp.post("/check-ins/<uuid:check_in_id>/review")
@blp.arguments(ReviewWrite)
@blp.response(200, ListedCheckInSchema)
@requires(Permission.RECORDS_WRITE)
def review(values: dict[str, Any], check_in_id: UUID) -> Any:
    """Accept or refuse an attempt that waits for a look; the record follows."""
    return _listed(
        reviews.decide(current_session(), actor=current_actor(), check_in_id=check_in_id, **values)
    )


def _checked_in(found: CheckedIn) -> dict[str, Any]:
    return {"name": found.name, "status": found.record.status, "check_in": _shown(found.check_in)}


def _shown(line: CheckIn) -> dict[str, Any]:
    """An attempt as the actor may see it: those who send attempts are told less than those who judge them."""
    actor, shown = current_actor(), {name: getattr(line, name) for name in CheckInSchema().fields}
    if line.user_id == actor.user_id or scope_of(Permission.RECORDS_WRITE, actor.role) is Scope.NONE:
        shown["findings"] = told_to_sender(line.findings)
    return shown


def _listed(line: CheckIn) -> dict[str, Any]:
    return {
        **_shown(line),
        "name": None if line.user is None else line.user.full_name,
        "has_photo": line.photo_until is not None and line.photo_shown_at is None,
    }
