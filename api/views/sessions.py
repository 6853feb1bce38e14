"""Dated sessions: listed, read, started and ended, cancelled, moved, and who is in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any
from uuid import UUID

from flask import Response
from flask.views import MethodView

from api.attempts import attempt_of, look_at_photo
from api.blueprint import ETAG_HEADER, Blueprint, etag, expected_version
from api.context import current_actor, current_session, database, prepared
from api.edge import prepares, requires
from api.limits import limited
from api.schemas.attempts import AttemptForm
from api.schemas.common import Schema
from api.schemas.sessions import (
    SessionBasicSchema,
    SessionCancelWrite,
    SessionDetailSchema,
    SessionMoveWrite,
    SessionQuery,
    WhoIsInSchema,
)
from api.streaming import Event, last_event_id, stream
from models.session import Database, Who, tenant_of
from services.access import Actor, Permission
from services.attendance.cancelling import cancel_session
from services.attendance.details import Detail, detail_of, session_detail
from services.attendance.ending import end_session
from services.attendance.kind import SESSIONS
from services.attendance.moving import move_session
from services.attendance.starting import Moved, start_session
from services.attendance.who_is_in import follow, news_of, who_is_in

blp = Blueprint("Sessions", __name__, description="Sessions on their dates, from their plan to their end.")

EVENT_STREAM = {
    "content": {"text/event-stream": {"schema": {"type": "string"}}},
    "description": "Events `register` whenever it has changed, and one `ended`; each with who is in as JSON.",
}

blp.records(
    SESSIONS,
    path="/sessions",
    shown=SessionBasicSchema,
    written=Schema,
    filters=SessionQuery,
    methods=frozenset({"list"}),
)


@blp.route("/sessions/<uuid:session_id>")
class OneSession(MethodView):
    """One session."""

    @blp.response(200, SessionDetailSchema, headers=ETAG_HEADER)
    @requires(Permission.SESSIONS_READ)
    def get(self, session_id: UUID) -> Any:
        """Read a session, with its windows, how far it kept to its plan, and its makeups."""
        return shown(session_detail(current_session(), actor=current_actor(), session_id=session_id))

    @blp.arguments(SessionMoveWrite)
    @blp.response(200, SessionDetailSchema, headers=ETAG_HEADER)
    @requires(Permission.SESSIONS_WRITE)
    def patch(self, values: dict[str, Any], session_id: UUID) -> Any:
        """Give a session another trainer or room, and tell those concerned."""
        move_session(
            current_session(),
            actor=current_actor(),
            session_id=session_id,
            values=values,
            version=expected_version(),
        )
        return shown(session_detail(current_session(), actor=current_actor(), session_id=session_id))


@blp.post("/sessions/<uuid:session_id>/start")
@blp.arguments(AttemptForm, location="files")
@blp.response(200, SessionDetailSchema, headers=ETAG_HEADER)
@limited(address="60/minute")
@prepares(look_at_photo)
@requires(Permission.SESSIONS_HOLD)
def start(values: dict[str, Any], session_id: UUID) -> Any:
    """Start a session as its assigned trainer, with face and place, within its window.

    Answers 422 with the code of the first reason, and all of them in `errors.findings`. An attempt that
    leaves doubts starts the session and is left for somebody else to look at; `proofs` says so.
    """
    return _shown_after(_move_by(start_session, values, session_id))


@blp.post("/sessions/<uuid:session_id>/end")
@blp.arguments(AttemptForm, location="files")
@blp.response(200, SessionDetailSchema, headers=ETAG_HEADER)
@limited(address="60/minute")
@prepares(look_at_photo)
@requires(Permission.SESSIONS_HOLD)
def end(values: dict[str, Any], session_id: UUID) -> Any:
    """End a session as its assigned trainer, with face and place, within its window.

    Who has not been seen is absent, or excused; feedback is open from now on. Refusals as for its start.
    """
    return _shown_after(_move_by(end_session, values, session_id))


@blp.post("/sessions/<uuid:session_id>/cancel")
@blp.arguments(SessionCancelWrite)
@blp.response(200, SessionDetailSchema, headers=ETAG_HEADER)
@requires(Permission.SESSIONS_WRITE)
def cancel(values: dict[str, Any], session_id: UUID) -> Any:
    """Cancel a session that has not ended, and tell those concerned."""
    held = cancel_session(
        current_session(),
        actor=current_actor(),
        session_id=session_id,
        version=expected_version(),
        **values,
    )
    return shown(detail_of(current_session(), held))


@blp.get("/sessions/<uuid:session_id>/register")
@blp.response(200, WhoIsInSchema)
@requires(Permission.RECORDS_READ)
def register(session_id: UUID) -> Any:
    """Read who is in: everybody expected, and what is known of them now."""
    return who_is_in(current_session(), actor=current_actor(), session_id=session_id)


@blp.get("/sessions/<uuid:session_id>/register/events")
@blp.doc(responses={"200": EVENT_STREAM, "204": {"description": "It has ended, and all was told."}})
@requires(Permission.RECORDS_READ)
def register_events(session_id: UUID) -> Response:
    """Follow who is in by server-sent events; the stream ends after 25 seconds, to be resumed."""
    actor, after = current_actor(), last_event_id()
    news = news_of(current_session(), actor=actor, session_id=session_id)
    if not news.is_open and news.stamp == after:
        return Response(status=204)  # which tells an EventSource not to come again
    who = Who(tenant_of(current_session()), actor.user_id)
    return stream(partial(_events, database(), who, actor, session_id, after))


def _move_by(service: Callable[..., Moved], values: dict[str, Any], session_id: UUID) -> Moved:
    return service(
        current_session(),
        actor=current_actor(),
        session_id=session_id,
        attempt=attempt_of(values, look=prepared()),
        version=expected_version(),
    )


def _shown_after(moved: Moved) -> Any:
    return shown(detail_of(current_session(), moved.held))


def shown(detail: Detail) -> Any:
    """A session in detail, with its version."""
    return detail, etag(detail.held)


def _events(
    source: Database, who: Who, actor: Actor, session_id: UUID, after: int, lasts_s: float
) -> Iterator[Event | None]:
    for news in follow(source, who, actor=actor, session_id=session_id, after=after, lasts_s=lasts_s):
        yield None if news is None else (news.stamp, "register" if news.is_open else "ended", news.state)
