"""Makeups of missed sessions: where there is room, booked one by one or many together."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import url_for

from api.blueprint import ETAG_HEADER, Blueprint
from api.context import current_actor, current_session
from api.edge import requires
from api.schemas.answers import MakeupsRunSchema
from api.schemas.makeups import MakeupOptionsSchema
from api.schemas.session_makeups import BookingsWrite, BookingWrite, SessionPlacesQuery
from api.schemas.sessions import SessionDetailSchema
from api.views.runs import LOCATION, accepted
from api.views.sessions import shown
from services.access import Permission
from services.attendance.details import detail_of
from services.attendance.making_up import AgreedPlace, Wish, book_makeup, makeup_places
from services.runs.making_up import request_bookings
from services.timetabling.makeups import PlacesPage

blp = Blueprint(
    "Makeups", __name__, description="What was missed or cancelled is held at another time instead."
)


@blp.get("/sessions/<uuid:record_id>/makeups/options")
@blp.arguments(SessionPlacesQuery, location="query")
@blp.response(200, MakeupOptionsSchema)
@requires(Permission.SESSIONS_WRITE)
def options(arguments: dict[str, Any], record_id: UUID) -> Any:
    """Rank every date, time and room at which a missed session could be held instead."""
    return makeup_places(
        current_session(), actor=current_actor(), session_id=record_id, page=PlacesPage(**arguments)
    )


@blp.post("/sessions/<uuid:record_id>/makeups")
@blp.arguments(BookingWrite)
@blp.response(201, SessionDetailSchema, headers=ETAG_HEADER)
@requires(Permission.SESSIONS_WRITE)
def book(body: dict[str, Any], record_id: UUID) -> Any:
    """Book a makeup of a missed session; it is checked again while nobody else books."""
    named = {name: body.pop(name) for name in ("held_on", "starts_at", "room_id") if name in body}
    wish = Wish(place=AgreedPlace(**named) if named else None, **body)
    makeup = book_makeup(current_session(), actor=current_actor(), session_id=record_id, wish=wish)
    detail, headers = shown(detail_of(current_session(), makeup))
    return detail, {**headers, "Location": url_for("Sessions.OneSession", session_id=makeup.id)}


@blp.post("/makeups")
@blp.arguments(BookingsWrite)
@blp.response(202, MakeupsRunSchema, headers=LOCATION)
@requires(Permission.SESSIONS_WRITE)
def book_many(values: dict[str, Any]) -> Any:
    """Book makeups of many missed sessions together; a worker finds the places and books them."""
    return accepted(request_bookings(current_session(), actor=current_actor(), values=values))
