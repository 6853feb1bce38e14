"""Feedback of trainees on sessions that they attended."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import url_for
from flask.views import MethodView

from api.blueprint import Blueprint
from api.context import current_actor, current_session
from api.edge import requires
from api.schemas.common import page_of
from api.schemas.feedback import FeedbackSchema, FeedbackSummarySchema, FeedbackWrite
from api.schemas.sessions import SessionBasicSchema
from api.schemas.users import PageQuery
from services.access import Permission
from services.attendance.feedback import awaiting_feedback, feedback_of, give_feedback, my_feedback
from services.records import Query

blp = Blueprint("Feedback", __name__, description="What trainees think of sessions, without their names.")


@blp.route("/sessions/<uuid:session_id>/feedback")
class SessionFeedback(MethodView):
    """Feedback on one session."""

    @blp.response(200, FeedbackSummarySchema)
    @requires(Permission.FEEDBACK_READ)
    def get(self, session_id: UUID) -> Any:
        """Read what the trainees of a session said together, once enough of them have."""
        return feedback_of(current_session(), actor=current_actor(), session_id=session_id)

    @blp.arguments(FeedbackWrite)
    @blp.response(201, FeedbackSchema)
    @requires(Permission.FEEDBACK_GIVE)
    def post(self, values: dict[str, Any], session_id: UUID) -> Any:
        """Say once what you think of a session that you attended."""
        given = give_feedback(current_session(), actor=current_actor(), session_id=session_id, values=values)
        return given, {"Location": url_for("Feedback.mine", session_id=session_id)}


@blp.get("/sessions/<uuid:session_id>/feedback/mine")
@blp.response(200, FeedbackSchema)
@requires(Permission.FEEDBACK_GIVE)
def mine(session_id: UUID) -> Any:
    """Read what you said of a session."""
    return my_feedback(current_session(), actor=current_actor(), session_id=session_id)


@blp.get("/users/me/feedback/open")
@blp.arguments(PageQuery, location="query")
@blp.response(200, page_of(SessionBasicSchema))
@requires(Permission.FEEDBACK_GIVE)
def awaiting(arguments: dict[str, Any]) -> Any:
    """List the sessions that you attended and may still say what you think of."""
    return awaiting_feedback(current_session(), actor=current_actor(), query=Query(**arguments))
