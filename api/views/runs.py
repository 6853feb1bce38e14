"""Runs: asked for, listed, read, followed and stopped."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any
from uuid import UUID

from flask import Response, url_for
from flask.views import MethodView

from api.blueprint import Blueprint
from api.context import current_actor, current_session, database
from api.edge import requires
from api.schemas.common import page_of
from api.schemas.runs import RunLineSchema, RunQuery, RunSchema, SolveWrite, StateQuery
from api.streaming import Event, last_event_id, stream
from models import Run
from models.run import OPEN_RUN_STATUSES
from models.session import Database, Who
from services.access import Permission
from services.records import Query
from services.runs.following import follow, stamp_of
from services.runs.reading import find_run, runs_of_timetable, runs_page
from services.runs.solving import request_solve
from services.runs.stopping import stop_run

blp = Blueprint("Runs", __name__, description="Questions to the engine that take longer than a request may.")

EVENT_STREAM = {
    "content": {"text/event-stream": {"schema": {"type": "string"}}},
    "description": "Events `progress` while it is open and one `ended`; each with the run as JSON.",
}
LOCATION = {"Location": {"description": "The run, to be watched.", "schema": {"type": "string"}}}


@blp.route("/timetables/<uuid:timetable_id>/solves")
class Solves(MethodView):
    """Solves that begin from a version."""

    @blp.arguments(StateQuery, location="query")
    @blp.response(200, page_of(RunLineSchema))
    @requires(Permission.TIMETABLES_READ)
    def get(self, arguments: dict[str, Any], timetable_id: UUID) -> Any:
        """List the solves of a timetable."""
        return runs_of_timetable(
            current_session(), timetable_id=timetable_id, kind="solve", query=_query(arguments)
        )

    @blp.arguments(SolveWrite)
    @blp.response(202, RunSchema, headers=LOCATION)
    @requires(Permission.TIMETABLES_WRITE)
    def post(self, wishes: dict[str, Any], timetable_id: UUID) -> Any:
        """Ask for a solve, which a worker does; its result becomes a new version beside this one."""
        return accepted(
            request_solve(current_session(), actor=current_actor(), timetable_id=timetable_id, **wishes)
        )


@blp.route("/runs")
class Runs(MethodView):
    """All runs of the institution."""

    @blp.arguments(RunQuery, location="query")
    @blp.response(200, page_of(RunLineSchema))
    @requires(Permission.TIMETABLES_READ)
    def get(self, arguments: dict[str, Any]) -> Any:
        """List runs."""
        return runs_page(current_session(), query=_query(arguments))


@blp.route("/runs/<uuid:run_id>")
class OneRun(MethodView):
    """One run."""

    @blp.response(200, RunSchema)
    @requires(Permission.TIMETABLES_READ)
    def get(self, run_id: UUID) -> Any:
        """Read a run: how far it is, or what came of it."""
        return find_run(current_session(), run_id=run_id)

    @blp.response(202, RunSchema)
    @requires(Permission.TIMETABLES_WRITE)
    def delete(self, run_id: UUID) -> Any:
        """Stop a run; what it has found by then is kept."""
        return stop_run(current_session(), run_id=run_id)


@blp.get("/runs/<uuid:run_id>/events")
@blp.doc(responses={"200": EVENT_STREAM, "204": {"description": "It has ended, and all was told."}})
@requires(Permission.TIMETABLES_READ)
def events(run_id: UUID) -> Response:
    """Follow a run by server-sent events; the stream ends with it, or after 25 seconds to be resumed."""
    run = find_run(current_session(), run_id=run_id)
    after = last_event_id()
    if run.status not in OPEN_RUN_STATUSES and stamp_of(run.updated_at) <= after:
        return Response(status=204)  # which tells an EventSource not to come again
    who = Who(run.tenant_id, current_actor().user_id)
    return stream(partial(_events, database(), who, run_id, after))


def accepted(run: Run) -> Any:
    """The answer to a request for a run: where to watch it."""
    return run, {"Location": url_for("Runs.OneRun", run_id=run.id)}


def _events(source: Database, who: Who, run_id: UUID, after: int, lasts_s: float) -> Iterator[Event | None]:
    for news in follow(source, who, run_id=run_id, after=after, lasts_s=lasts_s):
        yield None if news is None else (news.stamp, "progress" if news.is_open else "ended", news.state)


def _query(arguments: dict[str, Any]) -> Query:
    cursor, limit = arguments.pop("cursor", None), arguments.pop("limit")
    backwards = arguments.pop("newest_first")
    return Query(filters=arguments, sort="-" if backwards else None, cursor=cursor, limit=limit)
