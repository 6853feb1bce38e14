"""A line in the log for every answer, with the request's id."""

from __future__ import annotations

import time

import structlog
from flask import Flask, Response, g, request

QUIET_PATHS = frozenset({"/health/live", "/health/ready", "/metrics"})
"""Asked every few seconds by machines; their lines would hide all others."""


def install(app: Flask) -> None:
    """Log every answer of an application: who asked for what, the status, and how long it took."""
    log = structlog.get_logger()

    def tell(response: Response) -> Response:
        if request.path not in QUIET_PATHS:
            began = g.get("began")
            spent = None if began is None else round((time.perf_counter() - began) * 1000, 1)
            log.info("answered", status=response.status_code, milliseconds=spent)
        return response

    app.after_request(tell)
