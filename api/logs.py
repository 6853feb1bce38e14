"""Logs for people on a terminal and for machines elsewhere, with the request's id in every line."""

from __future__ import annotations

import logging
import sys
import time

import structlog
from flask import Flask, Response, g, request

QUIET_PATHS = frozenset({"/health/live", "/health/ready", "/metrics"})
"""Asked every few seconds by machines; their lines would hide all others."""


def configure(level: str) -> None:
    """Write to standard error: in colour on a terminal, one JSON object a line elsewhere."""
    renderer: structlog.typing.Processor = (
        structlog.dev.ConsoleRenderer() if sys.stderr.isatty() else structlog.processors.JSONRenderer()
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level]),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )


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
