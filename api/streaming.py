"""Server-sent events: a stream for each follower, as long as there are threads to spare."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from threading import BoundedSemaphore
from typing import Any

from flask import Flask, Response, current_app, request

from services.errors import Invalid
from services.settings import Settings

MOST_STREAMS = 2
"""In a process at once, and no more than half of its threads, of which each stream holds one. Who comes
when all are taken is told the present state, and to ask again soon."""

LASTS_S = 25.0
"""After which a stream ends and its follower comes again: nobody holds a place for good, proxies do
not cut it off, and who may no longer read is no longer told."""

RETRY_MS = 1000
RETRY_WHEN_FULL_MS = 3000
QUIET_LOOKS = 20
"""After how many looks without news a comment shows that the line still stands."""

MAX_ID = 2**63 - 1

Event = tuple[int, str, dict[str, Any]]
"""Its number, its kind, and its data."""


def install(app: Flask, settings: Settings) -> None:
    """Set how many streams there may be in this process."""
    app.extensions["roster_streams"] = BoundedSemaphore(min(MOST_STREAMS, settings.web_threads // 2))


def last_event_id() -> int:
    """The number of the last event that the follower has heard; 0 if of none.

    Raises
    ------
    Invalid
        If it is none that this service gave.
    """
    text = request.headers.get("Last-Event-ID", "0").strip() or "0"
    if not (text.isascii() and text.isdigit() and len(text) <= 19 and int(text) <= MAX_ID):
        raise Invalid("Last-Event-ID is not the id of an event of this stream; leave it out.")
    return int(text)


def stream(follow: Callable[[float], Iterator[Event | None]]) -> Response:
    """Answer with events as they come.

    ``follow`` is called with the seconds that the stream may last, 0 for the present state alone; it
    gives None where there is nothing new. It runs when the request's unit of work has ended, and must
    not use it.
    """
    return Response(
        _lines(follow, current_app.extensions["roster_streams"]),
        content_type="text/event-stream; charset=utf-8",
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )


def _lines(follow: Callable[[float], Iterator[Event | None]], places: BoundedSemaphore) -> Iterator[str]:
    # Taken here, when the server asks for the first line: a response that is never read takes no place.
    if not places.acquire(blocking=False):
        yield f"retry: {RETRY_WHEN_FULL_MS}\n\n"
        yield from _written(follow(0.0))
        return
    try:
        yield f"retry: {RETRY_MS}\n\n"
        yield from _written(follow(LASTS_S))
    finally:
        places.release()


def _written(events: Iterator[Event | None]) -> Iterator[str]:
    quiet = 0
    for event in events:
        quiet = quiet + 1 if event is None else 0
        if event is not None:
            number, kind, data = event
            yield f"id: {number}\nevent: {kind}\ndata: {json.dumps(data, default=str)}\n\n"
        elif quiet % QUIET_LOOKS == 0:
            yield ": still there\n\n"
