"""Calendar feeds: secret addresses, and what they show."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Response, request, url_for
from flask.views import MethodView

from api.blueprint import ETAG_HEADER, Blueprint, etag, expected_version, query_of
from api.context import current_actor, current_session, runtime
from api.edge import public, requires
from api.limits import limited
from api.schemas.common import page_of
from api.schemas.feeds import FeedQuery, FeedSchema, FeedWrite
from api.uploads import BINARY
from models import CalendarFeed
from services.access import Permission
from services.exports.calendar_file import CONTENT_TYPE, write_diary
from services.records import Page, fetch
from services.schedules.feeds import (
    FEEDS,
    create_feed,
    open_feed,
    own_feeds,
    revoke_feed,
    rotate_feed,
    token_of,
)
from services.schedules.happenings import diary_of

FRESH_FOR_S = 300

MOST_READ = "3000/minute"
"""Calendars read from one address, which a whole college may share. A secret is not guessed at any rate."""

blp = Blueprint(
    "Calendar feeds",
    __name__,
    description="Secret addresses from which calendar programs read the sessions of a schedule.",
)


@blp.route("/feeds")
class Feeds(MethodView):
    """One's own feeds."""

    @blp.arguments(FeedQuery, location="query")
    @blp.response(200, page_of(FeedSchema))
    @requires(Permission.FEEDS)
    def get(self, arguments: dict[str, Any]) -> Any:
        """List your calendar feeds."""
        page = own_feeds(current_session(), actor=current_actor(), query=query_of(arguments))
        return Page([_shown(feed) for feed in page.items], page.next_cursor)

    @blp.arguments(FeedWrite)
    @blp.response(201, FeedSchema, headers=ETAG_HEADER)
    @requires(Permission.FEEDS)
    def post(self, values: dict[str, Any]) -> Any:
        """Make a calendar feed of a schedule that you may read."""
        feed = create_feed(current_session(), actor=current_actor(), **values)
        return _shown(feed), {**etag(feed), "Location": url_for("Calendar feeds.Feed", feed_id=feed.id)}


@blp.route("/feeds/<uuid:feed_id>", endpoint="Feed")
class OneFeed(MethodView):
    """One feed of one's own."""

    @blp.response(200, FeedSchema, headers=ETAG_HEADER)
    @requires(Permission.FEEDS)
    def get(self, feed_id: UUID) -> Any:
        """Read a calendar feed of yours, with its address."""
        feed = fetch(current_session(), FEEDS, actor=current_actor(), record_id=feed_id)
        return _shown(feed), etag(feed)

    @blp.response(204)
    @requires(Permission.FEEDS)
    def delete(self, feed_id: UUID) -> None:
        """Revoke a calendar feed: its address is good for nothing any more."""
        revoke_feed(current_session(), actor=current_actor(), feed_id=feed_id, version=expected_version())


@blp.post("/feeds/<uuid:feed_id>/rotation")
@blp.response(200, FeedSchema, headers=ETAG_HEADER)
@requires(Permission.FEEDS)
def rotation(feed_id: UUID) -> Any:
    """Give a calendar feed another address, in the place of the one it has."""
    feed = rotate_feed(current_session(), actor=current_actor(), feed_id=feed_id, version=expected_version())
    return _shown(feed), etag(feed)


@blp.get("/feeds/<string:token>.ics")
@blp.response(200, BINARY, content_type="text/calendar")
@blp.alt_response(304, description="The calendar is still the one of the ETag in If-None-Match.")
@limited(address=MOST_READ)
@public
def calendar(token: str) -> Response:
    """Read a calendar by its secret address.

    Shows the sessions of the last four months and all to come, cancelled ones marked so; none where
    the owner of the feed may no longer read them.
    """
    session = current_session()
    text = write_diary(diary_of(session, open_feed(session, token=token)))
    response = Response(text, content_type=CONTENT_TYPE)
    response.headers["Content-Disposition"] = 'inline; filename="timetable.ics"'
    response.add_etag()
    response.make_conditional(request)
    response.cache_control.private = True
    response.cache_control.max_age = FRESH_FOR_S
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def _shown(feed: CalendarFeed) -> dict[str, Any]:
    address = url_for("Calendar feeds.calendar", token=token_of(feed))
    return {
        name: getattr(feed, name)
        for name in ("id", "version", "created_at", "updated_at", "subject_type", "subject_id")
    } | {"address": runtime().base_url.rstrip("/") + address}
