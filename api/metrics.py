"""Counts and durations of requests, for Prometheus."""

from __future__ import annotations

import time

from flask import Flask, Response, g, request
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Histogram, generate_latest

METHODS = frozenset({"GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"})


def install(app: Flask) -> None:
    """Measure every request of an application, and show the figures at ``/metrics``."""
    registry = CollectorRegistry()
    durations = Histogram(
        "roster_request_seconds",
        "Seconds from request to answer, by route, method and status.",
        ("route", "method", "status"),
        registry=registry,
    )

    def begin() -> None:
        g.began = time.perf_counter()

    def end(response: Response) -> Response:
        response.headers["X-Request-ID"] = g.get("request_id", "")
        # By route, not by path: a metric for every id would never end.
        route = request.url_rule.rule if request.url_rule else "none"
        began = g.get("began")
        if began is not None:
            # A word that a caller made up is no method: it would be counted apart from all others.
            method = request.method if request.method in METHODS else "other"
            durations.labels(route, method, response.status_code).observe(time.perf_counter() - began)
        return response

    def show() -> Response:
        return Response(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)

    app.before_request(begin)
    app.after_request(end)
    app.add_url_rule("/metrics", view_func=show)
