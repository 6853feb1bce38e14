"""Which pages of other sites may ask the API from a browser: none, unless the installation names them."""

from __future__ import annotations

from flask import Flask, Response, request

from services.settings import Settings

METHODS = "GET, POST, PUT, PATCH, DELETE"
SENT = "Authorization, Content-Type, Idempotency-Key, If-Match, If-None-Match, X-Request-ID, X-Tenant"
SHOWN = "ETag, Idempotency-Replayed, Location, Retry-After, WWW-Authenticate, X-Request-ID"
REMEMBERED_S = 600


def install(app: Flask, settings: Settings) -> None:
    """Let pages of the allowed origins read answers.

    They log in for tokens and send them as bearer. Cookies are never shared: a page elsewhere cannot
    use what a browser keeps for the product's own.
    """
    allowed = frozenset(settings.allowed_origins)
    if not allowed:
        return

    def answer_preflight() -> Response | None:
        asks = request.method == "OPTIONS" and "Access-Control-Request-Method" in request.headers
        if not asks or request.headers.get("Origin") not in allowed:
            return None
        headers = {
            "Access-Control-Allow-Methods": METHODS,
            "Access-Control-Allow-Headers": SENT,
            "Access-Control-Max-Age": str(REMEMBERED_S),
        }
        return Response(status=204, headers=headers)

    def let_read(response: Response) -> Response:
        response.vary.add("Origin")
        origin = request.headers.get("Origin")
        if origin in allowed:
            response.headers["Access-Control-Allow-Origin"] = str(origin)
            response.headers["Access-Control-Expose-Headers"] = SHOWN
        return response

    app.before_request(answer_preflight)
    app.after_request(let_read)
